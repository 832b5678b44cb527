import { type SQL, sql } from 'drizzle-orm';
import { fold } from './fold.ts';
import { subscribers } from './table.ts';

/** Shorter than this, a term finds the beginnings of words only; the function `search_subscribers` has the same rule. */
const ANYWHERE_FROM = 3;

/**
 * The rows whose text holds `q`, by the index over the texts, to stand where the table would. The database function knows the provider by
 * itself. Fast for a rare term; a frequent one brings up half the table.
 */
export const foundByIndex = (q: string): SQL => sql`search_subscribers(${fold(q)}) as ${subscribers}`;

/**
 * The same question answered by looking at `text`, the folded text of a row that is being read anyway. Fast for a frequent term.
 * Not LIKE: the database takes that to be rare and would rather read the whole table than walk along an index.
 */
export function isFoundByReading(q: string, text: SQL = sql`${subscribers.searchFolded}`): SQL {
  const needle = fold(q);
  if (!/[\p{L}\p{N}]/u.test(needle)) return sql`false`;
  return [...needle].length < ANYWHERE_FROM ? sql`strpos(' ' || ${text}, ${` ${needle}`}) > 0` : sql`strpos(${text}, ${needle}) > 0`;
}
