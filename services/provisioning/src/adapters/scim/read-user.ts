type Json = { readonly [name: string]: unknown };

/** One user as a platform shows it, as far as we look at it. */
export type ScimUser = { id: string; externalId: string | null; userName: string | null; active: boolean; email: string | null; etag: string | null; body: Json; byKey?: boolean };

/**
 * Read leniently, since platforms differ: names in any case (RFC 7643 2.1 wants that), missing schemas, booleans and numbers as text,
 * a single value where a list is meant. Only the id must be there.
 */
export function readUser(value: unknown): ScimUser | null {
  const id = textAt(value, 'id');
  if (!isJson(value) || !id) return null;
  return {
    id,
    externalId: textAt(value, 'externalId'),
    userName: textAt(value, 'userName'),
    active: booleanOf(at(value, 'active')) ?? true,
    email: emailOf(value),
    etag: textAt(at(value, 'meta'), 'version'),
    body: value,
  };
}

/** The users of a list answer, or null when it is none. A list of nobody may leave its `Resources` out. */
export function usersOf(value: unknown): ScimUser[] | null {
  const list = at(value, 'Resources') ?? (Array.isArray(value) ? value : null);
  if (Array.isArray(list)) return list.flatMap((item) => readUser(item) ?? []);
  return Number(at(value, 'totalResults')) === 0 ? [] : null;
}

/** A member by its name in any case; of a list, of its first item. */
export function at(value: unknown, name: string): unknown {
  const from: unknown = Array.isArray(value) ? value[0] : value;
  if (!isJson(from)) return undefined;
  const key = Object.keys(from).find((key) => key.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : from[key];
}

export function textAt(value: unknown, name: string): string | null {
  const text = at(value, name);
  if (typeof text === 'number') return String(text);
  return typeof text === 'string' && text !== '' ? text : null;
}

/** Some write "True" and "False" as texts. */
export function booleanOf(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' ? value.toLowerCase() : '';
  return word === 'true' ? true : word === 'false' ? false : null;
}

function emailOf(user: Json): string | null {
  const emails = at(user, 'emails');
  const list: unknown[] = Array.isArray(emails) ? emails : [emails];
  const best = list.find((email) => booleanOf(at(email, 'primary')) === true) ?? list.find((email) => textAt(email, 'type')?.toLowerCase() === 'work') ?? list[0];
  return typeof best === 'string' ? best : textAt(best, 'value');
}

/** The forms of an attribute path in a mapping, beside `displayName` and `name.givenName`: `emails[type eq "work"].value`, `urn:…:User:organization`, `roles`. */
export const LISTED = /^(\w+)\[type eq "(\w+)"\]\.value$/;
export const IN_EXTENSION = /^(urn:.+:User):(\w+)$/;
export const isPlainList = (path: string): boolean => path === 'roles' || path === 'entitlements';

/** What an attribute path of a mapping holds. */
export function valueAt(user: Json, path: string): string | null {
  const listed = LISTED.exec(path);
  if (listed) {
    const [, name = '', type = ''] = listed;
    const values = at(user, name);
    const match = (Array.isArray(values) ? values : [values]).find((item) => textAt(item, 'type')?.toLowerCase() === type);
    return textAt(match, 'value');
  }
  const urn = IN_EXTENSION.exec(path);
  if (urn) return textAt(at(user, urn[1] ?? ''), urn[2] ?? '');
  if (isPlainList(path)) return textAt(at(user, path), 'value') ?? textAt({ it: at(user, path) }, 'it');
  const [first = '', second] = path.split('.');
  return second === undefined ? textAt(user, first) : textAt(at(user, first), second);
}

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
