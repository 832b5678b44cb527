/** What a list use case gives back: the rows, and the sort key of the last one when more follow. Keys survive JSON: text, numbers, null. */
export type Page<T, K> = { items: T[]; next: K | null };

/** Cuts what a store read, one row more than asked for, into a page. */
export function cutPage<T, K>(rows: readonly T[], limit: number, keyOf: (row: T) => K): Page<T, K> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? keyOf(last) : null };
}

/** A page that can be left in both directions: `prev` is the key of its first row when others come before it. */
export type PageBothWays<T, K> = Page<T, K> & { prev: K | null };

/**
 * The same for a page that was read from `start`: what comes before a row was read backwards, and is turned round.
 * Where it came from there is more, as far as anybody knows.
 */
export function cutPageBothWays<T, K>(rows: readonly T[], limit: number, start: { after: K } | { before: K } | { offset: number }, keyOf: (row: T) => K): PageBothWays<T, K> {
  const backwards = 'before' in start;
  const cut = rows.slice(0, limit);
  const items = backwards ? cut.reverse() : cut;
  const [first] = items;
  const last = items.at(-1);
  const more = rows.length > limit;
  const begins = 'offset' in start && start.offset === 0;
  return {
    items,
    next: last !== undefined && (backwards || more) ? keyOf(last) : null,
    prev: first !== undefined && (backwards ? more : !begins) ? keyOf(first) : null,
  };
}
