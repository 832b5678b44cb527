/** What a list use case gives back: the rows, and the sort key of the last one when more follow. Keys survive JSON: text, numbers, null. */
export type Page<T, K> = { items: T[]; next: K | null };

/** Cuts what a store read, one row more than asked for, into a page. */
export function cutPage<T, K>(rows: readonly T[], limit: number, keyOf: (row: T) => K): Page<T, K> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? keyOf(last) : null };
}
