import { describe, expect, it } from '@jest/globals';
import { type AddressPolicy, defaultAddressPolicy, judgeAddress } from './address-remarks.ts';
import { isDisposable } from './disposable-domains.ts';
import { type EmailAddress, parseEmailAddress } from './email-address.ts';

const read = (text: string): EmailAddress => {
  const address = parseEmailAddress(text);
  if (!address) throw new Error(`${text} is no address`);
  return address;
};
const judge = (text: string, policy: Partial<AddressPolicy> = {}) => {
  const address = read(text);
  return judgeAddress(address, isDisposable(address.domain), { ...defaultAddressPolicy, ...policy });
};

describe('an unusual address', () => {
  it.each([
    ['ann@example.com', []], ['ann+work@example.com', ['plus']], ['info@example.com', ['role']], ['sales+eu@example.com', ['plus', 'role']],
    ['ann@mailinator.com', ['disposable']], ['ann@eu.mailinator.com', ['disposable']],
  ])('%s must be confirmed for %j', (text, warned) => {
    expect(judge(text)).toEqual({ blocked: [], warned });
  });

  it('is refused, or passes, as the template says', () => {
    expect(judge('info+x@mailinator.com', { plus: 'allow', role: 'warn', disposable: 'block' })).toEqual({ blocked: ['disposable'], warned: ['role'] });
    expect(judge('info+x@mailinator.com', { plus: 'allow', role: 'allow', disposable: 'allow' })).toEqual({ blocked: [], warned: [] });
  });

  it.each(['ann@pаypal.com', 'аnn@example.com', 'ann@аррӏе.com', 'ann@gοogle.com'])('%s, whose letters read like others, is asked about and never refused', (text) => {
    expect(judge(text, { plus: 'block', role: 'block', disposable: 'block' })).toEqual({ blocked: [], warned: ['lookalike'] });
  });

  it.each(['jörg@müller.de', 'елена@почта.рф', '太郎@例え.jp', 'νίκος@παράδειγμα.gr', 'anna@example.co.uk', 'ann@xn--mller-kva.example'])('%s is written in one alphabet and is not', (text) => {
    expect(judge(text)).toEqual({ blocked: [], warned: [] });
  });
});
