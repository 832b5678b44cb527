import { createPublicKey } from 'node:crypto';
import { decodeJwt, errors, jwtVerify } from 'jose';
import { findKey } from '../access-keys/find-key.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { credentialOf, hasExpired } from './api-client.ts';
import { algorithmsOf, type ClientKey } from './client-key.ts';
import { spendId } from './spent-ids-query.ts';
import { type ApiClientRow, findApiClient } from './store.ts';
import { TokenRefusal } from './token-refusal.ts';

/** How a client proves itself: with its secret, or with a text it has signed (RFC 7523). `clientId` is null where only the assertion names it. */
export type ClientProof = { kind: 'secret'; clientId: string; clientSecret: string } | { kind: 'assertion'; clientId: string | null; assertion: string };

/** Longer ones would have to be remembered for longer. */
const LONGEST_ASSERTION_SECONDS = 600;
const CLOCK_TOLERANCE_SECONDS = 30;

const refusal = () => new TokenRefusal('invalid_client', 'The client is not known, has expired, or did not prove itself.');

/**
 * Who asks at the token endpoint. The same refusal for everything that is wrong, so that nobody learns which clients exist.
 * @param network where the request comes from, as http/rate-limit.ts names it.
 * @returns a context of the client's provider, and the client.
 * @throws TokenRefusal invalid_client
 * @throws access.too_many_attempts; counted by client and network, so that nobody can shut another's client out.
 */
export async function authenticateClient(ctx: Context, proof: ClientProof, network: string): Promise<{ ctx: Context; client: ApiClientRow }> {
  const clientId = proof.kind === 'secret' ? proof.clientId : namedBy(proof.assertion);
  const { tokensPerClientPerMinute, tokensPerNetworkPerMinute } = ctx.config.limits;
  await ctx.limiter.consume('token-network', network, { points: tokensPerNetworkPerMinute, seconds: 60 });
  await ctx.limiter.consume('token-client', `${clientId} ${network}`, { points: tokensPerClientPerMinute, seconds: 60 });
  if (proof.clientId !== null && proof.clientId !== clientId) throw refusal();
  const key = proof.kind === 'secret' ? await findKey(ctx, 'api_client', credentialOf(clientId, proof.clientSecret)) : await findKey(ctx, 'api_client_id', clientId);
  if (!key) throw refusal();
  const own = { ...ctx, providerId: key.providerId };
  const client = await inTransaction(own, async (ctx) => {
    const row = await findApiClient(ctx.db, ctx.providerId, key.subjectId);
    if (!row || row.credential !== 'client' || hasExpired(row, ctx.clock.now())) throw refusal();
    if (proof.kind === 'assertion') await requireAssertion(ctx, row, proof.assertion);
    return row;
  });
  return { ctx: own, client };
}

/** Whom an assertion names, before anything is proven. */
function namedBy(assertion: string): string {
  try {
    const { sub }: { sub?: unknown } = decodeJwt(assertion);
    return typeof sub === 'string' ? sub : '';
  } catch {
    throw refusal();
  }
}

/** Nothing checks the type of this claim for us, and the database keeps no NUL. */
const isName = (jti: unknown): jti is string => typeof jti === 'string' && /^[^\0]{1,200}$/s.test(jti);

/**
 * Signed with a key of the client, by it, about it, for us, for a short time, and used for the first time (RFC 7523, section 3). The
 * audience is this service alone: one that another may use as well could be taken from there.
 */
async function requireAssertion(ctx: TxContext, { id: clientId, keys }: ApiClientRow, assertion: string): Promise<void> {
  const { publicUrl } = ctx.config;
  const { payload } = await firstThatVerifies(keys, assertion, {
    issuer: clientId,
    subject: clientId,
    audience: [publicUrl, `${publicUrl}/oauth/token`],
    requiredClaims: ['exp', 'jti'],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    currentDate: ctx.clock.now(),
  });
  const { jti, exp = 0, aud } = payload;
  const now = ctx.clock.now().getTime() / 1000;
  if (Array.isArray(aud) && aud.length !== 1) throw refusal();
  if (exp - now > LONGEST_ASSERTION_SECONDS + CLOCK_TOLERANCE_SECONDS || !isName(jti)) throw refusal();
  const expiresAt = new Date((exp + CLOCK_TOLERANCE_SECONDS) * 1000);
  if (!(await spendId(ctx.db, { providerId: ctx.providerId, kind: 'assertion', clientId, tokenId: jti, expiresAt }))) throw refusal();
}

async function firstThatVerifies(keys: readonly ClientKey[], assertion: string, options: Parameters<typeof jwtVerify>[2]) {
  for (const key of keys) {
    try {
      return await jwtVerify(assertion, createPublicKey({ key: key.jwk, format: 'jwk' }), { ...options, algorithms: algorithmsOf(key) });
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
    }
  }
  throw refusal();
}
