import { CORE, EXTENSION, inExtension, withoutCore } from './attributes.ts';
import { isRecord } from './scim-user.ts';

export type Projection = { attributes: readonly string[]; excludedAttributes: readonly string[] };

/** Returned whatever is asked for (RFC 7643, `returned: always`). */
const always = ['schemas', 'id'];

/** A user with only the attributes asked for, or without those excluded (RFC 7644, 3.9); names in any case, with or without their URN, with parts. */
export function project(user: Record<string, unknown>, { attributes, excludedAttributes }: Projection): Record<string, unknown> {
  if (attributes.length > 0) return kept(user, attributes.map(placeOf));
  return excludedAttributes.length > 0 ? dropped(user, excludedAttributes.map(placeOf)) : user;
}

/** Top-level name and, where it is asked for, the part of it; folded. */
type Place = { top: string; part: string | null };

function placeOf(name: string): Place {
  const own = inExtension(name.trim());
  if (own !== null) return { top: EXTENSION.toLowerCase(), part: own === '' ? null : own.toLowerCase() };
  const [top = '', part] = withoutCore(name.trim()).toLowerCase().split('.');
  return { top: top === CORE.toLowerCase() ? '' : top, part: part ?? null };
}

function kept(user: Record<string, unknown>, places: readonly Place[]): Record<string, unknown> {
  return pick(user, (name, value) => {
    if (always.includes(name)) return value;
    const asked = places.filter(({ top }) => top === name);
    if (asked.length === 0) return undefined;
    return asked.some(({ part }) => part === null) ? value : inParts(value, (part) => asked.some((place) => place.part === part));
  });
}

function dropped(user: Record<string, unknown>, places: readonly Place[]): Record<string, unknown> {
  return pick(user, (name, value) => {
    const asked = always.includes(name) ? [] : places.filter(({ top }) => top === name);
    if (asked.some(({ part }) => part === null)) return undefined;
    return asked.length === 0 ? value : inParts(value, (part) => !asked.some((place) => place.part === part));
  });
}

const pick = (user: Record<string, unknown>, choose: (folded: string, value: unknown) => unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(user).flatMap(([name, value]) => {
    const chosen = choose(name.toLowerCase(), value);
    return chosen === undefined ? [] : [[name, chosen]];
  }));

function inParts(value: unknown, keeps: (part: string) => boolean): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => inParts(one, keeps));
  return isRecord(value) ? pick(value, (part, one) => (keeps(part) ? one : undefined)) : value;
}
