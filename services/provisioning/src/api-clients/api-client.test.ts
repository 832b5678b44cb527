import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { scopesLeft, scopesOf } from './api-client.ts';
import { publicKeyFrom } from './client-key.ts';

const granted = ['subscribers:read', 'subscribers:write'];

describe('the scopes of a token', () => {
  it('are all of the client\'s when it asks for none', () => {
    expect(scopesOf(granted, null)).toEqual(granted);
  });

  it('are fewer when it asks for fewer', () => {
    expect(scopesOf(granted, 'subscribers:read')).toEqual(['subscribers:read']);
    expect(scopesOf(granted, ' subscribers:read  subscribers:read ')).toEqual(['subscribers:read']);
  });

  it('are fewer once the client has fewer, and never more', () => {
    expect(scopesLeft(['subscribers:read'], granted)).toEqual(['subscribers:read']);
    expect(scopesLeft([...granted, 'admin'], ['subscribers:read'])).toEqual(['subscribers:read']);
    expect(scopesLeft(granted, ['spark-admin:broadworks_subscribers_read'])).toEqual(['spark-admin:broadworks_subscribers_read']);
    expect(scopesLeft(['templates:read'], granted)).toEqual([]);
  });

  it('may be asked for by the published API\'s name', () => {
    expect(scopesOf(granted, 'spark-admin:broadworks_subscribers_read')).toEqual(['spark-admin:broadworks_subscribers_read']);
    // Ours also reads enterprises, which the published one does not.
    expect(scopesOf(['spark-admin:broadworks_subscribers_read'], 'subscribers:read')).toBeNull();
  });

  it.each(['admin', 'subscribers:read templates:write', 'everything', 'spark-admin:broadworks_subscribers_write subscribers:none', ''])('are none when it asks for "%s", which it does not have', (asked) => {
    expect(scopesOf(granted, asked)).toBeNull();
  });
});

describe('a public key of a client', () => {
  const pair = (...options: unknown[]) => Reflect.apply(generateKeyPairSync, null, options) as ReturnType<typeof generateKeyPairSync> & { publicKey: KeyObject; privateKey: KeyObject };
  const pem = (key: KeyObject) => String(key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }));

  it.each([['P-256', 'ec', { namedCurve: 'P-256' }], ['RSA 2048', 'rsa', { modulusLength: 2048 }], ['Ed25519', 'ed25519', {}]])('%s is taken as PEM and as a JWK alike', (kind, type, options) => {
    const { publicKey } = pair(type, options);
    const taken = publicKeyFrom(pem(publicKey));
    expect(taken.kind).toBe(kind);
    expect(publicKeyFrom(JSON.stringify(publicKey.export({ format: 'jwk' })))).toEqual(taken);
    expect(Object.keys(taken.jwk)).not.toContain('d');
  });

  it('is refused when it is the private half, too short, of another sort, or no key', () => {
    const { privateKey } = pair('ec', { namedCurve: 'P-256' });
    const refused = [pem(privateKey), JSON.stringify(privateKey.export({ format: 'jwk' })), pem(pair('rsa', { modulusLength: 1024 }).publicKey), pem(pair('x25519').publicKey), pem(pair('ec', { namedCurve: 'secp256k1' }).publicKey), '{"kty":"oct","k":"c2VjcmV0"}', '{', 'no key'];
    for (const text of refused) expect(() => publicKeyFrom(text)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
  });
});
