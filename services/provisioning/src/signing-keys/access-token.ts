import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import type { Context, Services } from '../context.ts';
import { withTenant } from '../db/db.ts';
import { ALGORITHM, rotateKeys } from './rotate-keys.ts';
import { findActiveKey, findPublicKey, listKeys, type SigningKeyRow } from './store.ts';
import type { PublicJwk } from './table.ts';

/** What a token says. `id` is its jti; `providerId` is ours to say, and proves nothing that is not looked up as well. */
export type TokenClaims = { id: string; clientId: string; providerId: string; generation: number; scopes: readonly string[]; expiresAt: Date };

const TYPE = 'at+jwt';

/** An access token as in RFC 9068, signed with the present key. */
export async function signToken(ctx: Context, { id, clientId, providerId, generation, scopes, expiresAt }: TokenClaims): Promise<string> {
  const key = await activeKey(ctx);
  const { publicUrl } = ctx.config;
  return new SignJWT({ client_id: clientId, scope: scopes.join(' '), provider_id: providerId, generation })
    .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: key.id })
    .setIssuer(publicUrl)
    .setAudience(publicUrl)
    .setSubject(clientId)
    .setJti(id)
    .setIssuedAt(seconds(ctx.clock.now()))
    .setExpirationTime(seconds(expiresAt))
    .sign(createPrivateKey(ctx.vault.open(key.privateKeySealed, key.id)));
}

const seconds = (moment: Date) => Math.floor(moment.getTime() / 1000);

async function activeKey(ctx: Context): Promise<SigningKeyRow> {
  const find = () => withTenant(ctx.pool, 'none', (db) => findActiveKey(db, ctx.clock.now()));
  const known = await find();
  if (known) return known;
  await rotateKeys(ctx);
  const made = await find();
  if (!made) throw new Error('there is no key to sign with');
  return made;
}

/** @returns what the token says, or null when it is not ours, was meant for another service, or has expired. Whether it still counts is to be looked up. */
export async function readToken(ctx: Context, token: string): Promise<TokenClaims | null> {
  const { publicUrl } = ctx.config;
  const verified = await jwtVerify(token, ({ kid }) => keyOf(ctx, kid), {
    issuer: publicUrl,
    audience: publicUrl,
    algorithms: [ALGORITHM],
    typ: TYPE,
    requiredClaims: ['sub', 'jti', 'exp', 'iat', 'client_id', 'scope', 'provider_id'],
    currentDate: ctx.clock.now(),
  }).catch((error: unknown) => {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  });
  if (!verified) return null;
  const { jti = '', sub = '', exp = 0, scope, provider_id: providerId, generation = 1 } = verified.payload;
  if (typeof scope !== 'string' || typeof providerId !== 'string' || typeof generation !== 'number') return null;
  return { id: jti, clientId: sub, providerId, generation, scopes: scope.split(' ').filter(Boolean), expiresAt: new Date(exp * 1000) };
}

/** Our keys are called by their thumbprint: no other name is worth a look, and some the database would refuse. */
const THUMBPRINT = /^[\w-]{43}$/;

async function keyOf(ctx: Context, id: unknown): Promise<KeyObject> {
  const known = typeof id === 'string' && THUMBPRINT.test(id) ? await withTenant(ctx.pool, 'none', (db) => findPublicKey(db, id)) : null;
  if (!known) throw new errors.JWKSNoMatchingKey();
  return createPublicKey({ key: { ...known }, format: 'jwk' });
}

/** For whoever checks our tokens: the keys that sign now, will sign soon, or have signed tokens that still live. */
export async function listPublicKeys({ pool }: Pick<Services, 'pool'>): Promise<PublicJwk[]> {
  const keys = await withTenant(pool, 'none', (db) => listKeys(db));
  return keys.map(({ publicKey }) => publicKey);
}
