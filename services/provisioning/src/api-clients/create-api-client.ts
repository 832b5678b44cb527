import { claimAccessKey, insertAccessKey } from '../access-keys/store.ts';
import { requireRight } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { API_KEY_PREFIX, type Credential, credentialOf, requireToCome } from './api-client.ts';
import { readClientKey } from './read-client-key.ts';
import { type ApiClientRow, insertApiClient } from './store.ts';

export type NewApiClient = { name: string; scopes: string[]; expiresAt?: Date | null };

/**
 * @param input scopes out of access.ts's grantable ones; after `expiresAt` the client opens nothing. With `publicKey` (PEM, or a JWK in
 * JSON) it signs what it asks for tokens with, and has no secret.
 * @returns the client and, this once, its secret (256 random bits; only a keyed hash is stored), null when it has none.
 * @throws request.invalid when it would have expired already, or the key is none.
 */
export async function createApiClient(ctx: Context, { publicKey, ...input }: NewApiClient & { publicKey?: undefined }): Promise<{ client: ApiClientRow; clientSecret: string }>;
export async function createApiClient(ctx: Context, input: NewApiClient & { publicKey?: string }): Promise<{ client: ApiClientRow; clientSecret: string | null }>;
export async function createApiClient(ctx: Context, { publicKey, ...input }: NewApiClient & { publicKey?: string }): Promise<{ client: ApiClientRow; clientSecret: string | null }> {
  requireRight(ctx, 'admin');
  const key = publicKey === undefined ? null : await readClientKey(publicKey, ctx.clock.now());
  const clientSecret = key ? null : ctx.vault.newToken('vcs_');
  const client = await create(ctx, { ...input, credential: 'client', keys: key ? [key] : [], hasSecret: clientSecret !== null }, async ({ db, providerId, vault }, id) => {
    if (clientSecret === null) await claimAccessKey(db, { kind: 'api_client_id', keyHash: vault.hash('api_client_id', id), providerId, subjectId: id });
    else await insertAccessKey(db, { kind: 'api_client', keyHash: vault.hash('api_client', credentialOf(id, clientSecret)), providerId, subjectId: id });
  });
  return { client, clientSecret };
}

/** A key that opens by itself, for small scripts: shown this once. @throws request.invalid when it would have expired already. */
export async function createApiKey(ctx: Context, input: NewApiClient): Promise<{ apiKey: ApiClientRow; key: string }> {
  requireRight(ctx, 'admin');
  const key = ctx.vault.newToken(API_KEY_PREFIX);
  const apiKey = await create(ctx, { ...input, credential: 'key' }, ({ db, providerId, vault }, id) => insertAccessKey(db, { kind: 'api_key', keyHash: vault.hash('api_key', key), providerId, subjectId: id }));
  return { apiKey, key };
}

type Made = NewApiClient & { credential: Credential } & Partial<Pick<ApiClientRow, 'keys' | 'hasSecret'>>;

async function create(ctx: Context, { name, scopes, expiresAt = null, credential, ...proof }: Made, open: (ctx: TxContext, id: string) => Promise<unknown>): Promise<ApiClientRow> {
  const now = ctx.clock.now();
  requireToCome(expiresAt, now);
  return inTransaction(ctx, async (ctx) => {
    const { db, providerId, actor } = ctx;
    const id = ctx.ids.next();
    const row = await insertApiClient(db, { providerId, id, credential, name, scopes: [...new Set(scopes)], expiresAt, ...proof, createdBy: { kind: actor.kind, name: actor.name }, createdAt: now });
    await open(ctx, id);
    await recordEvent(ctx, { type: 'api_client.created', data: { apiClientId: id, name: row.name, credential, scopes: row.scopes, expiresAt, ...(credential === 'client' && { hasSecret: row.hasSecret }) } });
    return row;
  });
}
