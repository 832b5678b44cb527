/** Every language of the console; the first is spoken where no other fits. */
export const languages = ['en', 'fr', 'de', 'es', 'it', 'pt', 'nl', 'pl', 'sv', 'ja', 'ar', 'he'] as const;
export type Language = (typeof languages)[number];

/** What each language calls itself. */
export const ownNames: Readonly<Record<Language, string>> = {
  en: 'English', fr: 'Français', de: 'Deutsch', es: 'Español', it: 'Italiano', pt: 'Português', nl: 'Nederlands', pl: 'Polski',
  sv: 'Svenska', ja: '日本語', ar: 'العربية', he: 'עברית',
};

export const directionOf = (language: Language): 'ltr' | 'rtl' => (language === 'ar' || language === 'he' ? 'rtl' : 'ltr');

const oneAndOther = ['one', 'other'] as const;

/** The forms a text that counts has in a language, in the order they stand between the bars: categories of CLDR's plural rules. */
export const pluralForms: Readonly<Record<Language, readonly [Intl.LDMLPluralRule, ...Intl.LDMLPluralRule[]]>> = {
  en: oneAndOther, fr: oneAndOther, de: oneAndOther, es: oneAndOther, it: oneAndOther, pt: oneAndOther, nl: oneAndOther, sv: oneAndOther,
  pl: ['one', 'few', 'many'],
  he: ['one', 'two', 'other'],
  ja: ['other'],
  ar: ['one', 'two', 'few', 'many', 'other'],
};

/** Where a language counts and dates otherwise than in its largest country: our Portuguese is that of Portugal, which says "0 linhas" and writes "23/11/2026, 20:05". */
const spokenAs: Readonly<Record<string, string>> = { pt: 'pt-PT' };

/** What the page and everything that formats is told to speak: the language, with its region where that matters. */
export const tagOf = (language: string): string => spokenAs[language] ?? language;

/** The language such a tag stands for. */
export const languageOf = (tag: string): Language => languages.find((language) => tagOf(language) === tag) ?? 'en';

/**
 * Which form stands for a number. A text with one form more than its language has begins with what is said of nothing at all.
 * A category without a form of its own (millions in French, nothing in Arabic) takes the last one.
 */
export function pluralRule(language: Language): (count: number, written: number) => number {
  const forms = pluralForms[language];
  const rules = new Intl.PluralRules(tagOf(language));
  return (count, written) => {
    const lead = written > forms.length ? 1 : 0;
    if (count === 0 && lead === 1) return 0;
    const at = forms.indexOf(rules.select(count));
    return Math.min(written - 1, lead + (at === -1 ? forms.length - 1 : at));
  };
}
