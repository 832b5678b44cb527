import type { CloudSubscriber } from '../../provisioning/cloud.ts';

export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** What a mapping may take from a user. */
export const sourceNames = ['userId', 'email', 'firstName', 'lastName', 'package', 'spEnterpriseId', 'primaryPhoneNumber', 'mobilePhoneNumber', 'extension'] as const;
export type SourceName = (typeof sourceNames)[number];
export type Sources = Pick<CloudSubscriber, SourceName>;

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
