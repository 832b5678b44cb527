import { describe, expect, it } from '@jest/globals';
import { languageIn, offeredLanguage } from './language-in.ts';

describe('the language that a platform names', () => {
  it.each([
    ['fr', 'fr'], ['FR', 'fr'], ['fr-CA', 'fr'], ['en_US', 'en'], ['pt-BR', 'pt'], ['iw', 'he'], ['iw_IL', 'he'], ['ar-EG', 'ar'], ['zh-Hant-TW', null], ['no', null],
    ['German', 'de'], ['French_Canada', 'fr'], ['Français (Canada)', 'fr'], ['Deutsch', 'de'], ['日本語', 'ja'], ['Klingon', null], ['', null], ['  ', null], ['12', null],
  ])('%j is %s', (named, language) => {
    expect(languageIn(named)).toBe(language);
  });
});

describe('the language somebody is written to in', () => {
  const template = { language: 'fr', languages: ['fr', 'en', 'he'] } as const;

  it.each<[(string | null)[], string]>([[['de', 'en-GB'], 'en'], [[null, 'iw'], 'he'], [['pl', 'xx', ''], 'fr'], [[], 'fr']])('after the wishes %j is %s, among those the template offers', (wishes, language) => {
    expect(offeredLanguage(template, wishes)).toBe(language);
  });
});
