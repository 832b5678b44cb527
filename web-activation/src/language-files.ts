import type { Texts } from './translator.ts';

export type LanguageFile = { default: Texts };
/** path of a language file, ending in `<tag>.json` -> its loader */
export type LanguageFiles = Record<string, () => Promise<LanguageFile>>;
/** language tag -> its loader */
export type Loaders = ReadonlyMap<string, () => Promise<LanguageFile>>;

const queryName = 'lang';
const lastResort = 'en';
/** What browsers called a language before its code changed. */
const formerly: Readonly<Record<string, string>> = { iw: 'he' };
/** Whose dates a language has for somebody whose browser says nothing about it. */
const homes: Readonly<Record<string, string>> = { en: 'en-GB', pt: 'pt-PT' };

export function loadersOf(files: LanguageFiles): Loaders {
  return new Map(Object.entries(files).map(([path, load]) => [/([\w-]+)\.json$/.exec(path)?.[1] ?? path, load]));
}

/** The first wish that can be met; `fr-CA` is served by `fr`. English stands in where none can, if it is offered. */
export function pickLanguage(offered: readonly string[], wishes: readonly (string | null)[]): string {
  for (const wish of wishes) {
    const match = wish ? offered.find((one) => one === wish.toLowerCase()) ?? offered.find((one) => one === languageOf(wish)) : undefined;
    if (match) return match;
  }
  return offered.includes(lastResort) ? lastResort : (offered[0] ?? lastResort);
}

/** The language as the browser's own region writes it: the same English has other dates in London than in New York. */
export function regionalTag(tag: string, wishes: readonly string[] = navigator.languages): string {
  const variants = wishes.filter((wish) => languageOf(wish) === tag);
  return variants.find((wish) => wish.includes('-')) ?? variants[0] ?? homes[tag] ?? tag;
}

/**
 * The visitor's choice stands in the address (`?lang=fr`), where it survives a reload and can be passed on,
 * instead of in the browser's storage.
 */
export function chosenTag(): string | null {
  return new URLSearchParams(location.search).get(queryName);
}

export function noteChoice(tag: string): void {
  const query = new URLSearchParams(location.search);
  query.set(queryName, tag);
  history.replaceState(history.state, '', `${location.pathname}?${query}${location.hash}`);
}

function languageOf(wish: string): string {
  const [language = ''] = wish.toLowerCase().split(/[-_]/);
  return formerly[language] ?? language;
}
