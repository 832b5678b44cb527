import { ENTERPRISE, type Mapping, mappedValues, type Sources } from './attribute-mapping.ts';
import { at, IN_EXTENSION, isPlainList, LISTED, textAt } from './read-user.ts';

type Json = { readonly [name: string]: unknown };
type Value = string | boolean;

/** Attribute by attribute (paths as in a mapping) what it is to be; null takes it away. */
export type Changes = readonly (readonly [path: string, value: Value | null])[];

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const only = (value: Value): Json[] => [{ value, primary: true }];

/** The changes as the body of a PATCH (RFC 7644 3.5.2). */
export const patchOf = (changes: Changes): Json => ({
  schemas: [PATCH_OP],
  Operations: changes.map(([path, value]) => (value === null ? { op: 'remove', path: path.replace(/\.value$/, '') } : { op: 'replace', path, value: isPlainList(path) ? only(value) : value })),
});

/** A user as it was read, with the changes in it, as the body of a PUT; of an empty one, the body of a POST. Everything else stays; `meta` is the platform's alone. */
export function merged(before: Json, changes: Changes): Json {
  const after = changes.reduce<Json>((user, [path, value]) => changed(user, path, value), withMember(before, 'meta', undefined));
  const schemas = at(after, 'schemas');
  const known: unknown[] = Array.isArray(schemas) ? schemas : [CORE];
  const extended = at(after, ENTERPRISE) === undefined || known.includes(ENTERPRISE) ? known : [...known, ENTERPRISE];
  return { schemas: extended, ...withMember(after, 'schemas', undefined) };
}

/** The user as it is sent to be created (RFC 7643): our key, switched on, and what the mapping gives. */
export const mappedUser = (mapping: Mapping, user: Sources): object =>
  merged({}, [['externalId', user.userId], ['active', true], ...mappedValues(mapping, user).filter(([, value]) => value !== null)]);

function changed(user: Json, path: string, value: Value | null): Json {
  const listed = LISTED.exec(path);
  if (listed) return withListed(user, listed[1] ?? '', listed[2] ?? '', value);
  if (isPlainList(path)) return withMember(user, path, value === null ? undefined : only(value));
  const urn = IN_EXTENSION.exec(path);
  const [first = '', second] = urn ? [urn[1], urn[2]] : path.split('.');
  if (second === undefined) return withMember(user, first, value ?? undefined);
  const inner = withMember(jsonOf(at(user, first)), second, value ?? undefined);
  return withMember(user, first, Object.keys(inner).length === 0 ? undefined : inner);
}

/** The value of one type in a list; those of other types stay. */
function withListed(user: Json, name: string, type: string, value: Value | null): Json {
  const held = at(user, name);
  const items = (Array.isArray(held) ? held : held === undefined || held === null ? [] : [held]).map((item: unknown) => (typeof item === 'string' ? { value: item } : jsonOf(item)));
  const isMeant = (item: Json): boolean => textAt(item, 'type')?.toLowerCase() === type;
  const present = items.find(isMeant);
  if (value === null) {
    const left = items.filter((item) => !isMeant(item));
    return withMember(user, name, left.length === 0 ? undefined : left);
  }
  if (present) return withMember(user, name, items.map((item) => (item === present ? withMember(item, 'value', value) : item)));
  return withMember(user, name, [...items, { value, type, ...(items.length === 0 && { primary: true }) }]);
}

const jsonOf = (value: unknown): Json => (typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {});
const keyOf = (of: Json, name: string): string => Object.keys(of).find((key) => key.toLowerCase() === name.toLowerCase()) ?? name;

/** The member under the name it has there already, in whatever case. */
function withMember(of: Json, name: string, value: unknown): Json {
  const { [keyOf(of, name)]: _before, ...others } = of;
  return value === undefined ? others : { ...others, [keyOf(of, name)]: value };
}
