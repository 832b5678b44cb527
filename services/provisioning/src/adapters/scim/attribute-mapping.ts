import type { CloudSubscriber } from '../../provisioning/cloud.ts';

/** What a mapping may take from a user. */
export const sourceNames = ['userId', 'email', 'firstName', 'lastName', 'package', 'spEnterpriseId', 'primaryPhoneNumber', 'mobilePhoneNumber', 'extension'] as const;
export type SourceName = (typeof sourceNames)[number];
export type Sources = Pick<CloudSubscriber, SourceName>;

export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** What a mapping may fill; `externalId` is our own key and cannot be mapped. Names as RFC 7643 writes them. */
export const targetNames = [
  'userName', 'name.givenName', 'name.familyName', 'name.formatted', 'displayName', 'nickName', 'title', 'userType', 'preferredLanguage',
  'emails[type eq "work"].value', 'phoneNumbers[type eq "work"].value', 'phoneNumbers[type eq "mobile"].value', 'entitlements', 'roles',
  `${ENTERPRISE}:organization`, `${ENTERPRISE}:department`, `${ENTERPRISE}:employeeNumber`,
] as const;
export type TargetName = (typeof targetNames)[number];

/** Target by target the text to send, with `{email}` and the like in it. */
export type Mapping = Partial<Record<TargetName, string>>;

export const defaultMapping: Mapping = {
  userName: '{email}',
  'name.givenName': '{firstName}',
  'name.familyName': '{lastName}',
  displayName: '{firstName} {lastName}',
  'emails[type eq "work"].value': '{email}',
  'phoneNumbers[type eq "work"].value': '{primaryPhoneNumber}',
  'phoneNumbers[type eq "mobile"].value': '{mobilePhoneNumber}',
  entitlements: '{package}',
  [`${ENTERPRISE}:organization`]: '{spEnterpriseId}',
};

const PLACEHOLDER = /\{(\w+)\}/g;
const isSource = (name: string): name is SourceName => sourceNames.some((known) => known === name);

/** The names in braces that stand for nothing we know. */
export const unknownSources = (text: string): string[] => [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name).filter((name) => !isSource(name));

/** The text for this user, or null when nothing of what it names is there. */
function filled(text: string, user: Sources): string | null {
  const names = [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name).filter(isSource);
  if (names.length > 0 && names.every((name) => !user[name])) return null;
  const value = text.replace(PLACEHOLDER, (_, name: string) => (isSource(name) ? (user[name] ?? '') : '')).trim();
  return value === '' ? null : value;
}

/** What each mapped attribute is for this user; null where there is nothing to send. */
export const mappedValues = (mapping: Mapping, user: Sources): [TargetName, string | null][] =>
  targetNames.flatMap((target): [TargetName, string | null][] => {
    const text = mapping[target];
    return text === undefined ? [] : [[target, filled(text, user)]];
  });

type Json = { [name: string]: unknown };

/** The user as it is sent to be created (RFC 7643): our key, switched on, and what the mapping gives. */
export function mappedUser(mapping: Mapping, user: Sources): Json {
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
  const body: Json = { schemas, externalId: user.userId, active: true };
  for (const [target, value] of mappedValues(mapping, user)) if (value !== null) put(body, target, value);
  if (ENTERPRISE in body) schemas.push(ENTERPRISE);
  return body;
}

function put(body: Json, target: TargetName, value: string): void {
  const listed = /^(\w+)\[type eq "(\w+)"\]\.value$/.exec(target);
  if (listed) {
    const [, name = '', type = ''] = listed;
    const before = Array.isArray(body[name]) ? (body[name] as unknown[]) : [];
    body[name] = [...before, { value, type, ...(before.length === 0 && { primary: true }) }];
  } else if (target === 'entitlements' || target === 'roles') body[target] = [{ value, primary: true }];
  else if (target.startsWith(ENTERPRISE)) body[ENTERPRISE] = { ...Object(body[ENTERPRISE]), [target.slice(ENTERPRISE.length + 1)]: value };
  else {
    const [first = '', second] = target.split('.');
    body[first] = second === undefined ? value : { ...Object(body[first]), [second]: value };
  }
}
