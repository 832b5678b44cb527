import { describe, expect, it } from '@jest/globals';
import { createTranslator } from './translator.ts';

const tries = { one: 'one', two: 'two', few: '{n} few', many: '{n} many', other: '{n} other', zero: 'none' };

describe('a text', () => {
  const { t, te } = createTranslator({ direction: 'ltr', a: { b: 'Hello {name}, {name}!', 'c.d': 'never' } }, 'en-GB');

  it('has its values filled in, and nothing filled into those', () => {
    expect(t('a.b', { name: '{name} $&' })).toBe('Hello {name} $&, {name} $&!');
    expect(t('a.b')).toBe('Hello {name}, {name}!');
  });

  it('that is not there is its key, also where the key is one that objects have', () => {
    expect([t('a.x'), t('a'), t('a.b.c'), t('constructor'), t('a.__proto__')]).toEqual(['a.x', 'a', 'a.b.c', 'constructor', 'a.__proto__']);
    expect([te('a.b'), te('a.x'), te('a'), te('toString')]).toEqual([true, false, false, false]);
  });
});

describe('a text that counts', () => {
  it.each([
    ['en', 1, 'one'], ['en', 0, '0 other'], ['fr', 0, 'one'], ['pl', 1, 'one'], ['pl', 3, '3 few'], ['pl', 12, '12 many'], ['pl', 22, '22 few'],
    ['ar-AE', 0, 'none'], ['ar-AE', 2, 'two'], ['ar-AE', 7, '7 few'], ['ar-AE', 42, '42 many'], ['he', 2, 'two'], ['ja', 1, '1 other'],
  ])('takes in %s for %d the form "%s"', (locale, n, text) => {
    expect(createTranslator({ tries }, locale).t('tries', { n })).toBe(text.replace(' ', '\u00a0'));
  });

  it('has the digits of the region, and "other" where a form is missing', () => {
    expect(createTranslator({ tries }, 'ar-EG').t('tries', { n: 42 })).toBe('٤٢\u00a0many');
    expect(createTranslator({ tries: { other: '{n} left' } }, 'pl').t('tries', { n: 3 })).toBe('3\u00a0left');
    expect(createTranslator({ left: '{n} left' }, 'de').t('left', { n: 1_500 })).toBe('1.500\u00a0left');
  });
});

describe('a value of the other direction', () => {
  const text = { sent: '({address})' };

  it('is kept apart, so that the signs around it stay where they belong', () => {
    expect(createTranslator({ direction: 'rtl', ...text }, 'he').t('sent', { address: 'a@b.example' })).toBe('(\u2068a@b.example\u2069)');
    expect(createTranslator({ direction: 'ltr', ...text }, 'en').t('sent', { address: 'שלום' })).toBe('(\u2068שלום\u2069)');
    expect(createTranslator({ direction: 'ltr', ...text }, 'en').t('sent', { address: 'a@b.example' })).toBe('(a@b.example)');
  });
});
