import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { isWeak, publicKeyOf, secretBytes, signedHeaders } from './signature.ts';
import { healthOf, MOST_ATTEMPTS, outcomeOfStatus, pauseAfter, retryAfterSeconds } from './webhook.ts';

const HOUR_MS = 3_600_000;

describe('the schedule', () => {
  it('is ten attempts over 75 hours and 35 minutes, with up to a tenth more', () => {
    const total = (random: number) => Array.from({ length: MOST_ATTEMPTS - 1 }, (_, index) => pauseAfter(index + 1, null, random) ?? NaN).reduce((sum, pause) => sum + pause, 0);
    expect(MOST_ATTEMPTS).toBe(10);
    expect(total(0)).toBe(75 * HOUR_MS + 35 * 60_000 + 5_000);
    expect(total(1) / total(0)).toBeCloseTo(1.1);
    expect(pauseAfter(10, null, 0)).toBeNull();
  });

  it('waits longer where the receiver asks for it, at most a day', () => {
    expect([pauseAfter(1, 120, 0), pauseAfter(3, 60, 0), pauseAfter(1, 999_999, 0)]).toEqual([120_000, 30 * 60_000, 24 * HOUR_MS]);
    const now = new Date('2026-01-01T00:00:00Z');
    expect(['120', 'Thu, 01 Jan 2026 00:01:00 GMT', 'Wed, 31 Dec 2025 00:00:00 GMT', 'soon', null].map((header) => retryAfterSeconds(header, now))).toEqual([120, 60, 0, null, null]);
  });

  it('takes any 2xx as delivered, 410 as gone, a redirect for what it is, and the rest as refused', () => {
    expect([200, 204, 299, 301, 308, 410, 400, 429, 500].map(outcomeOfStatus)).toEqual(['delivered', 'delivered', 'delivered', 'redirected', 'redirected', 'gone', 'refused', 'refused', 'refused']);
  });

  it('calls a receiver new until the first attempt, and failing while the last one failed', () => {
    const at = new Date();
    const of = (failures: number, last: Date | null) => healthOf({ state: 'enabled', failures, lastSuccessAt: last, lastFailureAt: null });
    expect([of(0, null), of(0, at), of(1, at), healthOf({ state: 'disabled', failures: 0, lastSuccessAt: at, lastFailureAt: null })]).toEqual(['new', 'healthy', 'failing', 'disabled']);
  });
});

describe('a secret', () => {
  it('is whsec_ and 24 to 64 bytes in base64', () => {
    const of = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`;
    expect([24, 32, 64].map((bytes) => secretBytes(of(bytes))?.length)).toEqual([24, 32, 64]);
    for (const wrong of [of(23), of(65), Buffer.alloc(32).toString('base64'), 'whsec_', 'whsec_not base64 at all, but long enough!', '']) expect([wrong, secretBytes(wrong)]).toEqual([wrong, null]);
  });

  it('is weak when somebody made it up: few different bytes, one piece over and over, or a run; random bytes are not, nor are they as hex', () => {
    const runs = [Buffer.alloc(32, 1), Buffer.from('passwordpasswordpassword'), Buffer.from('abcdefghijklm'.repeat(2)), Buffer.from(Array.from({ length: 32 }, (_, index) => index)), Buffer.from('0101010101010101010101010101')];
    expect(runs.map(isWeak)).toEqual(runs.map(() => true));
    for (let n = 0; n < 200; n++) {
      const bytes = Buffer.from(crypto.getRandomValues(new Uint8Array(24)));
      expect([isWeak(bytes), isWeak(Buffer.from(bytes.toString('hex')))]).toEqual([false, false]);
    }
  });

  it('signs so that the public package takes it, alone or beside another', () => {
    const pair = () => ({ secret: `whsec_${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64')}`, signingKey: generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64') });
    const [fresh, before] = [pair(), pair()];
    const body = '{"é":1}';
    const headers = signedHeaders({ secrets: [fresh.secret, before.secret], signingKeys: [fresh.signingKey, before.signingKey] }, { id: 'an-id', at: new Date(), body });
    for (const { secret } of [fresh, before]) expect(new Webhook(secret).verify(body, headers)).toEqual({ é: 1 });
    expect(() => new Webhook(pair().secret).verify(body, headers)).toThrow();
    expect(() => new Webhook(fresh.secret).verify(`${body} `, headers)).toThrow();
    expect(headers['webhook-signature']?.split(' ').map((one) => one.split(',')[0])).toEqual(['v1', 'v1', 'v1a', 'v1a']);
    expect(publicKeyOf(fresh.signingKey)).toMatch(/^whpk_[A-Za-z0-9+/]{43}=$/);
  });
});
