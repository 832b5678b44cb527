import type { Connector } from '../api.ts';

export type Kind = Connector['kind'];
export type Auth = Extract<Connector, { auth: unknown }>['auth'];
export type Secret = 'accessToken' | 'clientSecret' | 'refreshToken';

/** Every kind the API declares, with where it usually is and how it may prove who we are. A kind that is missing here does not compile. */
export const connectorKinds: Readonly<Record<Kind, { baseUrl: string; auths: readonly Auth[] }>> = {
  webex: { baseUrl: 'https://webexapis.com/v1', auths: ['access_token', 'service_app'] },
  scim: { baseUrl: '', auths: ['access_token', 'client_credentials'] },
  none: { baseUrl: '', auths: [] },
};
export const kindNames = Object.keys(connectorKinds) as Kind[];

export const secretsOf: Readonly<Record<Auth, readonly Secret[]>> = {
  access_token: ['accessToken'],
  service_app: ['clientSecret', 'refreshToken'],
  client_credentials: ['clientSecret'],
};

/** Attributes of a SCIM user that can be filled, as RFC 7643 names them, and what they can be filled with. */
export const scimTargets = [
  'userName', 'name.givenName', 'name.familyName', 'name.formatted', 'displayName', 'nickName', 'title', 'userType', 'preferredLanguage',
  'emails[type eq "work"].value', 'phoneNumbers[type eq "work"].value', 'phoneNumbers[type eq "mobile"].value', 'entitlements', 'roles',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:organization', 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department', 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber',
] as const;
export const scimSources = ['userId', 'email', 'firstName', 'lastName', 'package', 'spEnterpriseId', 'primaryPhoneNumber', 'mobilePhoneNumber', 'extension'] as const;

/** The mapping a new connector begins with. */
export const usualMapping: Readonly<Record<string, string>> = {
  userName: '{email}',
  'name.givenName': '{firstName}',
  'name.familyName': '{lastName}',
  displayName: '{firstName} {lastName}',
  'emails[type eq "work"].value': '{email}',
  'phoneNumbers[type eq "work"].value': '{primaryPhoneNumber}',
  'phoneNumbers[type eq "mobile"].value': '{mobilePhoneNumber}',
  entitlements: '{package}',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:organization': '{spEnterpriseId}',
};

/** The way in a connector has; null where nothing is called. */
export const authOf = (connector: Connector | null): Auth | null => (connector && 'auth' in connector ? connector.auth : null);

/** An attribute as people read it: without the name of the extension it stands in. */
export const targetLabel = (target: string): string => target.replace(/^urn:.+:User:/, 'enterprise.');
