import { describe, expect, it } from '@jest/globals';
import { mappedUser } from '../adapters/scim/attribute-changes.ts';
import { requireSecretsForNewHost, secretsFrom, settingsFrom } from './connector.ts';
import type { ConnectorFields } from './kind.ts';
import type { ConnectorKind } from './kinds.ts';

const refused = (pointer: string) => expect.objectContaining({ code: 'request.invalid', facts: { errors: [expect.objectContaining({ pointer })] } });

describe('the settings of a kind', () => {
  const url = 'https://api.example.com/v1';
  it.each<[string, ConnectorKind, ConnectorFields, string]>([
    ['webex without an address', 'webex', {}, '/baseUrl'],
    ['webex as an OAuth client', 'webex', { baseUrl: url, auth: 'client_credentials' }, '/auth'],
    ['webex with a mapping', 'webex', { baseUrl: url, mapping: {} }, '/mapping'],
    ['a service app without its id', 'webex', { baseUrl: url, auth: 'service_app' }, '/clientId'],
    ['scim with a pre-check', 'scim', { baseUrl: url, precheck: true }, '/precheck'],
    ['scim as a client that does not know where tokens are', 'scim', { baseUrl: url, auth: 'client_credentials', clientId: 'x' }, '/tokenUrl'],
    ['scim with an attribute nobody knows', 'scim', { baseUrl: url, mapping: { shoeSize: '{email}' } }, '/mapping'],
    ['scim with a name in braces nobody knows', 'scim', { baseUrl: url, mapping: { userName: '{password}' } }, '/mapping'],
    ['scim without a user name', 'scim', { baseUrl: url, mapping: { displayName: '{firstName}' } }, '/mapping'],
    ['record only with an address', 'none', { baseUrl: url }, '/baseUrl'],
  ])('refuse %s', (_what, kind, fields, pointer) => {
    expect(() => settingsFrom(kind, null, fields)).toThrow(refused(pointer));
  });

  it('take over what is not given, and forget what another way in needed', () => {
    const before = settingsFrom('scim', null, { baseUrl: url, auth: 'client_credentials', clientId: 'app', tokenUrl: 'https://id.example.com/token', scope: 'scim' });
    expect(settingsFrom('scim', before, { removal: 'deactivate' })).toEqual({ ...before, removal: 'deactivate' });
    expect(settingsFrom('scim', before, { auth: 'access_token' })).toMatchObject({ auth: 'access_token', clientId: null, tokenUrl: null, scope: null });
  });

  it('name the secret that is missing, and take none the way in does not need', () => {
    const app = settingsFrom('webex', null, { baseUrl: url, auth: 'service_app', clientId: 'app' });
    expect(() => secretsFrom(app, {}, { clientSecret: 's' })).toThrow(refused('/refreshToken'));
    expect(secretsFrom(app, {}, { clientSecret: 's', refreshToken: 'r', accessToken: 'a' })).toEqual({ clientSecret: 's', refreshToken: 'r' });
  });
});

describe('moving a connector to another address', () => {
  const at = (baseUrl: string) => settingsFrom('webex', null, { baseUrl });
  it('needs no token while the host stays', () => {
    expect(() => requireSecretsForNewHost(at('https://api.example.com/v1'), at('https://api.example.com/v2'), {})).not.toThrow();
  });

  it('needs the token again for another host, port or scheme, so that nobody can have it sent to themselves', () => {
    for (const after of ['https://evil.example.net/v1', 'https://api.example.com:8443/v1', 'http://api.example.com/v1']) {
      expect(() => requireSecretsForNewHost(at('https://api.example.com/v1'), at(after), {})).toThrow(refused('/accessToken'));
      expect(() => requireSecretsForNewHost(at('https://api.example.com/v1'), at(after), { accessToken: 'x' })).not.toThrow();
    }
  });

  it('needs the client\'s secret again where tokens come from another host', () => {
    const from = (tokenUrl: string) => settingsFrom('scim', null, { baseUrl: 'https://api.example.com', auth: 'client_credentials', clientId: 'x', tokenUrl });
    expect(() => requireSecretsForNewHost(from('https://id.example.com/token'), from('https://evil.example.net/token'), {})).toThrow(refused('/clientSecret'));
  });
});

describe('a mapping', () => {
  const user = { userId: 'ann@sp.example', email: 'ann@acme.example', firstName: 'Ann', lastName: 'Lee', package: 'basic', spEnterpriseId: 'SP1+acme', primaryPhoneNumber: '+15551230007', mobilePhoneNumber: null, extension: null } as const;

  it('writes the user as RFC 7643 has it, leaves out what there is nothing for, and keeps our key', () => {
    const mapping = { userName: '{email}', 'name.givenName': '{firstName}', displayName: '{firstName} {lastName}', 'phoneNumbers[type eq "work"].value': '{primaryPhoneNumber}', 'phoneNumbers[type eq "mobile"].value': '{mobilePhoneNumber}', roles: 'uc-{package}', 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department': '{spEnterpriseId}', title: 'ext. {extension}' };
    expect(mappedUser(mapping, user)).toEqual({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'],
      externalId: 'ann@sp.example', active: true, userName: 'ann@acme.example', name: { givenName: 'Ann' }, displayName: 'Ann Lee',
      phoneNumbers: [{ value: '+15551230007', type: 'work', primary: true }], roles: [{ value: 'uc-basic', primary: true }],
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'SP1+acme' },
    });
  });
});
