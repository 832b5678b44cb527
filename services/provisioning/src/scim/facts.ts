import { isTimeZone } from '../templates/reminders.ts';
import { packages, type Package } from '../subscribers/subscriber.ts';
import { EXTENSION } from './attributes.ts';
import { invalidValue, type ScimDocument, type ScimEntry } from './scim-user.ts';

/** What a SCIM user says about the person, in our words; what it does not say is not there. */
export type ScimFacts = {
  firstName?: string;
  lastName?: string;
  primaryPhoneNumber?: string;
  mobilePhoneNumber?: string;
  extension?: string;
  email?: string;
  language?: string;
  timezone?: string;
  package?: Package;
};
/** What BroadWorks or the identity system may change later, and the record follows. */
export const ownedFacts = ['firstName', 'lastName', 'primaryPhoneNumber', 'mobilePhoneNumber', 'extension', 'package', 'timezone'] as const;
export type OwnedFact = (typeof ownedFacts)[number];

/** @throws scim.value_invalid for a package that does not exist, or a text longer than a field is here */
export function factsOf(document: ScimDocument): ScimFacts {
  const own = document[EXTENSION] ?? {};
  const named = namesOf(document);
  const said: ScimFacts = {
    firstName: named.first,
    lastName: named.last,
    primaryPhoneNumber: valueOf(workNumber(document.phoneNumbers ?? [])),
    mobilePhoneNumber: textOf(own['mobile']) ?? valueOf((document.phoneNumbers ?? []).find(isMobile)),
    extension: textOf(own['extension']),
    email: valueOf(preferred(document.emails ?? [], 'work')),
    language: document.preferredLanguage,
    timezone: isTimeZone(document.timezone ?? '') ? document.timezone : undefined,
    package: packageOf(textOf(own['package'])),
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const valueOf = (entry: ScimEntry | undefined): string | undefined => textOf(entry?.['value']);
const typeOf = (entry: ScimEntry) => String(entry['type'] ?? '').toLowerCase();
const isMobile = (entry: ScimEntry) => typeOf(entry) === 'mobile';

/** The primary one, else the first of that type, else the first. */
const preferred = (entries: readonly ScimEntry[], type: string): ScimEntry | undefined =>
  entries.find((entry) => entry['primary'] === true) ?? entries.find((entry) => typeOf(entry) === type) ?? entries[0];

/** No mobile, no fax, no pager. */
const workNumber = (entries: readonly ScimEntry[]) => {
  const lines = entries.filter((entry) => !['mobile', 'fax', 'pager'].includes(typeOf(entry)));
  return lines.find((entry) => typeOf(entry) === 'work') ?? preferred(lines, 'work');
};

/** The parts of the name; where one is missing, what stands in `formatted` or `displayName`. */
function namesOf({ name, displayName }: ScimDocument): { first?: string; last?: string } {
  const [given, family] = [textOf(name?.['givenName']), textOf(name?.['familyName'])];
  if (given && family) return { first: given, last: family };
  const [first, ...rest] = (textOf(name?.['formatted']) ?? displayName ?? '').split(/\s+/).filter(Boolean);
  const last = rest.join(' ') || undefined;
  return { ...((given ?? first) && { first: (given ?? first ?? '').slice(0, 80) }), ...((family ?? last) && { last: (family ?? last ?? '').slice(0, 80) }) };
}

function packageOf(word: string | undefined): Package | undefined {
  if (word === undefined) return undefined;
  const found = packages.find((one) => one === word.toLowerCase());
  if (!found) throw invalidValue(`/${EXTENSION}/package`, `must be one of ${packages.join(', ')}`);
  return found;
}

/** Addresses as a filter finds them: lower case, each once a type. */
export function addressesOf({ emails = [] }: ScimDocument): { value: string; type: string }[] {
  const all = emails.map((entry) => ({ value: String(entry['value'] ?? '').toLowerCase(), type: typeOf(entry) }));
  return all.filter((one, index) => all.findIndex((other) => other.value === one.value && other.type === one.type) === index);
}
