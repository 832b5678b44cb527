import { describe, expect, it } from '@jest/globals';
import { portalLanguages } from '../templates/template-form.ts';
import { cardWordsIn } from './card-words.ts';

describe('the words on a card', () => {
  it.each(portalLanguages)('exist in %s, with the places for name and day', (language) => {
    const words = cardWordsIn(language);
    expect(words.language).toBe(language);
    expect(words.until).toContain('{date}');
    expect(words.qr).toContain('{name}');
    expect(words.text.trim()).not.toBe('');
  });

  it('run from right to left where the language does', () => {
    expect([cardWordsIn('ar').direction, cardWordsIn('he').direction, cardWordsIn('fr').direction]).toEqual(['rtl', 'rtl', 'ltr']);
  });

  it('are English in a language there is none in', () => {
    expect(cardWordsIn('tlh')).toMatchObject({ language: 'en', direction: 'ltr' });
  });
});
