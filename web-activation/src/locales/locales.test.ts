import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const here = new URL('./', import.meta.url);
const files = readdirSync(here).filter((name) => name.endsWith('.json'));
const texts = new Map(files.map((name) => [name, flatten(JSON.parse(readFileSync(new URL(name, here), 'utf8')))]));
const english = texts.get('en.json') ?? {};
const sources = readdirSync(new URL('../', here), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(vue|ts)$/.test(name) && !name.endsWith('.test.ts'))
  .map((name) => readFileSync(new URL(`../${name}`, here), 'utf8'))
  .join('\n');
/** `t('a.b')`, `t(cond ? 'a' : 'b')` and `t(`a.${x}`)`: every quoted text that is, or begins like, a key. */
const mentioned = [...sources.matchAll(/['`]([a-z_]+(?:\.[\w${}.]+)?)['`]/g)].map((match) => match[1] ?? '');

function flatten(tree: object, prefix = ''): Record<string, string> {
  return Object.fromEntries(Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value]] : Object.entries(flatten(value, `${prefix}${key}.`))));
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

describe('problem codes', () => {
  const contract = readFileSync(new URL('../../../openapi.yaml', here), 'utf8');
  const [, list = ''] = /\n {4}ProblemCode:\n[^]*?enum:\n((?: {8}- .*\n)+)/.exec(contract) ?? [];
  const codes = list.split('\n').map((line) => line.replace(/^ *- /, '')).filter((code) => /^(activation|cloud)\./.test(code));
  // These four have a screen of their own.
  const screens = ['activation.link_unknown', 'activation.link_withdrawn', 'activation.no_pending_user', 'activation.session_expired'];

  it('of the contract that a user can meet all have a text', () => {
    expect(codes.length).toBeGreaterThan(25);
    expect(codes.filter((code) => !screens.includes(code) && !(`problem.${code}` in english))).toEqual([]);
  });
});

describe('French', () => {
  it('sets its punctuation apart by spaces that do not break', () => {
    const wrong = Object.values(texts.get('fr.json') ?? {}).filter((text) => / [;:?!»]|« /.test(text) || /[\p{L}][;?!]/u.test(text) || text.includes("'") && !text.includes("{'@'}"));
    expect(wrong).toEqual([]);
  });
});
