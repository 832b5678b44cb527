import { and, eq, gte, inArray, lt, or, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { fold } from '../subscribers/fold.ts';
import { subscribers } from '../subscribers/table.ts';
import { events } from './table.ts';

/** What a term was found in: the users it names, and the events that are about no user. `many` is more than it pays to list. */
export type Found = { users: readonly string[] | 'many'; events: readonly string[] | 'many' };

/** Shorter than this, a term finds beginnings only. */
const ANYWHERE_FROM = 3;
const MOST = 1_000;

/** Looks for a term anywhere in names, ids and addresses, by the indexes over them; the database functions know the provider by themselves. */
export async function searchTargets(db: Db, q: string): Promise<Found> {
  const needle = fold(q);
  if ([...needle].length < ANYWHERE_FROM) return { users: [], events: [] };
  const { rows } = await db.execute<{ users: string[]; events: string[] }>(sql`
    select array(select search_subscriber_ids(${needle}, ${MOST + 1})) as users, array(select search_event_ids(${needle}, ${MOST + 1})) as events`);
  const listed = (ids: readonly string[] = []): Found['users'] => (ids.length > MOST ? 'many' : ids);
  return { users: listed(rows[0]?.users), events: listed(rows[0]?.events) };
}

/**
 * The condition that an event is about what was found. Where that is a few, their ids lead to the index; where it is many, reading on
 * from the newest soon fills a page. A user who is gone is found by how the id begins.
 */
export function isAbout(q: string, found: Found): SQL | undefined {
  const needle = fold(q);
  return or(
    ...spellings(q).map((text) => and(gte(events.subject, text), lt(events.subject, `${text}${LAST}`))),
    found.users === 'many' ? sql`(select strpos(${subscribers.searchFolded}, ${needle}) > 0 from ${subscribers} where ${and(eq(subscribers.providerId, events.providerId), eq(subscribers.id, events.subscriberId))})` : among(events.subscriberId, found.users),
    found.events === 'many' ? sql`strpos(${events.search}, ${needle}) > 0` : among(events.id, found.events),
  );
}

const among = (column: typeof events.subscriberId | typeof events.id, ids: readonly string[]): SQL | undefined => (ids.length > 0 ? inArray(column, [...ids]) : undefined);

/** The last of all characters: what begins with a text sorts before the text followed by it. As ranges, several beginnings stay on the index. */
const LAST = '\u{10FFFF}';

/** Ids and addresses are kept in small letters, names as they were given: comparing letters whatever their case would leave the index. */
const spellings = (q: string): string[] => [...new Set([q, q.toLowerCase(), q.charAt(0).toUpperCase() + q.slice(1)])];
