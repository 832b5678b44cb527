import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseEmailAddress } from './email-address.ts';
import { isOneSlipAway, suggestDomain } from './domain-suggestion.ts';

const addressOf = (text: string) => parseEmailAddress(text)?.address ?? null;

describe('parseEmailAddress', () => {
  it.each([
    ['  Ann.Lee@Acme.Example \n', 'ann.lee@acme.example'],
    ["o'brien+x_1@sub.acme.example", "o'brien+x_1@sub.acme.example"],
    ['ann@München.de', 'ann@xn--mnchen-3ya.de'],
    ['ann@XN--MNCHEN-3YA.de', 'ann@xn--mnchen-3ya.de'],
    ['Zoe\u0301@acme.example', 'zoé@acme.example'],
    ['ann@acme。example', 'ann@acme.example'],
    ['1@2.example', '1@2.example'],
    ['ann@пример.рф', 'ann@xn--e1afmkfd.xn--p1ai'],
  ])('stores %j as %j', (typed, stored) => {
    expect(parseEmailAddress(typed)).toMatchObject({ address: stored, domain: stored.split('@')[1], suggestion: null });
  });

  it.each([
    ['nothing', ''], ['no @', 'ann.acme.example'], ['no local part', '@acme.example'], ['no domain', 'ann@'], ['a second @', 'ann@b@acme.example'],
    ['a domain without a dot', 'ann@localhost'], ['a dot at the end', 'ann@acme.example.'], ['an empty label', 'ann@acme..example'], ['a hyphen at an edge', 'ann@-acme.example'],
    ['an underscore in the domain', 'ann@ac_me.example'], ['an IP address', 'ann@127.0.0.1'], ['a short IP address', 'ann@127.1'], ['an IP literal', 'ann@[127.0.0.1]'],
    ['an encoded domain', 'ann@acm%65.example'], ['a port', 'ann@acme.example:25'], ['a path', 'ann@acme.example/x'],
    ['dots at an edge', '.ann@acme.example'], ['two dots', 'an..n@acme.example'], ['a space inside', 'ann lee@acme.example'], ['quotes', '"ann"@acme.example'],
    ['a display name', 'Ann <ann@acme.example>'], ['a list', 'ann@acme.example,bob@acme.example'], ['a comment', 'ann(x)@acme.example'],
    ['a source route', '@relay.example:ann@acme.example'], ['a percent route', 'ann%acme.example@relay.example'], ['a bang path', 'relay!ann@acme.example'],
    ['a line break inside', 'ann@acme.example\r\nbcc'], ['a null character', 'ann\0@acme.example'], ['an invisible character', 'ann\u200b@acme.example'], ['a direction override', 'ann\u202e@acme.example'],
    ['65 bytes before the @', `${'a'.repeat(65)}@acme.example`], ['a label of 64', `ann@${'a'.repeat(64)}.example`], ['255 bytes', `ann@${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.example`],
    ['a lone surrogate', 'ann\ud800@acme.example'], ['a top domain of one letter', 'ann@acme.e'],
  ])('refuses %s', (_what, typed) => {
    expect(parseEmailAddress(typed)).toBeNull();
  });

  it('accepts the longest local part and counts bytes, not characters', () => {
    expect(addressOf(`${'a'.repeat(64)}@acme.example`)).not.toBeNull();
    expect(addressOf(`${'é'.repeat(32)}@acme.example`)).not.toBeNull();
    expect(addressOf(`${'é'.repeat(33)}@acme.example`)).toBeNull();
  });

  it('whatever is typed, gives either nothing or an address that is plain, short, and reads as itself', () => {
    const typed = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.emailAddress(),
      fc.tuple(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.string({ unit: 'grapheme', maxLength: 30 })).map(([local, domain]) => `${local}@${domain}`),
      fc.tuple(fc.string({ maxLength: 20 }), fc.domain()).map(([local, domain]) => `${local}@${domain}`),
    );
    fc.assert(fc.property(typed, (text) => {
      const parsed = parseEmailAddress(text);
      if (!parsed) return;
      expect(parsed.address).toMatch(/^[^\p{C}\p{Z}@<>()[\]\\,;:"%!]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/u);
      expect(Buffer.byteLength(parsed.address)).toBeLessThanOrEqual(254);
      expect(Buffer.byteLength(parsed.address.split('@')[0] ?? '')).toBeLessThanOrEqual(64);
      expect(addressOf(parsed.address)).toBe(parsed.address);
      if (parsed.suggestion) expect(addressOf(parsed.suggestion)).toBe(parsed.suggestion);
    }), { numRuns: 2_000 });
  });

  it('does not tell apart what differs in case or in how an accent is written', () => {
    fc.assert(fc.property(fc.emailAddress(), (text) => {
      if (addressOf(text)) expect(addressOf(text.toUpperCase())).toBe(addressOf(text.normalize('NFD')));
    }));
  });
});

describe('warnings', () => {
  it.each([
    ['ann@acme.example', []],
    ['ann+webex@acme.example', ['plus']],
    ['info@acme.example', ['role']],
    ['Sales+emea@acme.example', ['plus', 'role']],
    ['informatics@acme.example', []],
  ])('of %s are %j', (typed, warnings) => {
    expect(parseEmailAddress(typed)).toMatchObject({ warnings, suggestion: null });
  });

  it.each([
    ['ann@gmial.com', 'ann@gmail.com'], ['ann@gmail.co', 'ann@gmail.com'], ['ann@gmai.com', 'ann@gmail.com'], ['ann@hotnail.com', 'ann@hotmail.com'],
    ['ann@outlokk.com', 'ann@outlook.com'], ['ann@orange.ft', 'ann@orange.fr'], ['ann@acme.con', 'ann@acme.com'],
  ])('asks at %s whether %s was meant', (typed, suggestion) => {
    expect(parseEmailAddress(typed)).toMatchObject({ warnings: ['looks_mistyped'], suggestion, address: typed });
  });

  it.each(['gmail.com', 'mail.com', 'ymail.com', 'gmx.net', 'yahoo.ca', 'me.com', 'acme.co', 'aon.com', 'outlook.de', 'live.fr'])('takes %s as it is', (domain) => {
    expect(suggestDomain(domain)).toBeNull();
  });
});

describe('isOneSlipAway', () => {
  it.each([['abc', 'abcd', true], ['abc', 'bc', true], ['abc', 'axc', true], ['abc', 'acb', true], ['abc', 'abc', false], ['abc', 'cba', false], ['abcd', 'ab', false], ['abc', 'bca', false]])(
    'of %s and %s is %s, both ways round',
    (a, b, near) => {
      expect([isOneSlipAway(a, b), isOneSlipAway(b, a)]).toEqual([near, near]);
    },
  );
});
