import { type AnyColumn, type SQL, sql } from 'drizzle-orm';
import { isBackwards, type Start } from './page.ts';

type Value = string | number;

/**
 * How a store reads a page of a list that is sorted by these columns, all in one direction, so that an index over them serves it both
 * ways. What comes before a row is read backwards, nearest first; `cutPage` turns it round.
 * @param columns the last of them tells rows apart that are alike in the others; none of them is null.
 */
export function keyset(columns: readonly (AnyColumn | SQL)[], start: Start<Value | readonly Value[]> | { offset: number } | null, direction: 'asc' | 'desc' = 'asc'): { beyond: SQL | undefined; order: SQL[] } {
  const descending = (direction === 'desc') !== isBackwards(start);
  const order = columns.map((column) => sql`${column} ${sql.raw(descending ? 'desc' : 'asc')}`);
  if (start === null || 'offset' in start) return { beyond: undefined, order };
  const key = [('before' in start ? start.before : start.after)].flat().map((value) => sql`${value}`);
  return { beyond: sql`(${sql.join([...columns], sql`, `)}) ${sql.raw(descending ? '<' : '>')} (${sql.join(key, sql`, `)})`, order };
}
