import { beforeEach, describe, expect, it } from '@jest/globals';
import { loadersOf, pickLanguage, regionalTag } from './language-files.ts';
import { createLanguages } from './language.ts';

beforeEach(() => history.replaceState(null, '', '/activate/key'));

describe('the language', () => {
  it.each([
    [['fr', 'en'], 'fr'], [['fr-CA', 'en'], 'fr'], [['de', 'fr'], 'fr'], [['', null, 'FR'], 'fr'], [['de'], 'en'], [[], 'en'], [['iw-IL'], 'he'], [['pt_BR', 'fr'], 'fr'],
  ])('for the wishes %j is %s', (wishes, tag) => {
    expect(pickLanguage(['en', 'fr', 'he'], wishes)).toBe(tag);
  });

  it('is one that the template offers, even where English is none of them', async () => {
    expect(pickLanguage(['fr'], ['en'])).toBe('fr');
    const languages = create();
    await languages.prefer(['ar', 'fr', 'en'], ['en', 'fr']);
    expect(languages.current.value).toBe('fr');
  });

  it('chosen by the visitor counts for more than any wish', async () => {
    history.replaceState(null, '', '/activate/key?lang=fr');
    const languages = create();
    await languages.prefer(['en']);
    expect(languages.current.value).toBe('fr');
  });

  it('that runs from right to left turns the page around, with nothing but its file', async () => {
    const languages = create();
    await languages.prefer(['ar']);
    expect([document.documentElement.dir, document.documentElement.lang]).toEqual(['rtl', 'ar']);
    expect(languages.offered).toContainEqual({ tag: 'ar', name: 'العربية' });
  });

  it('wished for last wins, even when its file arrives first', async () => {
    const late = Promise.withResolvers<void>();
    const languages = createLanguages(loadersOf({ './en.json': async () => file('ltr'), './fr.json': () => late.promise.then(() => file('ltr')) }));
    const slow = languages.prefer(['fr']);
    await languages.prefer(['en']);
    late.resolve();
    await slow;
    expect(languages.current.value).toBe('en');
  });
});

describe('dates and numbers', () => {
  it.each([
    ['en', ['en-GB', 'en'], 'en-GB'], ['en', ['fr-FR', 'en-US'], 'en-US'], ['en', ['en', 'en-AU'], 'en-AU'], ['en', ['en'], 'en'],
    ['en', ['fr-FR'], 'en-GB'], ['pt', ['de'], 'pt-PT'], ['pt', ['pt-BR'], 'pt-BR'], ['he', ['iw-IL'], 'iw-IL'], ['ja', [], 'ja'],
  ])('of %s for a browser of %j are those of %s', (tag, wishes, regional) => {
    expect(regionalTag(tag, wishes)).toBe(regional);
  });
});

function create() {
  return createLanguages(loadersOf({ './en.json': async () => file('ltr'), './fr.json': async () => file('ltr'), './ar.json': async () => file('rtl') }));
}

function file(direction: string) {
  return { default: { direction } };
}
