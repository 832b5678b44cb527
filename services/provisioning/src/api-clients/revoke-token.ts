import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { readToken } from '../signing-keys/access-token.ts';
import { authenticateClient, type ClientProof } from './authenticate-client.ts';
import { spendId } from './spent-ids-query.ts';
import { TokenRefusal } from './token-refusal.ts';

/**
 * Ends one token of the client that asks (RFC 7009), at once and in every process. What is no token of ours any more needs no ending.
 * @throws TokenRefusal invalid_client, invalid_request for another client's token; access.too_many_attempts
 */
export async function revokeToken(ctx: Context, { proof, token, network }: { proof: ClientProof; token: string; network: string }): Promise<void> {
  const { ctx: own, client } = await authenticateClient(ctx, proof, network);
  const claims = await readToken(ctx, token);
  if (!claims) return;
  const { id: clientId, providerId, name } = client;
  if (claims.clientId !== clientId || claims.providerId !== providerId) throw new TokenRefusal('invalid_request', 'The token belongs to another client.');
  await inTransaction({ ...own, actor: { kind: 'api_client', id: clientId, name, scopes: [] } }, async (ctx) => {
    const isNew = await spendId(ctx.db, { providerId, kind: 'access_token', clientId, tokenId: claims.id, expiresAt: claims.expiresAt });
    if (isNew) await recordEvent(ctx, { type: 'api_client.token_revoked', data: { apiClientId: clientId, name } });
  });
}
