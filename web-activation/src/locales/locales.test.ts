import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const here = new URL('./', import.meta.url);
const files = readdirSync(here).filter((name) => name.endsWith('.json'));
const trees = new Map<string, object>(files.map((name) => [name, JSON.parse(readFileSync(new URL(name, here), 'utf8'))]));
const texts = new Map([...trees].map(([name, tree]) => [name, flatten(tree)]));
const english = texts.get('en.json') ?? {};
const sources = readdirSync(new URL('../', here), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(vue|ts)$/.test(name) && !name.endsWith('.test.ts'))
  .map((name) => readFileSync(new URL(`../${name}`, here), 'utf8'))
  .join('\n');
/** `t('a.b')`, `t(cond ? 'a' : 'b')` and `t(`a.${x}`)`: every quoted text that is, or begins like, a key. */
const mentioned = [...sources.matchAll(/['`]([a-z_]+(?:\.[\w${}.]+)?)['`]/g)].map((match) => match[1] ?? '');

/** A text that counts is one text with several forms: categories of plurals and nothing else. */
function isForms(value: object): value is Record<string, string> {
  return Object.keys(value).every((key) => ['zero', 'one', 'two', 'few', 'many', 'other'].includes(key));
}

function flatten(tree: object, prefix = ''): Record<string, string> {
  return Object.fromEntries(Object.entries(tree).flatMap(([key, value]) => {
    if (typeof value === 'string') return [[prefix + key, value]];
    return isForms(value) ? [[prefix + key, Object.values(value).join(' ')]] : Object.entries(flatten(value, `${prefix}${key}.`));
  }));
}

/** key -> the plural categories it has forms for */
function formsIn(tree: object, prefix = ''): Record<string, string[]> {
  return Object.fromEntries(Object.entries(tree).flatMap(([key, value]) => {
    if (typeof value === 'string') return [];
    return isForms(value) ? [[prefix + key, Object.keys(value)]] : Object.entries(formsIn(value, `${prefix}${key}.`));
  }));
}

function names(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();
}

/** `code.${state}` stands for every key of that shape. */
function isUsed(key: string): boolean {
  return mentioned.some((one) => new RegExp(`^${one.replaceAll('.', '\\.').replace(/\$\{[^}]*\}/g, '.+')}$`).test(key));
}

describe.each(files)('%s', (name) => {
  const own = texts.get(name) ?? {};

  it('has exactly the keys of English', () => {
    expect(Object.keys(own).sort()).toEqual(Object.keys(english).sort());
  });

  it('fills the same names in as English, in every form', () => {
    for (const [key, text] of Object.entries(english)) {
      expect([key, ...new Set(names(own[key] ?? ''))]).toEqual([key, ...new Set(names(text))]);
    }
  });

  it('has the forms that its numbers need, and no others', () => {
    const rules = new Intl.PluralRules(name.replace('.json', ''));
    const needed = [...new Set(Array.from({ length: 200 }, (_, n) => rules.select(n)))].sort();
    const counted = formsIn(trees.get(name) ?? {});
    expect(Object.keys(counted).sort()).toEqual(Object.keys(formsIn(trees.get('en.json') ?? {})).sort());
    for (const [key, forms] of Object.entries(counted)) expect([key, ...forms.sort()]).toEqual([key, ...needed]);
  });

  it('leaves no text empty', () => {
    expect(Object.entries(own).filter(([, text]) => !text.trim())).toEqual([]);
  });
});

describe('keys', () => {
  it('are all used', () => {
    expect(Object.keys(english).filter((key) => !isUsed(key))).toEqual([]);
  });

  it('asked for in the code all exist', () => {
    const asked = [...sources.matchAll(/\bt\('([\w.]+)'/g)].map((match) => match[1] ?? '');
    expect(asked.length).toBeGreaterThan(40);
    expect(asked.filter((key) => !(key in english))).toEqual([]);
  });
});

const contract = readFileSync(new URL('../../../openapi.yaml', here), 'utf8');

describe('languages', () => {
  it('that a template may offer all have a file, and no others', () => {
    const [, list = ''] = /\n {4}Language:\n[^]*?enum:\n((?: {8}- .*\n)+)/.exec(contract) ?? [];
    const offered = list.split('\n').flatMap((line) => line.match(/\w+/) ?? []);
    expect(offered.map((tag) => `${tag}.json`).sort()).toEqual([...files].sort());
  });
});

describe('problem codes', () => {
  const [, registry = ''] = /\n {6}x-problems:\n((?: {8}.*\n)+)/.exec(contract) ?? [];
  const codes = [...registry.matchAll(/^ {8}(\S+):\n((?: {10}.*\n)+)/gm)].filter(([, , traits = '']) => traits.includes('user: text')).map(([, code = '']) => code);
  // What the page itself says, whether or not a server answered.
  const own = ['unknown', 'retry_at', 'network.unreachable'];

  it('that the contract says users can meet have a text, and no others', () => {
    expect(codes.length).toBeGreaterThan(40);
    expect(Object.keys(english).flatMap((key) => (key.startsWith('problem.') ? [key.slice('problem.'.length)] : [])).sort()).toEqual([...codes, ...own].sort());
  });
});

it('has what the page says without its scripts in each of its languages', () => {
  const said: Record<string, object> = JSON.parse(readFileSync(new URL('../without-scripts.json', import.meta.url), 'utf8'));
  expect(Object.keys(said).sort()).toEqual(files.map((name) => name.replace('.json', '')).sort());
  expect(new Set(Object.values(said).flatMap(Object.values)).size).toBe(2 * files.length);
});

describe('typography', () => {
  const wrongIn = (name: string, wrong: RegExp) => Object.entries(texts.get(name) ?? {}).filter(([, text]) => wrong.test(text));

  it('sets French punctuation apart by spaces that do not break', () => {
    expect(wrongIn('fr.json', / [;:?!»]|« |[\p{L}][;?!]/u)).toEqual([]);
  });

  it.each(files)('has in %s the quotes, apostrophes and dots of a printed text', (name) => {
    expect(wrongIn(name, /['"]|\.\.\.| - /)).toEqual([]);
  });

  it.each([['de.json', /[“‘«»]|”/], ['pl.json', /[“«»]/], ['sv.json', /[„“«»]/], ['he.json', /[„“«»]/], ['ja.json', /[“”«»]|[。、] /], ['es.json', /[“”„]|^[^¿]*\?|^[^¡]*!/]])('has in %s the quotes of that language', (name, wrong) => {
    // German closes with the sign that English opens with.
    const text = (name === 'de.json' ? Object.entries(texts.get(name) ?? {}).map(([key, value]) => [key, value.replace(/„[^“„]+“/g, '')] as const) : Object.entries(texts.get(name) ?? {}));
    expect(text.filter(([, value]) => wrong.test(value))).toEqual([]);
  });
});
