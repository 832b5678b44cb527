import { type Context, inTransaction } from '../context.ts';
import { signToken } from '../signing-keys/access-token.ts';
import { scopesOf, TOKEN_SECONDS } from './api-client.ts';
import { authenticateClient, type ClientProof } from './authenticate-client.ts';
import { noteUse } from './store.ts';
import { TokenRefusal } from './token-refusal.ts';

/** `network`: where the request comes from, as http/rate-limit.ts names it. */
export type TokenRequest = { proof: ClientProof; scope: string | null; network: string };

/**
 * Client credentials grant (RFC 6749, section 4.4): a signed access token (RFC 9068) for a quarter of an hour, and never longer than the client itself.
 * @throws TokenRefusal invalid_client, invalid_scope; access.too_many_attempts
 */
export async function issueToken(ctx: Context, { proof, scope, network }: TokenRequest): Promise<{ accessToken: string; scopes: string[]; seconds: number }> {
  const { ctx: own, client } = await authenticateClient(ctx, proof, network);
  const { id: clientId, providerId } = client;
  const scopes = scopesOf(client.scopes, scope);
  if (!scopes) throw new TokenRefusal('invalid_scope', 'The client does not have a scope that was asked for.');
  const now = ctx.clock.now();
  await inTransaction(own, ({ db }) => noteUse(db, providerId, clientId, now));
  const expiresAt = new Date(Math.min(now.getTime() + TOKEN_SECONDS * 1000, client.expiresAt?.getTime() ?? Infinity));
  const accessToken = await signToken(ctx, { id: ctx.ids.next(), clientId, providerId, generation: client.tokenGeneration, scopes, expiresAt });
  return { accessToken, scopes, seconds: Math.max(1, Math.floor((expiresAt.getTime() - now.getTime()) / 1000)) };
}
