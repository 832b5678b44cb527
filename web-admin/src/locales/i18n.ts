import { chooseLanguage } from '@vestibule/ui';
import { shallowRef } from 'vue';
import { createI18n } from 'vue-i18n';
import { directionOf, type Language, languageOf, languages, pluralRule, tagOf } from './languages.ts';

/** The texts come in parts, one file each and language: what every page needs, then one part a feature. */
export const parts = ['base', 'problems', 'advice', 'templates', 'template', 'scim', 'subscribers', 'subscriber', 'bulk', 'exports', 'events', 'audit', 'keyboard', 'home', 'customers', 'integrations', 'webhooks', 'session', 'sign-in-settings', 'portal-address', 'admins', 'profile', 'links'] as const;
export type TextPart = (typeof parts)[number];

/** Each language lists its own parts, so that the first script of the console need not know them all. */
type Texts = typeof import('./en/parts.ts');

const key = 'language';
const asked = new Set<TextPart>(['base']);
const loaded = new Map<string, Promise<void>>();

export const i18n = createI18n({ legacy: false, locale: 'en', messages: {}, missingWarn: false, fallbackWarn: false, pluralRules: Object.fromEntries(languages.map((language) => [tagOf(language), pluralRule(language)])) });

/** Counts the parts that have come. Whoever asks whether there is a text looks here too, to be asked again once there is. */
export const arrived = shallowRef(0);

/** Fetches one part of one language, once; a failed try is forgotten, so that the next page asks again. */
function load(language: Language, part: TextPart): Promise<void> {
  const name = `${language}/${part}`;
  const known = loaded.get(name);
  if (known) return known;
  const loading = import(`./${language}/parts.ts`).then((texts: Texts) => texts.load(part)).then(({ default: messages }) => (i18n.global.mergeLocaleMessage(tagOf(language), messages), void arrived.value++));
  loaded.set(name, loading);
  loading.catch(() => loaded.delete(name));
  return loading;
}

/** Makes sure the texts of a page are there before it shows; they follow every later change of language. */
export async function useTexts(...wanted: readonly TextPart[]): Promise<void> {
  for (const part of wanted) asked.add(part);
  await Promise.all(wanted.map((part) => load(languageOf(i18n.global.locale.value), part)));
}

/** Fetches the texts of one language for all that was shown so far, then shows them; `keep` makes it this browser's choice. */
export async function useLanguage(language: Language, keep = false): Promise<void> {
  await Promise.all([...asked].map((part) => load(language, part)));
  i18n.global.locale.value = tagOf(language);
  document.documentElement.lang = tagOf(language);
  document.documentElement.dir = directionOf(language);
  if (keep) localStorage.setItem(key, language);
}

/** The choice kept in this browser, else the first of the browser's languages we have. */
export function firstLanguage(): Language {
  return chooseLanguage(languages, [localStorage.getItem(key), ...navigator.languages]);
}
