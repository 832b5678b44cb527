/** Beyond which row a page begins, and in which direction it is read. Keys survive JSON: text, numbers, null. */
export type Start<K> = { after: K } | { before: K };
/** What a caller asks of a list; without a start it is read from its beginning. */
export type PageRequest<K> = { limit: number; start: Start<K> | null };

/** What a list use case gives back: the rows, and the sort keys of the last and the first one when others follow or come before. */
export type Page<T, K> = { items: T[]; next: K | null; prev: K | null };

export const isBackwards = (start: object | null): boolean => start !== null && 'before' in start;

/**
 * Cuts what a store read from `start`, one row more than asked for, into a page. What comes before a row was read backwards, and is
 * turned round. Where the page came from there is more, as far as anybody knows.
 */
export function cutPage<T, K>(rows: readonly T[], { limit, start }: { limit: number; start: Start<K> | { offset: number } | null }, keyOf: (row: T) => K): Page<T, K> {
  const backwards = isBackwards(start);
  const cut = rows.slice(0, limit);
  const items = backwards ? cut.reverse() : cut;
  const [first] = items;
  const last = items.at(-1);
  const more = rows.length > limit;
  const begins = start === null || ('offset' in start && start.offset === 0);
  return {
    items,
    next: last !== undefined && (backwards || more) ? keyOf(last) : null,
    prev: first !== undefined && (backwards ? more : !begins) ? keyOf(first) : null,
  };
}
