import { describe, expect, it } from '@jest/globals';
import { domainsFrom, groupsIn, identityFrom, isAllowedDomain, mappedRole } from './identity-provider.ts';

const claims = (more: object) => ({ iss: 'https://id.example.com', sub: 's', ...more });

describe('what is taken from claims', () => {
  it.each([
    ['a list', 'groups', { groups: ['a', 'b'] }, ['a', 'b']],
    ['one word', 'role', { role: 'a' }, ['a']],
    ['an object, by dots', 'realm_access.roles', { realm_access: { roles: ['a'] } }, ['a']],
    ['a name with dots in it, before any object', 'https://example.com/groups', { 'https://example.com/groups': ['a'] }, ['a']],
    ['anything else', 'groups', { groups: [1, null, '', { a: 1 }] }, []],
    ['nothing', 'groups.of.nobody', {}, []],
    ['what every object has', 'constructor.name', {}, []],
  ])('reads groups from %s', (_what, claim, given, groups) => {
    expect(groupsIn(claims(given), claim)).toEqual(groups);
  });

  it.each([[true, true], ['true', true], [false, false], ['yes', false], [undefined, false], [1, false]])('takes an address with email_verified %j as verified: %j', (given, verified) => {
    expect(identityFrom(claims({ email: 'Ida@Example.com', email_verified: given }), null)).toMatchObject({ email: 'ida@example.com', emailVerified: verified });
  });

  it('takes no address that is none', () => {
    expect(identityFrom(claims({ email: 'ida@example.com\r\nbcc: x@y.z', email_verified: true }), null)).toMatchObject({ email: null, emailVerified: false });
  });
});

it('gives the role of the first line that fits, in the order of the list', () => {
  const lines = [{ group: 'a', role: 'read_only', templateIds: null }, { group: 'b', role: 'owner', templateIds: null }] as const;
  expect(mappedRole([...lines], ['b', 'a'])).toEqual({ role: 'read_only', templateIds: null });
  expect(mappedRole([...lines], ['c'])).toBeNull();
});

it('compares domains whole', () => {
  const domains = domainsFrom(['@Example.com', 'example.com', 'bücher.example']);
  expect(domains).toEqual(['example.com', 'xn--bcher-kva.example']);
  expect([isAllowedDomain('a@example.com', domains), isAllowedDomain('a@evil-example.com', domains), isAllowedDomain('a@sub.example.com', domains), isAllowedDomain('a@x.org', [])]).toEqual([true, false, false, true]);
});
