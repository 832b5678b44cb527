import { findKey } from '../access-keys/find-key.ts';
import { type Actor, type Context, inTransaction } from '../context.ts';
import { hasExpired, scopesIn } from './api-client.ts';
import { findApiClient } from './store.ts';

/** Which program holds a token. @returns null when it is unknown, has expired or its client was deleted. */
export async function clientOfToken(ctx: Context, token: string): Promise<{ actor: Actor; providerId: string } | null> {
  const key = await findKey(ctx, 'access_token', token);
  if (!key) return null;
  const { providerId, subjectId } = key;
  const client = await inTransaction({ ...ctx, providerId }, ({ db }) => findApiClient(db, providerId, subjectId));
  if (!client || hasExpired(client, ctx.clock.now())) return null;
  return { actor: { kind: 'api_client', id: client.id, name: client.name, scopes: scopesIn(token) }, providerId };
}
