import { insertAccessKey } from '../access-keys/store.ts';
import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { credentialOf } from './api-client.ts';
import { type ApiClientRow, insertApiClient } from './store.ts';

/**
 * @param input scopes out of access.ts's grantable ones.
 * @returns the client and, this once, its secret (256 random bits; only a keyed hash is stored).
 */
export async function createApiClient(ctx: Context, input: { name: string; scopes: string[] }): Promise<{ client: ApiClientRow; clientSecret: string }> {
  requireRight(ctx, 'admin');
  const clientSecret = ctx.vault.newToken('vcs_');
  const client = await inTransaction(ctx, async (ctx) => {
    const { db, providerId } = ctx;
    const id = ctx.ids.next();
    const row = await insertApiClient(db, { providerId, id, name: input.name, scopes: [...new Set(input.scopes)], createdAt: ctx.clock.now() });
    await insertAccessKey(db, { kind: 'api_client', keyHash: ctx.vault.hash('api_client', credentialOf(id, clientSecret)), providerId, subjectId: id });
    await recordEvent(ctx, { type: 'api_client.created', data: { apiClientId: id, name: row.name, scopes: row.scopes } });
    return row;
  });
  return { client, clientSecret };
}
