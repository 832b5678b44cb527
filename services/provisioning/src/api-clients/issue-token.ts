import { findKey } from '../access-keys/find-key.ts';
import { insertAccessKey } from '../access-keys/store.ts';
import { type Context, inTransaction } from '../context.ts';
import { credentialOf, hasExpired, scopesOf, TOKEN_SECONDS, tokenFrom } from './api-client.ts';
import { noteUse } from './store.ts';
import { TokenRefusal } from './token-refusal.ts';

/** `network`: where the request comes from, as http/rate-limit.ts names it. */
export type TokenRequest = { clientId: string; clientSecret: string; scope: string | null; network: string };

/**
 * Client credentials grant (RFC 6749, section 4.4): an opaque access token for one hour.
 * @throws TokenRefusal invalid_client, the same for an unknown or expired client and a wrong secret; invalid_scope.
 * @throws access.too_many_attempts; counted by client and network, so that nobody can shut another's client out.
 */
export async function issueToken(ctx: Context, request: TokenRequest): Promise<{ accessToken: string; scopes: string[] }> {
  const { tokensPerClientPerMinute, tokensPerNetworkPerMinute } = ctx.config.limits;
  await ctx.limiter.consume('token-network', request.network, { points: tokensPerNetworkPerMinute, seconds: 60 });
  await ctx.limiter.consume('token-client', `${request.clientId} ${request.network}`, { points: tokensPerClientPerMinute, seconds: 60 });
  const key = await findKey(ctx, 'api_client', credentialOf(request.clientId, request.clientSecret));
  if (!key) throw new TokenRefusal('invalid_client', 'Client id or secret is not right.');
  return inTransaction({ ...ctx, providerId: key.providerId }, async (ctx) => {
    const { db, providerId } = ctx;
    const now = ctx.clock.now();
    const client = await noteUse(db, providerId, key.subjectId, now);
    if (!client || hasExpired(client, now)) throw new TokenRefusal('invalid_client', 'Client id or secret is not right.');
    const scopes = scopesOf(client.scopes, request.scope);
    if (!scopes) throw new TokenRefusal('invalid_scope', 'The client does not have a scope that was asked for.');
    const accessToken = tokenFrom(ctx.vault.newToken('vat_'), scopes);
    const expiresAt = new Date(Math.min(now.getTime() + TOKEN_SECONDS * 1000, client.expiresAt?.getTime() ?? Infinity));
    await insertAccessKey(db, { kind: 'access_token', keyHash: ctx.vault.hash('access_token', accessToken), providerId, subjectId: client.id, expiresAt });
    return { accessToken, scopes };
  });
}
