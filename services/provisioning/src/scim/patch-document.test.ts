import { describe, expect, it } from '@jest/globals';
import { Problem } from '../problems.ts';
import { CORE, EXTENSION } from './attributes.ts';
import { addressesOf, factsOf } from './facts.ts';
import { patchDocument, replaceDocument } from './patch-document.ts';
import { readDocument, type ScimDocument } from './scim-user.ts';

const before = (): ScimDocument => ({
  userName: 'ana', active: true, name: { givenName: 'Ana', familyName: 'Díaz' },
  emails: [{ value: 'ana@w.example', type: 'work', primary: true }, { value: 'ana@h.example', type: 'home' }],
  phoneNumbers: [{ value: '100', type: 'work' }],
});
const after = (...Operations: unknown[]) => patchDocument(before(), { Operations });
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
  return 'none';
};

describe('a patch', () => {
  it.each<[string, unknown, Partial<ScimDocument>]>([
    ['Entra switches off', { op: 'Replace', path: 'active', value: 'False' }, { active: false }],
    ['Entra switches on in a list', { op: 'Add', path: 'active', value: 'True' }, { active: true }],
    ['Okta switches off without a path', { op: 'replace', value: { active: false } }, { active: false }],
    ['Okta sends its id along', { op: 'replace', value: { id: 'x', active: false, schemas: [CORE] } }, { active: false }],
    ['dotted names without a path', { op: 'replace', value: { 'name.givenName': 'Bea', 'name.familyName': 'Ek', userName: 'bea' } }, { userName: 'bea', name: { givenName: 'Bea', familyName: 'Ek' } }],
    ['a name in another case', { op: 'REPLACE', path: 'NAME.GIVENNAME', value: 'Bea' }, { name: { givenName: 'Bea', familyName: 'Díaz' } }],
    ['the URN of the core schema', { op: 'replace', path: `${CORE}:name.givenName`, value: 'Bea' }, { name: { givenName: 'Bea', familyName: 'Díaz' } }],
    ['part of a name at once', { op: 'replace', path: 'name', value: { givenName: 'Bea' } }, { name: { givenName: 'Bea', familyName: 'Díaz' } }],
    ['one address by its type', { op: 'Replace', path: 'emails[type eq "work"].value', value: 'new@w.example' }, { emails: [{ value: 'new@w.example', type: 'work', primary: true }, { value: 'ana@h.example', type: 'home' }] }],
    ['one address by two marks', { op: 'replace', path: 'emails[type eq "work" and primary eq true].value', value: 'new@w.example' }, { emails: [{ value: 'new@w.example', type: 'work', primary: true }, { value: 'ana@h.example', type: 'home' }] }],
    ['a number that is not there yet', { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '200' }, { phoneNumbers: [{ value: '100', type: 'work' }, { value: '200', type: 'mobile' }] }],
    ['a filtered name without a path', { op: 'Add', value: { 'phoneNumbers[type eq "mobile"].value': 200 } }, { phoneNumbers: [{ value: '100', type: 'work' }, { value: '200', type: 'mobile' }] }],
    ['one more of a list', { op: 'add', path: 'emails', value: [{ value: 'third@w.example', type: 'other', primary: 'True' }] }, { emails: [{ value: 'ana@w.example', type: 'work', primary: false }, { value: 'ana@h.example', type: 'home' }, { value: 'third@w.example', type: 'other', primary: true }] }],
    ['the same once more', { op: 'add', path: 'emails', value: { value: 'ana@W.example', type: 'work', primary: true } }, { emails: [{ value: 'ana@W.example', type: 'work', primary: true }, { value: 'ana@h.example', type: 'home' }] }],
    ['another primary', { op: 'replace', path: 'emails[type eq "home"].primary', value: true }, { emails: [{ value: 'ana@w.example', type: 'work', primary: false }, { value: 'ana@h.example', type: 'home', primary: true }] }],
    ['a whole list', { op: 'replace', path: 'emails', value: [{ value: 'only@w.example' }] }, { emails: [{ value: 'only@w.example' }] }],
    ['a list emptied', { op: 'replace', path: 'phoneNumbers', value: [] }, { phoneNumbers: undefined }],
    ['one taken away by a filter', { op: 'Remove', path: 'emails[type eq "work"]' }, { emails: [{ value: 'ana@h.example', type: 'home' }] }],
    ['one taken away by its value, as Entra does', { op: 'Remove', path: 'emails', value: [{ value: 'ana@h.example' }] }, { emails: [{ value: 'ana@w.example', type: 'work', primary: true }] }],
    ['all taken away', { op: 'remove', path: 'emails' }, { emails: undefined }],
    ['an entry without its value', { op: 'remove', path: 'emails[type eq "home"].value' }, { emails: [{ value: 'ana@w.example', type: 'work', primary: true }] }],
    ['part of a name taken away', { op: 'remove', path: 'name.givenName' }, { name: { familyName: 'Díaz' } }],
    ['null for taking away', { op: 'replace', path: 'displayName', value: null }, { displayName: undefined }],
    ['something that never was taken away', { op: 'remove', path: 'displayName' }, before()],
    ['the extension by its URN', { op: 'add', path: `${EXTENSION}:package`, value: 'basic' }, { [EXTENSION]: { package: 'basic' } }],
    ['the extension as an object', { op: 'add', value: { [EXTENSION]: { Package: 'basic', extension: 4711 } } }, { [EXTENSION]: { package: 'basic', extension: '4711' } }],
    ['the extension flat', { op: 'add', value: { [`${EXTENSION.toLowerCase()}:mobile`]: '1' } }, { [EXTENSION]: { mobile: '1' } }],
    ['what is not known here', { op: 'replace', value: { title: 'Dr', 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department': 'R&D', 'addresses[type eq "work"].locality': 'Bern' } }, before()],
  ])('%s', (_what, operation, expected) => {
    expect(after(operation)).toEqual({ ...before(), ...expected });
  });

  it.each<[string, unknown, string]>([
    ['no operation', [], 'scim.syntax_invalid'],
    ['a list longer than anybody needs, in many steps', Array.from({ length: 30 }, (_, n) => ({ op: 'add', path: 'emails', value: [{ value: `a${n}@w.example` }] })), 'scim.value_invalid'],
    ['a list longer than anybody needs, by names of entries that are not there', [{ op: 'add', value: Object.fromEntries(Array.from({ length: 150 }, (_, n) => [`emails[type eq "t${n}"].value`, 'a@w.example'])) }], 'scim.value_invalid'],
    ['more names than a user has', [{ op: 'add', value: Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`name${n}`, 1])) }], 'scim.syntax_invalid'],
    ['another verb', [{ op: 'move', path: 'active', value: true }], 'scim.syntax_invalid'],
    ['a remove of nothing', [{ op: 'remove' }], 'scim.no_target'],
    ['a path that is none', [{ op: 'replace', path: 'emails[type eq', value: 'x' }], 'scim.path_invalid'],
    ['a filter on one value', [{ op: 'replace', path: 'name[givenName eq "a"].givenName', value: 'x' }], 'scim.path_invalid'],
    ['an entry nobody can make', [{ op: 'replace', path: 'emails[value co "nobody"].type', value: 'x' }], 'scim.no_target'],
    ['what only we write', [{ op: 'replace', path: 'meta.created', value: 'x' }], 'scim.mutability'],
    ['a wrong kind of value', [{ op: 'replace', path: 'active', value: 'perhaps' }], 'scim.value_invalid'],
    ['no value', [{ op: 'replace', path: 'displayName' }], 'scim.value_invalid'],
    ['a hundred and one', Array.from({ length: 101 }, () => ({ op: 'remove', path: 'displayName' })), 'scim.syntax_invalid'],
  ])('with %s is refused', (_what, operations, code) => {
    expect(codeOf(() => patchDocument(before(), { operations }))).toBe(code);
  });

  it('never reaches what every object has in common', () => {
    for (const path of ['constructor.prototype.polluted', '__proto__.polluted', 'name.constructor', 'constructor', 'emails[type eq "work"].__proto__']) {
      expect(['none', 'scim.path_invalid']).toContain(codeOf(() => after({ op: 'add', path, value: { polluted: 'x' } })));
      expect(after({ op: 'add', value: { [path]: 'x' } })).toEqual(before());
    }
    expect({}).not.toHaveProperty('polluted');
  });

  it('leaves the document it began with alone', () => {
    const document = before();
    patchDocument(document, { Operations: [{ op: 'replace', path: 'emails[type eq "work"].value', value: 'x@y.example' }, { op: 'remove', path: 'name' }] });
    expect(document).toEqual(before());
  });
});

describe('a replacement', () => {
  it('keeps nothing but whether the user is active', () => {
    expect(replaceDocument({ ...before(), active: false }, { userName: 'ana' })).toEqual({ userName: 'ana', active: false });
    expect(replaceDocument({ ...before(), active: false }, { userName: 'ana', Active: 'true' })).toEqual({ userName: 'ana', active: true });
  });
});

it.each([['our extension', EXTENSION, ''], ['the core schema', CORE, CORE]])('a patch passes over %s inside itself, however deep', (_what, path, name) => {
  const deep = JSON.parse(`${`{"${name}":`.repeat(20_000)}{}${'}'.repeat(20_000)}`) as object;
  expect(after({ op: 'replace', path, value: { ...deep, [path === CORE ? 'userName' : 'package']: 'basic' } })).toMatchObject(path === CORE ? { userName: 'basic' } : { [EXTENSION]: { package: 'basic' } });
});

describe('what a user says', () => {
  const facts = (body: object) => factsOf(readDocument({ userName: 'ana', ...body }));

  it('in the parts of the name, else in what it is shown as', () => {
    expect(facts({ name: { givenName: 'Ana', familyName: 'Díaz' }, displayName: 'x y' })).toEqual({ firstName: 'Ana', lastName: 'Díaz' });
    expect(facts({ displayName: 'Ana María Díaz' })).toEqual({ firstName: 'Ana', lastName: 'María Díaz' });
    expect(facts({ name: { formatted: 'Cher' } })).toEqual({ firstName: 'Cher' });
    expect(facts({})).toEqual({});
  });

  it('of numbers: work before other, never a fax, our extension before the list', () => {
    const phoneNumbers = [{ value: '1', type: 'fax' }, { value: '2', type: 'home', primary: true }, { value: '3', type: 'Work' }, { value: '4', type: 'mobile' }];
    expect(facts({ phoneNumbers })).toEqual({ primaryPhoneNumber: '3', mobilePhoneNumber: '4' });
    expect(facts({ phoneNumbers: phoneNumbers.slice(0, 2), [EXTENSION]: { mobile: '5', extension: '77' } })).toEqual({ primaryPhoneNumber: '2', mobilePhoneNumber: '5', extension: '77' });
  });

  it('of addresses: the primary one, else the first for work; each found once', () => {
    const emails = [{ value: 'A@h.example', type: 'home' }, { value: 'b@w.example', type: 'work' }, { value: 'a@H.example', type: 'home' }];
    expect(facts({ emails }).email).toBe('b@w.example');
    expect(facts({ emails: [{ ...emails[0], primary: true }, emails[1]] }).email).toBe('A@h.example');
    expect(facts({ emails: 'plain@w.example' }).email).toBe('plain@w.example');
    expect(addressesOf(readDocument({ emails }))).toEqual([{ value: 'a@h.example', type: 'home' }, { value: 'b@w.example', type: 'work' }]);
  });

  it('about the package only in words that exist', () => {
    expect(facts({ [EXTENSION]: { package: 'PREMIUM' } }).package).toBe('premium');
    expect(codeOf(() => facts({ [EXTENSION]: { package: 'gold' } }))).toBe('scim.value_invalid');
  });
});
