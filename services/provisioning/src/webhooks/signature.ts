import { Buffer } from 'node:buffer';
import { createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto';

/** What an endpoint signs with, the present one first. A secret is `whsec_` and base64; a signing key is an ed25519 private key, PKCS #8 in base64. */
export type SigningKeys = { secrets: readonly string[]; signingKeys: readonly string[] };

const SECRET_PREFIX = 'whsec_';

/** The bytes of a secret, or null when it is not `whsec_` and 24 to 64 bytes in base64 (Standard Webhooks 1.0.0). */
export function secretBytes(secret: string): Buffer | null {
  const text = secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : '';
  const bytes = Buffer.from(text, 'base64');
  const isWhole = bytes.toString('base64').replace(/=+$/, '') === text.replace(/=+$/, '');
  return isWhole && bytes.length >= 24 && bytes.length <= 64 ? bytes : null;
}

/** Of a secret that was accepted once. A wrong one must never sign with an empty key, which anybody could. */
function keyBytes(secret: string): Buffer {
  const bytes = secretBytes(secret);
  if (!bytes) throw new Error('the secret of a webhook is none');
  return bytes;
}

/** Whether bytes that somebody chose are plainly not random: few different ones, one piece over and over, or a run. */
export function isWeak(bytes: Buffer): boolean {
  const isRepeated = Array.from({ length: Math.floor(bytes.length / 2) }, (_, index) => index + 1).some((size) => bytes.subarray(size).equals(bytes.subarray(0, bytes.length - size)));
  const steps = new Set([...bytes.subarray(1)].map((byte, index) => (byte - (bytes[index] ?? 0)) & 255));
  return new Set(bytes).size < 8 || isRepeated || steps.size < 4;
}

const privateKeyOf = (signingKey: string) => createPrivateKey({ key: Buffer.from(signingKey, 'base64'), format: 'der', type: 'pkcs8' });

/** The public half as Standard Webhooks writes it: `whpk_` and the 32 bytes in base64. */
export function publicKeyOf(signingKey: string): string {
  const { x = '' } = createPublicKey(privateKeyOf(signingKey)).export({ format: 'jwk' });
  return `whpk_${Buffer.from(x, 'base64url').toString('base64')}`;
}

/**
 * The headers of one attempt (Standard Webhooks 1.0.0): the signatures cover id, time and body, HMAC-SHA256 (`v1`) and ed25519 (`v1a`)
 * side by side, and both again with the keys of before while a rotation goes on.
 * @param body exactly as it is sent.
 */
export function signedHeaders({ secrets, signingKeys }: SigningKeys, { id, at, body }: { id: string; at: Date; body: string }): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const signed = Buffer.from(`${id}.${timestamp}.${body}`);
  const signatures = [
    ...secrets.map((secret) => `v1,${createHmac('sha256', keyBytes(secret)).update(signed).digest('base64')}`),
    ...signingKeys.map((signingKey) => `v1a,${sign(null, signed, privateKeyOf(signingKey)).toString('base64')}`),
  ];
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
