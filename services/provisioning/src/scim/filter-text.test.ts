import { describe, expect, it } from '@jest/globals';
import { Problem } from '../problems.ts';
import { addressIn, conditionOf, isIndexed, narrowed } from './filter.ts';
import { parseFilter } from './filter-text.ts';

const read = (text: string) => parseFilter(text, 'scim.filter_invalid');
const refusalOf = (text: string): string => {
  try {
    conditionOf(text);
  } catch (error) {
    if (error instanceof Problem && error.code === 'scim.filter_invalid') return error.facts.detail ?? '';
    throw error;
  }
  throw new Error(`${text.slice(0, 80)} was taken`);
};

describe('a filter', () => {
  it('binds "and" closer than "or", and knows brackets, "not", cases and values as in JSON', () => {
    expect(read('a eq "1" or b PR AND not (c Eq true)')).toEqual({ op: 'or', filters: [{ op: 'eq', path: 'a', value: '1' }, { op: 'and', filters: [{ op: 'pr', path: 'b' }, { op: 'not', filter: { op: 'eq', path: 'c', value: true } }] }] });
    expect(read('(a eq "x\\"\\u00e9)" or a eq null) and b lt -1.5')).toEqual({ op: 'and', filters: [{ op: 'or', filters: [{ op: 'eq', path: 'a', value: 'x"é)' }, { op: 'eq', path: 'a', value: null }] }, { op: 'lt', path: 'b', value: -1.5 }] });
  });

  it('means one and the same entry by what follows the brackets, and any entry by what is joined to them', () => {
    expect(read('emails[type eq "work"].value eq "x"')).toEqual({ op: '[]', path: 'emails', filter: { op: 'and', filters: [{ op: 'eq', path: 'type', value: 'work' }, { op: 'eq', path: 'value', value: 'x' }] } });
    expect(read('emails[type eq "work"] and emails.value eq "x"')).toEqual({ op: 'and', filters: [{ op: '[]', path: 'emails', filter: { op: 'eq', path: 'type', value: 'work' } }, { op: 'eq', path: 'emails.value', value: 'x' }] });
  });

  it.each(['', '(', 'a', 'a eq', 'a eq b', 'a xx "b"', 'a eq "b', 'a eq "b" c', 'a eq "b" and', 'not a eq "b"', '(a eq "b"', 'a eq "b")', 'a[b eq "c"', 'a[b[c eq "d"]]', 'a..b pr', '.a pr', 'a eq "\\x"', 'a eq 1e999', 'a eq [', '\u0000 pr'])('%j is none, and the answer says where it goes wrong', (text) => {
    expect(refusalOf(text)).toMatch(/^At (character \d+|the end) /);
  });

  it.each<[string, string]>([
    ['longer', `userName eq "${'x'.repeat(2_000)}"`], ['of more comparisons', Array(21).fill('userName pr').join(' and ')], ['deeper', `${'('.repeat(9)}userName pr${')'.repeat(9)}`],
    ['deeper by "not"', `${'not ('.repeat(9)}userName pr${')'.repeat(9)}`], ['of brackets only', '('.repeat(2_000)], ['of quotes only', '"\\'.repeat(900)],
  ])('%s than anybody needs is refused at once', (_what, text) => {
    expect(refusalOf(text)).not.toBe('');
  });

  it.each<[string, boolean, boolean]>([
    ['userName eq "a"', true, true], ['id eq "1" or externalId sw "a"', true, true], ['emails[type eq "work"].value eq "a"', true, true], ['meta.lastModified ge "2026-01-01"', true, true],
    ['displayName co "a"', false, false], ['not (userName eq "a")', false, false], ['userName eq "a" or displayName pr', false, false], ['phoneNumbers.value eq "1"', false, false],
    ['userName eq "a" and displayName co "b"', false, true], ['emails[type eq "work" and primary eq true].value eq "a"', false, true], ['(userName sw "a" and active eq true) or (id eq "1" and title pr)'.replace('title', 'timezone'), false, true],
  ])('%s: answered by an index alone %s, narrowed by one %s', (text, alone, some) => {
    const condition = conditionOf(text);
    expect({ alone: isIndexed(condition), some: narrowed(condition) !== null }).toEqual({ alone, some });
  });

  it('folds what does not tell cases apart', () => {
    expect(addressIn(conditionOf('EMAILS[Type eq "WORK"].Value sw "Ana@"'))).toEqual({ value: 'ana@', op: 'sw', type: 'work' });
    expect(conditionOf('externalId eq "Ab"')).toMatchObject({ kind: 'text', value: 'Ab' });
  });
});
