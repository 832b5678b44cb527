import { describe, expect, it } from '@jest/globals';
import { createLanguages, pickLanguage } from './language.ts';

describe('the language', () => {
  it.each([
    [['fr', 'en'], 'fr'], [['fr-CA', 'en'], 'fr'], [['de', 'fr'], 'fr'], [['', null, 'FR'], 'fr'], [['de'], 'en'], [[], 'en'],
  ])('for the wishes %j is %s', (wishes, tag) => {
    expect(pickLanguage(['en', 'fr'], wishes)).toBe(tag);
  });

  it('chosen by the visitor counts for more than any wish', async () => {
    history.replaceState(null, '', '/activate/key?lang=fr');
    const languages = create();
    await languages.prefer('en');
    expect(languages.current.value).toBe('fr');
  });

  it('that runs from right to left turns the page around, with nothing but its file', async () => {
    history.replaceState(null, '', '/activate/key');
    const languages = create();
    await languages.prefer('ar');
    expect([document.documentElement.dir, document.documentElement.lang]).toEqual(['rtl', 'ar']);
    expect(languages.offered).toContainEqual({ tag: 'ar', name: 'العربية' });
  });

  it('takes the plural forms of its own rules', async () => {
    const languages = create();
    const { t, locale } = languages.i18n.global;
    const forms = async (tag: string, count: number) => {
      await languages.prefer(tag);
      return [locale.value, t('n', { n: count }, count)].join(' ');
    };
    expect([await forms('fr', 0), await forms('fr', 2), await forms('en', 0), await forms('en', 1)]).toEqual(['fr one', 'fr many', 'en many', 'en one']);
  });

  it('wished for last wins, even when its file arrives first', async () => {
    history.replaceState(null, '', '/activate/key');
    const late = Promise.withResolvers<void>();
    const languages = createLanguages({ './en.json': async () => file('ltr'), './fr.json': () => late.promise.then(() => file('ltr')) });
    const slow = languages.prefer('fr');
    await languages.prefer('en');
    late.resolve();
    await slow;
    expect(languages.current.value).toBe('en');
  });
});

function create() {
  return createLanguages({ './en.json': async () => file('ltr'), './fr.json': async () => file('ltr'), './ar.json': async () => file('rtl') });
}

function file(direction: string) {
  return { default: { direction, n: 'one | many' } };
}
