import { type Language, languages } from '../languages.ts';

/** Codes that were in use before ISO 639 changed them. */
const formerly: Readonly<Record<string, Language>> = { iw: 'he' };

/**
 * The language of ours that a calling platform means: a tag with or without a region, in any spelling (`pt-BR`, `FR_ca`, `iw`),
 * or its English or own name, with or without a country (`German`, `French_Canada`), as BroadWorks names them. Null for any other.
 */
export function languageIn(named: string): Language | null {
  const [word = ''] = /^\p{L}+/u.exec(named.trim().toLowerCase()) ?? [];
  return languages.find((language) => language === word) ?? formerly[word] ?? names().get(word) ?? null;
}

let known: ReadonlyMap<string, Language> | undefined;

function names(): ReadonlyMap<string, Language> {
  return (known ??= new Map(languages.flatMap((language) => ['en', language].map((speaker) => [nameOf(language, speaker), language] as const))));
}

const nameOf = (language: Language, speaker: string): string => (new Intl.DisplayNames([speaker], { type: 'language' }).of(language) ?? language).toLowerCase();

/** The first wish that the template offers, else its own language. Wishes are as platforms and browsers name them. */
export function offeredLanguage(template: { language: Language; languages: readonly Language[] }, wishes: readonly (string | null | undefined)[]): Language {
  const known = wishes.map((wish) => (wish ? languageIn(wish) : null));
  return known.find((wish) => wish !== null && template.languages.includes(wish)) ?? template.language;
}
