import { Buffer } from 'node:buffer';
import { createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto';

/** What an endpoint signs with. `secret` is `whsec_` and base64; `signingKey` is an ed25519 private key, PKCS #8 in base64. */
export type SigningKeys = { secret: string; signingKey: string };

const SECRET_PREFIX = 'whsec_';

/** The bytes of a secret, or null when it is not `whsec_` and 24 to 64 bytes in base64 (Standard Webhooks 1.0.0). */
export function secretBytes(secret: string): Buffer | null {
  const text = secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : '';
  const bytes = Buffer.from(text, 'base64');
  const isWhole = bytes.toString('base64').replace(/=+$/, '') === text.replace(/=+$/, '');
  return isWhole && bytes.length >= 24 && bytes.length <= 64 ? bytes : null;
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
export function signedHeaders(keys: readonly SigningKeys[], { id, at, body }: { id: string; at: Date; body: string }): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const signed = Buffer.from(`${id}.${timestamp}.${body}`);
  const signatures = keys.flatMap(({ secret, signingKey }) => [
    `v1,${createHmac('sha256', secretBytes(secret) ?? '').update(signed).digest('base64')}`,
    `v1a,${sign(null, signed, privateKeyOf(signingKey)).toString('base64')}`,
  ]);
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
