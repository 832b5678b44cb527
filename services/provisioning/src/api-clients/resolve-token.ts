import { findKey } from '../access-keys/find-key.ts';
import { type Actor, type Context, inTransaction } from '../context.ts';
import { readToken } from '../signing-keys/access-token.ts';
import { API_KEY_PREFIX, hasExpired, scopesLeft } from './api-client.ts';
import { isSpent } from './spent-ids-query.ts';
import { findApiClient, noteUse } from './store.ts';

type Identified = { actor: Actor; providerId: string };

/** Often enough for "last used", seldom enough for a script in a loop. */
const NOTED_EVERY_MS = 60_000;

/**
 * Which program holds an access token or an API key. Both are looked up on every request, so that a client that is deleted, has
 * expired or has revoked its token is out at once, and one that may do less by now does less, whatever the token still says.
 * @returns null when it opens nothing.
 */
export async function clientOfToken(ctx: Context, token: string): Promise<Identified | null> {
  return token.startsWith(API_KEY_PREFIX) ? clientOfKey(ctx, token) : clientOfAccessToken(ctx, token);
}

async function clientOfAccessToken(ctx: Context, token: string): Promise<Identified | null> {
  const claims = await readToken(ctx, token);
  if (!claims) return null;
  const { id: tokenId, clientId, providerId } = claims;
  return inTransaction({ ...ctx, providerId }, async ({ db }) => {
    const client = await findApiClient(db, providerId, clientId);
    if (!client || client.credential !== 'client' || hasExpired(client, ctx.clock.now())) return null;
    if (await isSpent(db, { providerId, kind: 'access_token', clientId, tokenId })) return null;
    if (claims.generation !== client.tokenGeneration) return null;
    const scopes = scopesLeft(client.scopes, claims.scopes);
    return scopes.length === 0 ? null : { actor: { kind: 'api_client', id: clientId, name: client.name, scopes }, providerId };
  });
}

async function clientOfKey(ctx: Context, token: string): Promise<Identified | null> {
  const key = await findKey(ctx, 'api_key', token);
  if (!key) return null;
  const { providerId, subjectId: id } = key;
  const now = ctx.clock.now();
  return inTransaction({ ...ctx, providerId }, async ({ db }) => {
    const client = await findApiClient(db, providerId, id);
    if (!client || hasExpired(client, now)) return null;
    if (!client.lastUsedAt || client.lastUsedAt.getTime() + NOTED_EVERY_MS < now.getTime()) await noteUse(db, providerId, id, now);
    return { actor: { kind: 'api_client', id, name: client.name, scopes: client.scopes }, providerId };
  });
}
