import { calculateJwkThumbprint } from 'jose';
import { type ClientKey, publicKeyFrom } from './client-key.ts';

/**
 * @param text a public key as PEM, or as a JWK in JSON.
 * @throws request.invalid as publicKeyFrom
 */
export async function readClientKey(text: string, now: Date): Promise<ClientKey> {
  const { jwk, kind } = publicKeyFrom(text);
  return { id: await calculateJwkThumbprint(jwk), kind, jwk, addedAt: now.toISOString() };
}
