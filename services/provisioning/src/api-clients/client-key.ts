import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { problem } from '../problems.ts';

/** A public key of a client; `id` is its thumbprint (RFC 7638). */
export type ClientKey = { id: string; kind: string; jwk: JsonWebKey; addedAt: string };

/** Enough to add a new one everywhere before the old one goes. */
export const MOST_KEYS = 5;

/** What each sort of key signs with; nothing symmetric, and nothing unsigned. */
const byKind = { 'P-256': ['ES256'], 'P-384': ['ES384'], 'P-521': ['ES512'], Ed25519: ['Ed25519', 'EdDSA'], RSA: ['PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512'] } as const;
export const assertionAlgorithms: readonly string[] = Object.values(byKind).flat();
export const algorithmsOf = ({ kind }: ClientKey): string[] => Object.entries(byKind).flatMap(([sort, algorithms]) => (kind.startsWith(sort) ? algorithms : []));

const LEAST_RSA_BITS = 2048;

/**
 * @param text a public key as PEM, or as a JWK in JSON.
 * @returns its public members only, and what sort it is ("RSA 3072", "P-256", "Ed25519").
 * @throws request.invalid, also for a private key: whoever sends one has shown it to somebody.
 */
export function publicKeyFrom(text: string): { jwk: JsonWebKey; kind: string } {
  const refuse = (message: string) => problem('request.invalid', { errors: [{ pointer: '/publicKey', message }] });
  if (/PRIVATE KEY/.test(text)) throw refuse('is a private key; send the public one, and make a new pair, since this one was shown');
  const given = jwkIn(text);
  if (given && 'd' in given) throw refuse('is a private key; send the public one, and make a new pair, since this one was shown');
  try {
    const key = given ? createPublicKey({ key: given, format: 'jwk' }) : createPublicKey(text);
    const bits = key.asymmetricKeyDetails?.modulusLength;
    const jwk = key.export({ format: 'jwk' });
    const kind = jwk.kty === 'RSA' ? `RSA ${bits}` : (jwk.crv ?? '');
    if (jwk.kty === 'RSA' && bits !== undefined && bits >= LEAST_RSA_BITS) return { jwk, kind };
    if (['P-256', 'P-384', 'P-521', 'Ed25519'].includes(kind)) return { jwk, kind };
  } catch {
    throw refuse('is no public key in PEM or JWK form');
  }
  throw refuse('must be RSA of at least 2048 bits, P-256, P-384, P-521 or Ed25519');
}

function jwkIn(text: string): JsonWebKey | null {
  if (!text.trim().startsWith('{')) return null;
  try {
    return JSON.parse(text) as JsonWebKey;
  } catch {
    return {};
  }
}
