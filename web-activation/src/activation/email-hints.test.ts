import { describe, expect, it } from '@jest/globals';
import { looksLikeEmail, suggestionFor } from './email-hints.ts';

describe('suggestions', () => {
  it.each([
    ['anna@gmial.com', 'anna@gmail.com'], ['anna@gmal.com', 'anna@gmail.com'], ['anna@gmaill.com', 'anna@gmail.com'],
    ['anna@gmail.co', 'anna@gmail.com'], ['Anna@HOTMIAL.com', 'Anna@hotmail.com'], ['anna@wanado.fr', 'anna@wanadoo.fr'],
    ['anna@corp.con', 'anna@corp.com'],
  ])('mends %s to %s', (typed, meant) => {
    expect(suggestionFor(typed)).toBe(meant);
  });

  it.each(['anna@gmail.com', 'anna@ymail.com', 'anna@mail.com', 'anna@example.com', 'anna@live.com', 'anna@love.com', 'anna@yahoo.de', 'anna', '@gmial.com'])(
    'leaves %s alone', (typed) => {
      expect(suggestionFor(typed)).toBeNull();
    });
});

describe('form of an address', () => {
  it.each(['a@b.co', 'anna+x@mail.example.com', 'änna@müller.example', "o'neil@example.com"])('accepts %s', (address) => {
    expect(looksLikeEmail(address)).toBe(true);
  });

  it.each(['', 'anna', 'anna@', '@example.com', 'anna@example', 'anna@.com', 'anna@example.', 'a b@example.com', 'a@b@example.com', `${'a'.repeat(65)}@example.com`])(
    'refuses %j', (address) => {
      expect(looksLikeEmail(address)).toBe(false);
    });
});
