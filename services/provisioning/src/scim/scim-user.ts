import { problem } from '../problems.ts';
import { packages, statuses } from '../subscribers/subscriber.ts';
import { type Attribute, coreAttributes, CORE, EXTENSION, extensionAttributes, externalId, findAttribute, inExtension, withoutCore } from './attributes.ts';

export type ScimValue = string | boolean;
/** One e-mail address or phone number: its sub-attributes. */
export type ScimEntry = Record<string, ScimValue>;
/**
 * A user as the identity system says it, in the names and types of the standard: what it may write and nothing else.
 * Attributes that are not there have no value; there is no null and no empty text.
 */
export type ScimDocument = {
  userName?: string;
  externalId?: string;
  displayName?: string;
  preferredLanguage?: string;
  timezone?: string;
  active?: boolean;
  name?: Record<string, ScimValue>;
  emails?: ScimEntry[];
  phoneNumbers?: ScimEntry[];
  [EXTENSION]?: Record<string, ScimValue>;
};

export const ownAttributes = extensionAttributes(packages, statuses);
/** Everything an identity system may write at the top. */
export const topAttributes: readonly Attribute[] = [externalId, ...coreAttributes];

export const MOST_ENTRIES = 20;
export const MOST_FIELDS = 200;

export const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

export const invalidValue = (pointer: string, message: string) => problem('scim.value_invalid', { detail: `${pointer.slice(1)} ${message}`, errors: [{ pointer, message }] });

/**
 * Reads what an identity system sent, leniently: names in any case, "True" for true, one entry for a list of one. What is not known is ignored (RFC 7643, 2.1),
 * and so is what only we may write.
 * @throws scim.syntax_invalid, scim.value_invalid
 */
export function readDocument(body: unknown): ScimDocument {
  if (!isRecord(body)) throw problem('scim.syntax_invalid', { detail: 'The body must be a JSON object.' });
  if (Object.keys(body).length > MOST_FIELDS) throw problem('scim.syntax_invalid', { detail: 'The body has too many attributes.' });
  const document = new Map<string, unknown>();
  const own = new Map<string, ScimValue>();
  for (const [given, value] of Object.entries(body)) {
    const inOwn = inExtension(given);
    if (inOwn === '') for (const [name, one] of Object.entries(isRecord(value) ? value : {})) put(own, ownAttributes, name, one, `/${EXTENSION}`);
    else if (inOwn !== null) put(own, ownAttributes, inOwn, value, `/${EXTENSION}`);
    else if (withoutCore(given) === '' || given.toLowerCase() === CORE.toLowerCase()) continue;
    else put(document, topAttributes, withoutCore(given), value, '');
  }
  if (own.size > 0) document.set(EXTENSION, Object.fromEntries(own));
  return asDocument(document);
}

function put(into: Map<string, unknown>, known: readonly Attribute[], name: string, value: unknown, above: string): void {
  const attribute = findAttribute(known, name);
  if (!attribute || attribute.mutability === 'readOnly') return;
  const read = readValue(attribute, value, `${above}/${attribute.name}`);
  if (read === undefined) into.delete(attribute.name);
  else into.set(attribute.name, read);
}

// Safe because every value in it was read by its attribute's own type.
const asDocument = (read: Map<string, unknown>) => Object.fromEntries(read) as ScimDocument;

/** One attribute's value in its own type; undefined where it is none: null, an empty text, an empty list. @throws scim.value_invalid */
export function readValue(attribute: Attribute, value: unknown, pointer: string): ScimValue | ScimEntry | ScimEntry[] | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  if (attribute.multiValued) return readEntries(attribute, value, pointer);
  if (attribute.type === 'complex') return readEntry(attribute, value, pointer);
  return readPlain(attribute, value, pointer);
}

/** Text and booleans; identity systems send booleans as text, numbers where text is meant and lists of one. @throws scim.value_invalid */
export function readPlain(attribute: Attribute, given: unknown, pointer: string): ScimValue | undefined {
  const value = unwrapped(given);
  if (value === null || value === undefined || value === '') return undefined;
  if (attribute.type === 'boolean') {
    const word = typeof value === 'string' ? value.trim().toLowerCase() : value;
    if (word === true || word === 'true') return true;
    if (word === false || word === 'false') return false;
    throw invalidValue(pointer, 'must be true or false');
  }
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') throw invalidValue(pointer, 'must be a text');
  if (value.length > (attribute.max ?? 200)) throw invalidValue(pointer, `must have at most ${attribute.max ?? 200} characters`);
  // Half a letter is none: the database keeps only whole ones.
  return value.toWellFormed().trim() || undefined;
}

/** Older provisioning jobs of Entra send one value as a list of one object: `[{"$ref": null, "value": "…"}]`. */
function unwrapped(given: unknown): unknown {
  const alone: unknown = Array.isArray(given) && given.length === 1 ? given[0] : given;
  return isRecord(alone) && Object.hasOwn(alone, 'value') ? alone['value'] : alone;
}

export function readEntry(attribute: Attribute, value: unknown, pointer: string): ScimEntry | undefined {
  if (!isRecord(value)) throw invalidValue(pointer, 'must be an object');
  const entry = new Map<string, unknown>();
  for (const [name, one] of Object.entries(value)) put(entry, attribute.sub ?? [], name, one, pointer);
  // Safe because the sub-attributes are plain.
  return entry.size > 0 ? (Object.fromEntries(entry) as ScimEntry) : undefined;
}

/** A list, one entry, or the plain value of one. @throws scim.value_invalid */
export function readEntries(attribute: Attribute, value: unknown, pointer: string): ScimEntry[] | undefined {
  const given = Array.isArray(value) ? value : [value];
  if (given.length > MOST_ENTRIES) throw invalidValue(pointer, `must have at most ${MOST_ENTRIES} entries`);
  const entries = given.map((one: unknown) => readEntry(attribute, isRecord(one) ? one : { value: one }, pointer)).filter((entry) => entry !== undefined);
  return entries.length > 0 ? entries : undefined;
}

/** Drops entries without a value and every "primary" but the last that was set; of two that are equal it makes one. */
export function tidy(document: ScimDocument): ScimDocument {
  const tidied: ScimDocument = { ...document };
  for (const list of ['emails', 'phoneNumbers'] as const) {
    const kept = (document[list] ?? []).filter((entry) => entry['value'] !== undefined);
    const unique = kept.filter((entry, index) => kept.findIndex((other) => sameEntry(other, entry)) === index).map((entry): ScimEntry => Object.assign({}, ...kept.filter((other) => sameEntry(other, entry))));
    const primary = unique.findLastIndex((entry) => entry['primary'] === true);
    if (unique.length === 0) delete tidied[list];
    else tidied[list] = unique.map((entry, index) => (entry['primary'] === true && index !== primary ? { ...entry, primary: false } : entry));
  }
  return tidied;
}

const folded = (value: ScimValue | undefined) => String(value ?? '').toLowerCase();
const sameEntry = (a: ScimEntry, b: ScimEntry) => folded(a['value']) === folded(b['value']) && folded(a['type']) === folded(b['type']);
