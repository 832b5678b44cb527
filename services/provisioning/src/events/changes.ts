import { isDeepStrictEqual } from 'node:util';

export type Changes = Record<string, { from: unknown; to: unknown }>;

/** What is different, field by field with the old and the new value. Never give it a field that holds a secret. */
export function changesBetween<T extends object>(before: T, after: T, fields: readonly (keyof T & string)[]): Changes {
  const changed = fields.filter((field) => !isSame(before[field], after[field]));
  return Object.fromEntries(changed.map((field) => [field, { from: before[field] ?? null, to: after[field] ?? null }]));
}

/**
 * Whether what is wanted is so already. Then a use case writes nothing, tells nothing and leaves the version as it is: a program that sends
 * its settings again and again disturbs nobody, and whoever edits meanwhile is not refused for it.
 */
export const changesNothing = <T extends object>(before: T, wanted: Partial<T>): boolean =>
  (Object.keys(wanted) as (keyof T)[]).every((field) => isSame(before[field], wanted[field]));

/** As they are stored: a date is its text, nothing is null, and the order in which an object's fields stand says nothing. */
const isSame = (one: unknown, other: unknown): boolean => isDeepStrictEqual(stored(one), stored(other));
const stored = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));
