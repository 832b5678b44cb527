import { describe, expect, it } from '@jest/globals';
import { createI18n } from 'vue-i18n';
import { directionOf, languageOf, languages, pluralForms, pluralRule, tagOf } from './languages.ts';

const said = (language: (typeof languages)[number], text: string, count: number): string => {
  const { t } = createI18n({ legacy: false, locale: language, messages: { [language]: { text } }, pluralRules: { [language]: pluralRule(language) } }).global;
  return t('text', { count }, count);
};

describe('a text that counts', () => {
  it.each([
    ['en', 'one | {count} many', [[0, '0 many'], [1, 'one'], [2, '2 many']]],
    ['en', 'none | one | {count} many', [[0, 'none'], [1, 'one'], [2, '2 many']]],
    ['fr', '{count} ligne | {count} lignes', [[0, '0 ligne'], [1, '1 ligne'], [2, '2 lignes'], [1_000_000, '1000000 lignes']]],
    ['pt', '{count} linha | {count} linhas', [[0, '0 linhas'], [1, '1 linha'], [2, '2 linhas']]],
    ['pl', '{count} wiersz | {count} wiersze | {count} wierszy', [[0, '0 wierszy'], [1, '1 wiersz'], [3, '3 wiersze'], [12, '12 wierszy'], [22, '22 wiersze']]],
    ['pl', 'brak | {count} wiersz | {count} wiersze | {count} wierszy', [[0, 'brak'], [1, '1 wiersz'], [3, '3 wiersze'], [5, '5 wierszy']]],
    ['ja', '{count} 行', [[0, '0 行'], [1, '1 行'], [9, '9 行']]],
    ['ja', 'なし | {count} 行', [[0, 'なし'], [1, '1 行'], [9, '9 行']]],
    ['he', 'אחת | שתיים | {count}', [[0, '0'], [1, 'אחת'], [2, 'שתיים'], [7, '7']]],
    ['ar', 'a | b | {count} c | {count} d | {count} e', [[1, 'a'], [2, 'b'], [5, '5 c'], [11, '11 d'], [100, '100 e'], [0, '0 e']]],
    ['ar', 'z | a | b | {count} c | {count} d | {count} e', [[0, 'z'], [1, 'a'], [2, 'b'], [103, '103 c']]],
  ] as const)('in %s, written %p, takes the form of its number', (language, text, numbers) => {
    expect(numbers.map(([count]) => [count, said(language, text, count)])).toEqual(numbers);
  });

  it.each(languages)('has in %s a form for every whole number below ten thousand', (language) => {
    const rules = new Intl.PluralRules(language);
    const needed = new Set(Array.from({ length: 9_999 }, (_, index) => rules.select(index + 1)));
    expect([...needed].sort()).toEqual([...pluralForms[language]].sort());
  });
});

describe('the direction', () => {
  it('is from the right in Arabic and Hebrew only', () => {
    expect(languages.filter((language) => directionOf(language) === 'rtl')).toEqual(['ar', 'he']);
  });
});

describe('what formats', () => {
  it('dates Portuguese as in Portugal, and finds the language again by its tag', () => {
    expect(new Intl.DateTimeFormat(tagOf('pt'), { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(Date.UTC(2026, 10, 23, 20, 5))).toBe('23/11/2026, 20:05');
    expect(languages.map((language) => languageOf(tagOf(language)))).toEqual([...languages]);
  });
});
