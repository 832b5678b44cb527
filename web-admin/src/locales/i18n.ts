import { chooseLanguage } from '@vestibule/ui';
import { createI18n } from 'vue-i18n';

export const languages = ['en', 'fr'] as const;
export type Language = (typeof languages)[number];

const key = 'language';
const catalogues = { en: () => import('./en.json'), fr: () => import('./fr.json') };

export const i18n = createI18n({ legacy: false, locale: 'en', messages: {}, missingWarn: false, fallbackWarn: false });

/** Fetches the texts of one language, then shows them; `keep` makes it this browser's choice. */
export async function useLanguage(language: Language, keep = false): Promise<void> {
  if (!i18n.global.availableLocales.includes(language)) {
    const { default: messages } = await catalogues[language]();
    i18n.global.setLocaleMessage(language, messages);
  }
  i18n.global.locale.value = language;
  document.documentElement.lang = language;
  if (keep) localStorage.setItem(key, language);
}

/** The choice kept in this browser, else the first of the browser's languages we have. */
export function firstLanguage(): Language {
  return chooseLanguage(languages, [localStorage.getItem(key), ...navigator.languages]);
}
