import { describe, expect, it } from '@jest/globals';
import { afterAttempt, isExpired, keptResponse, messageIdOf, minutesLeft } from './message.ts';

const now = new Date('2026-03-01T10:00:00Z');
const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1000).toISOString();

describe('afterAttempt', () => {
  it('tries a deferred mail six times, further and further apart, and then gives up', () => {
    expect([1, 2, 3, 4, 5, 6].map((attempt) => afterAttempt('deferred', attempt))).toEqual([
      { state: 'deferred', retryAfterSeconds: 30 },
      { state: 'deferred', retryAfterSeconds: 120 },
      { state: 'deferred', retryAfterSeconds: 600 },
      { state: 'deferred', retryAfterSeconds: 1_800 },
      { state: 'deferred', retryAfterSeconds: 1_800 },
      { state: 'refused', retryAfterSeconds: null },
    ]);
  });

  it.each(['accepted', 'refused'] as const)('is done after %s', (outcome) => {
    expect(afterAttempt(outcome, 1)).toEqual({ state: outcome, retryAfterSeconds: null });
  });
});

describe('expiry', () => {
  it('is reached at the very moment, and never without one', () => {
    expect(isExpired({ expiresAt: inSeconds(0) }, now)).toBe(true);
    expect(isExpired({ expiresAt: inSeconds(1) }, now)).toBe(false);
    expect(isExpired({}, now)).toBe(false);
  });

  it.each([[600, 10], [597, 10], [480, 8], [100, 2], [5, 2]])('with %i seconds left is told as %i minutes', (seconds, minutes) => {
    expect(minutesLeft({ expiresAt: inSeconds(seconds) }, now)).toBe(minutes);
  });
});

describe('messageIdOf', () => {
  it('has the row\'s id and the sender\'s domain', () => {
    expect(messageIdOf('0198', 'no-reply@mail.provider.example')).toBe('<0198@mail.provider.example>');
  });
});

describe('keptResponse', () => {
  const secrets = { code: '048213', link: 'https://x.example/activate/k#code=048213', name: 'Ann' };

  it('keeps the relay\'s answer as one line, without what must stay secret', () => {
    expect(keptResponse('550-5.7.1 spam: "code 048213"\r\n550 5.7.1 see https://x.example/activate/k#code=048213\0', secrets)).toBe('550-5.7.1 spam: "code …" 550 5.7.1 see …');
  });

  it('keeps no more than 500 characters and copes with nothing to hide', () => {
    expect(keptResponse('x'.repeat(9_000), { code: '' })).toHaveLength(500);
  });
});
