import { readdirSync, readFileSync } from 'node:fs';
import { type MessageKind, messageKinds } from './message.ts';

/** The three files of one message in one language, with their placeholders. */
export type MessageTexts = { subject: string; text: string; html: string };
export type MessageCatalogue = Readonly<Record<MessageKind, ReadonlyMap<string, MessageTexts>>>;

const FALLBACK_LANGUAGE = 'en';
const CONTENT_MARK = '<!-- content -->';

/**
 * Reads `layout.html` and `<kind>/<lang>.subject.txt`, `.txt` and `.html`. A further language is three more files.
 * @throws when a kind lacks English, a language lacks a file, or a text has broken placeholders: at the start, not at the first mail.
 */
export function loadMessages(folder: URL): MessageCatalogue {
  const layout = readText(new URL('layout.html', folder));
  if (!layout.includes(CONTENT_MARK)) throw new Error(`layout.html has no ${CONTENT_MARK}`);
  const load = (kind: MessageKind) => loadKind(new URL(`${kind}/`, folder), kind, layout);
  return Object.fromEntries(messageKinds.map((kind) => [kind, load(kind)])) as Record<MessageKind, ReadonlyMap<string, MessageTexts>>;
}

/** The best language there is: the wanted one, the same without its region (`fr-CA` -> `fr`), else English. */
export function languageFor(catalogue: MessageCatalogue, kind: MessageKind, wanted: string): string {
  const exact = wanted.toLowerCase();
  const candidates = [exact, exact.split(/[-_]/)[0] ?? exact];
  return candidates.find((language) => catalogue[kind].has(language)) ?? FALLBACK_LANGUAGE;
}

const PLACEHOLDER = /\{\{([#/]?)(\w+)\}\}/g;

/** Names of all placeholders and sections of a text. */
export const placeholdersOf = (text: string): Set<string> => new Set([...text.matchAll(PLACEHOLDER)].map(([, , name = '']) => name));

/**
 * Fills `{{name}}`, and leaves out `{{#name}}…{{/name}}` where the value is empty. There is no other logic.
 * @throws for a placeholder without a value
 */
export function fill(text: string, values: Readonly<Record<string, string>>, escape: (value: string) => string): string {
  const valueOf = (name: string): string => {
    const value = values[name];
    if (value === undefined) throw new Error(`the message needs a value for {{${name}}}`);
    return value;
  };
  return text
    .replace(/\{\{#(\w+)\}\}([^]*?)\{\{\/\1\}\}/g, (_whole, name: string, inner: string) => (valueOf(name) === '' ? '' : inner))
    .replace(/\{\{(\w+)\}\}/g, (_whole, name: string) => escape(valueOf(name)));
}

function loadKind(folder: URL, kind: MessageKind, layout: string): ReadonlyMap<string, MessageTexts> {
  const languages = readdirSync(folder).filter((name) => name.endsWith('.subject.txt')).map((name) => name.slice(0, -'.subject.txt'.length));
  if (!languages.includes(FALLBACK_LANGUAGE)) throw new Error(`the message ${kind} has no English text`);
  return new Map(languages.map((language) => [language, loadTexts(folder, language, layout)]));
}

function loadTexts(folder: URL, language: string, layout: string): MessageTexts {
  const read = (ending: string) => sound(readText(new URL(`${language}.${ending}`, folder)), `${folder.pathname}${language}.${ending}`);
  const html = read('html');
  return { subject: read('subject.txt').trim(), text: read('txt'), html: sound(layout.replace(CONTENT_MARK, () => html), 'layout.html') };
}

/** A section that is not closed, or braces that mean nothing, would reach the reader as they stand. */
function sound(text: string, file: string): string {
  const rest = text.replace(/\{\{#(\w+)\}\}([^]*?)\{\{\/\1\}\}/g, '$2').replace(/(?<!\{)\{\{\w+\}\}(?!\})/g, '');
  if (rest.includes('{{') || rest.includes('}}')) throw new Error(`${file} has a placeholder that is not well-formed`);
  return text;
}

const readText = (file: URL): string => readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
