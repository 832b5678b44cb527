import { describe, expect, it } from '@jest/globals';
import { emailFrom, isWorthNoting, requireFittingScope, sessionEnd, sessionExpiry } from './admin.ts';

const at = (time: string) => new Date(`2026-05-04T${time}:00.000Z`);

describe('an admin\'s session', () => {
  it('ends 60 minutes after the last request', () => {
    expect(sessionExpiry(at('08:00'), at('09:30'))).toEqual(at('10:30'));
  });

  it('ends 12 hours after sign-in, however busy', () => {
    expect(sessionExpiry(at('08:00'), at('19:45'))).toEqual(at('20:00'));
    expect(sessionEnd(at('08:00'))).toEqual(at('20:00'));
  });

  it('is noted as used once a minute at most', () => {
    expect(isWorthNoting(at('08:00'), new Date(at('08:00').getTime() + 59_999))).toBe(false);
    expect(isWorthNoting(at('08:00'), at('08:01'))).toBe(true);
  });
});

describe('an admin', () => {
  it('is found by the address however it is typed', () => {
    expect(emailFrom(' Ada@Example.COM ')).toBe('ada@example.com');
    expect(emailFrom('zo\u0065\u0308@example.com')).toBe('zo\u00eb@example.com');
  });

  it('cannot be an owner of only some templates', () => {
    expect(() => requireFittingScope('owner', [])).toThrow(expect.objectContaining({ code: 'request.invalid' }));
    expect(() => requireFittingScope('owner', null)).not.toThrow();
    expect(() => requireFittingScope('operator', ['one'])).not.toThrow();
  });
});
