import { readdirSync, readFileSync } from 'node:fs';

export type Messages = { [key: string]: string | Messages };

/** All texts of one language, as pages see them once every part is loaded. */
export function textsOf(language: string): Messages {
  const folder = new URL(`../src/locales/${language}/`, import.meta.url);
  return Object.assign({}, ...readdirSync(folder).filter((name) => name.endsWith('.json')).map((name): Messages => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))));
}

export const english = textsOf('en');
