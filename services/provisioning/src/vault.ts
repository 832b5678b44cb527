import { Buffer } from 'node:buffer';
import { createCipheriv, createDecipheriv, createHmac, generateKeyPairSync, hkdfSync, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

/** Kinds of unguessable keys; the kind is part of the hash, so that a key of one kind never opens another door. */
export type KeyKind = 'share_link' | 'adapter' | 'admin_session' | 'admin_email' | 'admin_invitation' | 'admin_reset' | 'activation_session' | 'invitation' | 'api_client' | 'api_client_id' | 'api_key' | 'logo' | 'portal_host' | 'setup' | 'identity_provider' | 'scim_token';

export type Vault = ReturnType<typeof createVault>;

const KEY_ID = 'k1';

/**
 * Everything that hides or seals: keyed hashes, envelope encryption, random tokens.
 * It is the only source of tokens (at least 128 bits from the operating system's generator).
 * @param masterKey 32 bytes; hash, sealing and signing keys are derived from it with HKDF.
 */
export function createVault(masterKey: Buffer) {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', masterKey, '', `vestibule ${purpose}`, 32));
  const hashKey = derive('hash');
  const sealKey = derive('seal');
  const signKey = derive('sign');

  const hash = (kind: string, value: string) => createHmac('sha256', hashKey).update(`${kind}\0${value}`).digest();

  return {
    /** 256 random bits, base64url; the prefix tells a finder what leaked. */
    newToken: (prefix = '') => prefix + randomBytes(32).toString('base64url'),
    /** At least 130 random bits in 22 letters and digits: a link that ends in punctuation is cut short by many programs. */
    newLinkKey: () => randomBytes(48).toString('base64').replace(/[^A-Za-z0-9]/g, '').slice(0, 22),
    /** A password BroadWorks can hold: at most 20 characters (its provisioningPassword field). */
    newAdapterPassword: () => randomBytes(15).toString('base64url').slice(0, 20),
    /** 256 random bits as Standard Webhooks writes a secret. */
    newWebhookSecret: () => `whsec_${randomBytes(32).toString('base64')}`,
    /** An ed25519 private key, PKCS #8 in base64. */
    newSigningKey: () => generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    newCode: () => String(randomInt(0, 1_000_000)).padStart(6, '0'),

    /** Keyed hash under which a key or an address is looked up. */
    hash: (kind: KeyKind | 'address' | 'network' | 'user' | 'mail_return' | 'mail_block' | 'idempotency', value: string) => hash(kind, value),

    /** Encrypts with a key of its own, which is wrapped by ours; `context` must be given again to open. */
    seal(text: string, context: string): string {
      const dataKey = randomBytes(32);
      return [KEY_ID, encrypt(sealKey, dataKey, context), encrypt(dataKey, Buffer.from(text), context)].join('.');
    },
    /** @throws when the text was sealed under another key or for another context. */
    open(sealed: string, context: string): string {
      const [keyId, wrapped = '', body = ''] = sealed.split('.');
      if (keyId !== KEY_ID) throw new Error(`sealed with an unknown key: ${keyId}`);
      return decrypt(decrypt(sealKey, wrapped, context), body, context).toString();
    },

    /** Opaque text that carries `value` and cannot be altered; used for cursors. */
    sign(value: unknown): string {
      const body = Buffer.from(JSON.stringify(value)).toString('base64url');
      return `${body}.${mac(signKey, body)}`;
    },
    /** The value, or null when the text is not ours. */
    verify(text: string): unknown {
      const [body = '', given = ''] = text.split('.');
      return same(given, mac(signKey, body)) ? JSON.parse(Buffer.from(body, 'base64url').toString()) : null;
    },
  };
}

/** Compares in constant time, whatever the lengths. */
export function same(a: string, b: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

const mac = (key: Buffer, body: string) => createHmac('sha256', key).update(body).digest().subarray(0, 16).toString('base64url');

function encrypt(key: Buffer, plain: Buffer, context: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context));
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64url');
}

function decrypt(key: Buffer, text: string, context: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(Buffer.from(context));
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
}
