import { describe, expect, it } from '@jest/globals';
import { delimiterIn } from './csv-delimiter.ts';
import { languages } from './locales/languages.ts';

describe('a CSV file', () => {
  it('is parted by semicolons where spreadsheets expect a comma inside numbers, else by commas', () => {
    expect(languages.filter((language) => delimiterIn(language) === ';')).toEqual(['fr', 'de', 'es', 'it', 'pt', 'nl', 'pl', 'sv']);
  });
});
