/** Names and shapes of SCIM (RFC 7643), as far as this product keeps them: one closed table that reading, patching, filtering and /Schemas share. */
export const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
/** Entra takes custom attributes only from a URN of this form. */
export const EXTENSION = 'urn:ietf:params:scim:schemas:extension:vestibule:2.0:User';

export type Attribute = {
  name: string;
  type: 'string' | 'boolean' | 'complex';
  description: string;
  multiValued?: boolean;
  required?: boolean;
  caseExact?: boolean;
  /** readWrite when absent. */
  mutability?: 'readOnly' | 'immutable';
  uniqueness?: 'server';
  canonicalValues?: readonly string[];
  sub?: readonly Attribute[];
  /** Longest text taken. */
  max?: number;
};

const text = (name: string, description: string, more: Partial<Attribute> = {}): Attribute => ({ name, type: 'string', description, max: 200, ...more });

const contact = (value: Attribute, types: readonly string[]): readonly Attribute[] => [
  value,
  text('display', 'How to show it.'),
  text('type', 'What it is used for.', { canonicalValues: types, max: 40 }),
  { name: 'primary', type: 'boolean', description: 'The preferred one; at most one is.' },
];

export const externalId: Attribute = text('externalId', 'What the identity system calls the user; unique within the template.', { caseExact: true, max: 300 });

export const coreAttributes: readonly Attribute[] = [
  text('userName', 'Unique within the template. The BroadWorks user id, unless the extension names another.', { required: true, uniqueness: 'server', max: 161 }),
  {
    name: 'name', type: 'complex', description: 'The parts of the name.',
    sub: [text('formatted', 'The whole name.'), text('familyName', 'Last name.', { max: 80 }), text('givenName', 'First name.', { max: 80 }), text('middleName', 'Kept and shown, not used.', { max: 80 })],
  },
  text('displayName', 'Stands in where parts of the name are missing.'),
  text('preferredLanguage', 'The language of portal and mails, as in Accept-Language, until the user chooses another.', { max: 40 }),
  text('timezone', 'When it is night for the user, who is not reminded then: a name as Europe/Paris.', { max: 60 }),
  { name: 'active', type: 'boolean', description: 'False removes the account and stops an activation; true hands the user over again.' },
  {
    name: 'emails', type: 'complex', multiValued: true, description: 'Taken as the user\'s address only by a template that trusts e-mails.',
    sub: contact(text('value', 'The address.', { max: 320 }), ['work', 'home', 'other']),
  },
  {
    name: 'phoneNumbers', type: 'complex', multiValued: true, description: 'The first work number and the first mobile number are used.',
    sub: contact(text('value', 'The number.', { max: 30 }), ['work', 'home', 'mobile', 'fax', 'pager', 'other']),
  },
];

/** @param packages what a user can get */
export const extensionAttributes = (packages: readonly string[], statuses: readonly string[]): readonly Attribute[] => [
  text('userId', 'The BroadWorks user id; `userName` when absent. Fixed once the user exists.', { mutability: 'immutable', uniqueness: 'server', max: 161 }),
  text('spEnterpriseId', 'The customer: enterprise id, or service provider and group joined by a plus sign. The template\'s default when absent. Fixed once the user exists.', { mutability: 'immutable', max: 161 }),
  text('package', 'What the user gets; the template\'s default package when absent.', { canonicalValues: packages, max: 40 }),
  text('extension', 'Short number.', { max: 20 }),
  text('mobile', 'Mobile number; goes before phoneNumbers.', { max: 30 }),
  text('status', 'Where the activation stands.', { mutability: 'readOnly', canonicalValues: statuses }),
  text('subscriberId', 'The user\'s id in every other API here; changes when the user is handed over again.', { mutability: 'readOnly', caseExact: true }),
];

const folded = (name: string) => name.toLowerCase();

/** Names do not differ by case (RFC 7643, section 2.1). */
export const findAttribute = (list: readonly Attribute[], name: string): Attribute | null => list.find((attribute) => folded(attribute.name) === folded(name)) ?? null;

/** The name without the URN of the core schema before it. */
export const withoutCore = (name: string): string => (folded(name).startsWith(`${folded(CORE)}:`) ? name.slice(CORE.length + 1) : name);

/** What follows the URN of our extension: a name, '' for the extension as a whole, null where the URN is another or none. */
export function inExtension(name: string): string | null {
  if (folded(name) === folded(EXTENSION)) return '';
  return folded(name).startsWith(`${folded(EXTENSION)}:`) ? name.slice(EXTENSION.length + 1) : null;
}
