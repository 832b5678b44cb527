import { readFileSync } from 'node:fs';

type Texts = { [key: string]: string | Texts };
export type Values = Record<string, string>;

const isolates = '[\\u2068\\u2069]?';
const asPattern = (words: string): string => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');

/** What the portal says in one of its languages, read from the files it is built of: tests find things by these words. */
export class PortalTexts {
  readonly #texts: Texts;

  constructor(language: string) {
    this.#texts = JSON.parse(readFileSync(new URL(`../../../web-activation/src/locales/${language}.json`, import.meta.url), 'utf8'));
  }

  /** A text without values. Throws when there is none. */
  say(key: string): string {
    const found = this.#find(key);
    if (typeof found !== 'string') throw new Error(`${key} is no plain text of the portal.`);
    return found;
  }

  /** What fits a text, in any of its plural forms; a value that is not given may be anything. */
  like(key: string, values: Values = {}): RegExp {
    const found = this.#find(key);
    const forms = typeof found === 'string' ? [found] : Object.values(found).map(String);
    const filled = forms.map((form) => form.split(/(\{\w+\})/).map((part) => (/^\{\w+\}$/.test(part) ? valuePattern(values[part.slice(1, -1)]) : asPattern(part))).join(''));
    return new RegExp(filled.join('|'));
  }

  #find(key: string): string | Texts {
    let at: string | Texts | undefined = this.#texts;
    for (const part of key.split('.')) at = typeof at === 'object' ? at[part] : undefined;
    if (at === undefined) throw new Error(`The portal has no text ${key}.`);
    return at;
  }
}

/** Values of the other direction are isolated from the text around them. */
const valuePattern = (value: string | undefined): string => (value === undefined ? '.+?' : isolates + asPattern(value) + isolates);
