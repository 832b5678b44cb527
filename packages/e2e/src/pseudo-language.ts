import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

type Texts = { [key: string]: string | Texts };

const accents: Readonly<Record<string, string>> = { a: 'á', e: 'ê', i: 'ï', o: 'ø', u: 'ü', y: 'ý', c: 'ç', n: 'ñ', A: 'Å', E: 'É', I: 'Î', O: 'Ö', U: 'Ů', Y: 'Ÿ' };
const growth = 0.4;

/** A text that is still readable, two fifths longer in every word, and full of accents: what no translation will be worse than. */
export function pseudo(text: string): string {
  return text.split(/(\{\w+\})/).map((part) => (part.startsWith('{') ? part : part.replace(/\p{L}+/gu, longer))).join('');
}

function longer(word: string): string {
  const accented = [...word].map((letter) => accents[letter] ?? letter).join('');
  return accented + accented.slice(-Math.ceil(word.length * growth)).toLowerCase();
}

const pseudoTexts = (texts: Texts): Texts => Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, key === 'direction' ? text : typeof text === 'string' ? pseudo(text) : pseudoTexts(text)]));

/** From now on the portal's English is the pseudo language; nothing of it is built into the product. */
export async function speakPseudo(page: Page, origin: string): Promise<void> {
  const english: Texts = JSON.parse(readFileSync(new URL('../../../web-activation/src/locales/en.json', import.meta.url), 'utf8'));
  const body = `export default ${JSON.stringify(pseudoTexts(english))};`;
  await page.context().route(new RegExp(`^${origin}/activate/assets/en-[^/]+\\.js$`), (route) => route.fulfill({ contentType: 'text/javascript', body }));
}
