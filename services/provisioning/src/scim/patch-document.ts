import { problem } from '../problems.ts';
import { type Attribute, CORE, EXTENSION, findAttribute, inExtension, withoutCore } from './attributes.ts';
import { entryNamedBy, matchesEntry } from './entry-filter.ts';
import { type ParsedFilter, parseFilter } from './filter-text.ts';
import { invalidValue, isRecord, MOST_ENTRIES, MOST_FIELDS, ownAttributes, readDocument, readEntries, readEntry, readPlain, readValue, type ScimDocument, type ScimEntry, tidy, topAttributes } from './scim-user.ts';

type Verb = 'add' | 'replace' | 'remove';
/** Where an operation points: into the extension or not, at an attribute, at some of its entries, at one of its parts. */
type Place = { own: boolean; attribute: Attribute; filter: ParsedFilter | null; part: Attribute | null };

const MOST_OPERATIONS = 100;

/**
 * Applies a PatchOp (RFC 7644, 3.5.2), with what Entra and Okta send beside it: verbs in any case, no path and dotted or filtered names in the value,
 * values that do not match yet and are made, entries to remove named in the value.
 * An attribute that is not known here is passed over.
 * @throws scim.syntax_invalid, scim.path_invalid, scim.no_target, scim.value_invalid, scim.mutability
 */
export function patchDocument(before: ScimDocument, body: unknown): ScimDocument {
  const operations = isRecord(body) ? Object.entries(body).find(([name]) => name.toLowerCase() === 'operations')?.[1] : undefined;
  if (!Array.isArray(operations) || operations.length === 0) throw problem('scim.syntax_invalid', { detail: 'Operations must be a list of at least one operation.' });
  if (operations.length > MOST_OPERATIONS) throw problem('scim.syntax_invalid', { detail: `At most ${MOST_OPERATIONS} operations are taken at once.` });
  return tidy(operations.reduce<ScimDocument>((document, operation: unknown) => applyOne(document, operation), structuredClone(before)));
}

function applyOne(document: ScimDocument, operation: unknown): ScimDocument {
  if (!isRecord(operation)) throw problem('scim.syntax_invalid', { detail: 'An operation must be an object.' });
  const verb = verbOf(operation['op']);
  const { path, value } = operation;
  if (path !== undefined && path !== null && typeof path !== 'string') throw problem('scim.path_invalid', { detail: 'A path must be a text.' });
  if (path) return applyAt(document, verb, path, value, { quiet: false });
  if (verb === 'remove') throw problem('scim.no_target', { detail: 'A remove operation needs a path.' });
  if (!isRecord(value)) throw invalidValue('/value', 'must be an object where there is no path');
  if (Object.keys(value).length > MOST_FIELDS) throw problem('scim.syntax_invalid', { detail: 'The value has too many attributes.' });
  return Object.entries(value).reduce((current, [name, one]) => applyAt(current, verb, name, one, { quiet: true }), document);
}

function verbOf(op: unknown): Verb {
  const word = typeof op === 'string' ? op.toLowerCase() : '';
  if (word === 'add' || word === 'replace' || word === 'remove') return word;
  throw problem('scim.syntax_invalid', { detail: 'op must be add, replace or remove.' });
}

/** @param quiet what only we may write is passed over instead of refused: Okta and Entra send the whole user along */
function applyAt(document: ScimDocument, verb: Verb, path: string, value: unknown, { quiet }: { quiet: boolean }): ScimDocument {
  if (isSchema(path)) return applyWhole(document, verb, path, value);
  const place = placeOf(path, quiet);
  if (!place) return document;
  const readOnly = place.attribute.mutability === 'readOnly';
  if (readOnly && quiet) return document;
  if (readOnly) throw problem('scim.mutability', { detail: `${place.attribute.name} cannot be changed.` });
  const wanted = verb !== 'remove' && value === null ? 'remove' : verb;
  if (wanted !== 'remove' && value === undefined) throw invalidValue('/value', 'is missing');
  const home: Record<string, unknown> = { ...(place.own ? document[EXTENSION] : document) };
  const after = place.attribute.multiValued ? notTooMany(inList(listIn(home, place.attribute), wanted, place, value), place.attribute) : inOne(home[place.attribute.name], wanted, place, value);
  if (after === undefined || (Array.isArray(after) && after.length === 0)) delete home[place.attribute.name];
  else home[place.attribute.name] = after;
  // Safe because the value was read by its attribute's own type.
  return (place.own ? { ...document, [EXTENSION]: home } : home) as ScimDocument;
}

/** A schema by its URN: every attribute of the value. */
function applyWhole(document: ScimDocument, verb: Verb, urn: string, value: unknown): ScimDocument {
  const isOwn = inExtension(urn) === '';
  if (verb === 'remove') {
    if (!isOwn) throw problem('scim.mutability', { detail: 'The core schema cannot be removed.' });
    const { [EXTENSION]: _, ...rest } = document;
    return rest;
  }
  if (!isRecord(value)) throw invalidValue('/value', 'must be an object');
  // A schema in a schema is no attribute: whoever nests them a thousandfold must not make us follow.
  const attributes = Object.entries(value).map(([name, one]) => [isOwn ? `${EXTENSION}:${name}` : name, one] as const).filter(([name]) => !isSchema(name));
  return attributes.reduce((current, [name, one]) => applyAt(current, verb, name, one, { quiet: true }), document);
}

const isSchema = (path: string): boolean => inExtension(path) === '' || withoutCore(path) === '' || path.toLowerCase() === CORE.toLowerCase();

const READ_ONLY_TOP = ['id', 'meta', 'schemas', 'groups'];
const PATH = /^([A-Za-z$][\w$-]*)(?:\[(.*)\])?(?:\.([A-Za-z$][\w$-]*))?$/s;

/** Null for an attribute this product does not know. @throws scim.path_invalid */
function placeOf(path: string, quiet: boolean): Place | null {
  const own = inExtension(path);
  const rest = own ?? withoutCore(path.trim());
  // Another schema's attribute: not ours to judge.
  if (own === null && /^urn:/i.test(rest)) return null;
  const [, name = '', filter, part] = PATH.exec(rest) ?? [];
  if (!name && quiet) return null;
  if (!name) throw problem('scim.path_invalid', { detail: 'This path is not one of RFC 7644, figure 7.' });
  if (own === null && READ_ONLY_TOP.includes(name.toLowerCase())) return { own: false, attribute: { name, type: 'string', description: '', mutability: 'readOnly' }, filter: null, part: null };
  const attribute = findAttribute(own === null ? topAttributes : ownAttributes, name);
  const found = part === undefined ? null : findAttribute(attribute?.sub ?? [], part);
  if (!attribute || (part !== undefined && !found)) return null;
  if (filter !== undefined && !attribute.multiValued) throw problem('scim.path_invalid', { detail: `${attribute.name} has no entries to choose from.` });
  return { own: own !== null, attribute, filter: filter === undefined ? null : parseFilter(filter, 'scim.path_invalid'), part: found };
}

function inOne(before: unknown, verb: Verb, { attribute, part }: Place, value: unknown): unknown {
  const pointer = `/${attribute.name}`;
  if (!part) {
    if (verb === 'remove') return undefined;
    const read = readValue(attribute, value, pointer);
    return isRecord(before) && isRecord(read) ? { ...before, ...read } : read;
  }
  const parts: Record<string, unknown> = { ...(isRecord(before) ? before : {}) };
  const read = verb === 'remove' ? undefined : readPlain(part, value, `${pointer}/${part.name}`);
  if (read === undefined) delete parts[part.name];
  else parts[part.name] = read;
  return Object.keys(parts).length > 0 ? parts : undefined;
}

// Safe because the document was read by the same attributes.
const listIn = (home: Record<string, unknown>, { name }: Attribute) => (Array.isArray(home[name]) ? (home[name] as ScimEntry[]) : []);

/** Checked after every operation, so that no number of them makes a list that is long to look through. @throws scim.value_invalid */
function notTooMany(entries: ScimEntry[], { name }: Attribute): ScimEntry[] {
  if (entries.length > MOST_ENTRIES) throw invalidValue(`/${name}`, `must have at most ${MOST_ENTRIES} entries`);
  return entries;
}

function inList(before: ScimEntry[], verb: Verb, { attribute, filter, part }: Place, value: unknown): ScimEntry[] {
  const pointer = `/${attribute.name}`;
  if (!filter && !part) {
    if (verb === 'remove') return withoutNamed(before, attribute, value);
    const given = readEntries(attribute, value, pointer) ?? [];
    return verb === 'replace' ? given : added(before, given);
  }
  const isMeant = (entry: ScimEntry) => !filter || matchesEntry(filter, entry);
  if (verb === 'remove') return part ? before.map((entry) => (isMeant(entry) ? without(entry, part.name) : entry)) : before.filter((entry) => !isMeant(entry));
  const change = changeOf(attribute, part, value, pointer);
  if (before.some(isMeant)) return settlePrimary(before.map((entry) => (isMeant(entry) ? { ...entry, ...change } : entry)), change, isMeant);
  const made = filter ? entryNamedBy(filter, attribute.sub ?? []) : {};
  if (!made) throw problem('scim.no_target', { detail: `No entry of ${attribute.name} is meant by this path.` });
  return added(before, [{ ...made, ...change }]);
}

function changeOf(attribute: Attribute, part: Attribute | null, value: unknown, pointer: string): ScimEntry {
  if (!part) return readEntry(attribute, isRecord(value) ? value : { value }, pointer) ?? {};
  const read = readPlain(part, value, `${pointer}/${part.name}`);
  return read === undefined ? {} : { [part.name]: read };
}

/** Entries of the same value and type are the same entry; a new primary ends the old one. */
function added(before: ScimEntry[], given: ScimEntry[]): ScimEntry[] {
  const all = [...before, ...given];
  return given.some((entry) => entry['primary'] === true) ? all.map((entry, index) => (index < before.length && entry['primary'] === true ? { ...entry, primary: false } : entry)) : all;
}

const settlePrimary = (entries: ScimEntry[], change: ScimEntry, isMeant: (entry: ScimEntry) => boolean): ScimEntry[] =>
  change['primary'] === true ? entries.map((entry) => (isMeant(entry) || entry['primary'] !== true ? entry : { ...entry, primary: false })) : entries;

/** Entra names what to remove in the value instead of the path. */
function withoutNamed(before: ScimEntry[], attribute: Attribute, value: unknown): ScimEntry[] {
  const named = readEntries(attribute, value ?? [], `/${attribute.name}`) ?? [];
  return named.length === 0 ? [] : before.filter((entry) => !named.some((one) => Object.entries(one).every(([name, said]) => name === 'primary' || entry[name] === said)));
}

function without(entry: ScimEntry, name: string): ScimEntry {
  const { [name]: _, ...rest } = entry;
  return rest;
}

/** What PUT makes of a user: everything is as said now; whether the user is active stays unless said (RFC 7644, 3.5.1 lets us choose). */
export function replaceDocument(before: ScimDocument, body: unknown): ScimDocument {
  const after = tidy(readDocument(body));
  return before.active !== undefined && after.active === undefined ? { ...after, active: before.active } : after;
}
