import { insertAccessKey } from '../access-keys/store.ts';
import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { API_KEY_PREFIX, type Credential, credentialOf } from './api-client.ts';
import { type ApiClientRow, insertApiClient } from './store.ts';

export type NewApiClient = { name: string; scopes: string[]; expiresAt?: Date | null };

/**
 * @param input scopes out of access.ts's grantable ones; after `expiresAt` the client opens nothing.
 * @returns the client and, this once, its secret (256 random bits; only a keyed hash is stored).
 * @throws request.invalid when it would have expired already.
 */
export async function createApiClient(ctx: Context, input: NewApiClient): Promise<{ client: ApiClientRow; clientSecret: string }> {
  const { client, secret: clientSecret } = await create(ctx, 'client', 'vcs_', input);
  return { client, clientSecret };
}

/** A key that opens by itself, for small scripts: shown this once. @throws as createApiClient */
export async function createApiKey(ctx: Context, input: NewApiClient): Promise<{ apiKey: ApiClientRow; key: string }> {
  const { client: apiKey, secret: key } = await create(ctx, 'key', API_KEY_PREFIX, input);
  return { apiKey, key };
}

async function create(ctx: Context, credential: Credential, prefix: string, input: NewApiClient): Promise<{ client: ApiClientRow; secret: string }> {
  requireRight(ctx, 'admin');
  const now = ctx.clock.now();
  const expiresAt = input.expiresAt ?? null;
  if (expiresAt && !(expiresAt > now)) throw problem('request.invalid', { errors: [{ pointer: '/expiresAt', message: 'must be in the future' }] });
  const secret = ctx.vault.newToken(prefix);
  const client = await inTransaction(ctx, async (ctx) => {
    const { db, providerId, actor, vault } = ctx;
    const id = ctx.ids.next();
    const row = await insertApiClient(db, { providerId, id, credential, name: input.name, scopes: [...new Set(input.scopes)], expiresAt, createdBy: { kind: actor.kind, name: actor.name }, createdAt: now });
    const key = credential === 'key' ? { kind: 'api_key', keyHash: vault.hash('api_key', secret) } : { kind: 'api_client', keyHash: vault.hash('api_client', credentialOf(id, secret)) };
    await insertAccessKey(db, { ...key, providerId, subjectId: id });
    await recordEvent(ctx, { type: 'api_client.created', data: { apiClientId: id, name: row.name, credential, scopes: row.scopes, expiresAt } });
    return row;
  });
  return { client, secret };
}
