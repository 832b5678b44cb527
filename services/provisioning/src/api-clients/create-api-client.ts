import { insertAccessKey } from '../access-keys/store.ts';
import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { credentialOf } from './api-client.ts';
import { type ApiClientRow, insertApiClient } from './store.ts';

export type NewApiClient = { name: string; scopes: string[]; expiresAt?: Date | null };

/**
 * @param input scopes out of access.ts's grantable ones; after `expiresAt` the client opens nothing.
 * @returns the client and, this once, its secret (256 random bits; only a keyed hash is stored).
 * @throws request.invalid when it would have expired already.
 */
export async function createApiClient(ctx: Context, input: NewApiClient): Promise<{ client: ApiClientRow; clientSecret: string }> {
  requireRight(ctx, 'admin');
  const now = ctx.clock.now();
  const expiresAt = input.expiresAt ?? null;
  if (expiresAt && !(expiresAt > now)) throw problem('request.invalid', { errors: [{ pointer: '/expiresAt', message: 'must be in the future' }] });
  const clientSecret = ctx.vault.newToken('vcs_');
  const client = await inTransaction(ctx, async (ctx) => {
    const { db, providerId, actor } = ctx;
    const id = ctx.ids.next();
    const row = await insertApiClient(db, { providerId, id, name: input.name, scopes: [...new Set(input.scopes)], expiresAt, createdBy: { kind: actor.kind, name: actor.name }, createdAt: now });
    await insertAccessKey(db, { kind: 'api_client', keyHash: ctx.vault.hash('api_client', credentialOf(id, clientSecret)), providerId, subjectId: id });
    await recordEvent(ctx, { type: 'api_client.created', data: { apiClientId: id, name: row.name, scopes: row.scopes, expiresAt } });
    return row;
  });
  return { client, clientSecret };
}
