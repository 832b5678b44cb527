import { readdirSync, readFileSync } from 'node:fs';
import type { Language } from './variants.ts';

type Messages = { [key: string]: string | Messages };

/** The console's own text for a key, so that a screen can be worked in every language by what stands on it. */
export type Words = (key: string, values?: Record<string, string>) => string;

export function wordsOf(language: Language): Words {
  const from = new URL(`../../../../web-admin/src/locales/${language}/`, import.meta.url);
  const messages: Messages = Object.assign({}, ...readdirSync(from).filter((name) => name.endsWith('.json')).map((name): Messages => JSON.parse(readFileSync(new URL(name, from), 'utf8'))));
  return (key, values = {}) => {
    const text = key.split('.').reduce<string | Messages | undefined>((group, part) => (typeof group === 'object' ? group[part] : undefined), messages);
    if (typeof text !== 'string') throw new Error(`The console has no text ${key}.`);
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  };
}
