import { and, asc, desc, eq, gt, gte, inArray, isNotNull, lt, lte, max, min, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { firstIdOf } from '../db/first-id.ts';
import type { EventType } from './event.ts';
import type { EventRow } from './store.ts';
import { eventHeads, eventLinks, events } from './table.ts';

/** An event with its number on the feed. */
export type FeedRow = { number: number; event: EventRow };
export type FeedWindow = { after: number; to: number; types: readonly EventType[]; visible: readonly string[] | null; limit: number };

const linked = and(eq(events.providerId, eventLinks.providerId), eq(events.id, eventLinks.eventId));
/** Only what is on the feed has a number. */
const number = sql<number>`${eventLinks.number}`.mapWith(Number);

/** The newest number on a provider's feed; 0 before the first. */
export async function newestNumber(db: Db, providerId: string): Promise<number> {
  const [head] = await db.select({ number: eventHeads.number }).from(eventHeads).where(eq(eventHeads.providerId, providerId));
  return head?.number ?? 0;
}

/** Events with a number after `after` and up to `to`, in order; `visible` limits them to some templates, null is all. */
export async function selectFeed(db: Db, providerId: string, { after, to, types, visible, limit }: FeedWindow): Promise<FeedRow[]> {
  if (types.length === 0 || visible?.length === 0) return [];
  return db
    .select({ number, event: events })
    .from(eventLinks)
    .innerJoin(events, linked)
    .where(and(eq(eventLinks.providerId, providerId), gt(eventLinks.number, after), lte(eventLinks.number, to), inArray(events.type, [...types]), visible ? inArray(events.templateId, [...visible]) : undefined))
    .orderBy(asc(eventLinks.number))
    .limit(limit);
}

/** The number of the oldest event since `since`, or null where there is none with a number. Ids begin with the time they were made. */
export async function oldestSince(db: Db, providerId: string, since: Date): Promise<number | null> {
  const [row] = await db
    .select({ number })
    .from(events)
    .innerJoin(eventLinks, and(eq(eventLinks.providerId, events.providerId), eq(eventLinks.eventId, events.id), isNotNull(eventLinks.number)))
    .where(and(eq(events.providerId, providerId), gte(events.id, firstIdOf(since))))
    .orderBy(asc(events.id))
    .limit(1);
  return row?.number ?? null;
}

/** Numbers are given when events are committed: among so many next to each other, an earlier one may have the higher number. */
const NEIGHBOURS = 1_000;

/** The least number of what happened at a moment or later, or null where nothing did. */
export const lowestSince = (db: Db, providerId: string, moment: Date): Promise<number | null> => ofNeighbours(db, providerId, 'min', gte(events.id, firstIdOf(moment)));

/** The greatest number of what happened before a moment, or null where nothing did. */
export const highestBefore = (db: Db, providerId: string, moment: Date): Promise<number | null> => ofNeighbours(db, providerId, 'max', lt(events.id, firstIdOf(moment)));

async function ofNeighbours(db: Db, providerId: string, which: 'min' | 'max', isThen: SQL): Promise<number | null> {
  const near = db
    .select({ number: eventLinks.number })
    .from(events)
    .innerJoin(eventLinks, and(eq(eventLinks.providerId, events.providerId), eq(eventLinks.eventId, events.id), isNotNull(eventLinks.number)))
    .where(and(eq(events.providerId, providerId), isThen))
    .orderBy(which === 'min' ? asc(events.id) : desc(events.id))
    .limit(NEIGHBOURS)
    .as('near');
  const [row] = await db.select({ number: which === 'min' ? min(near.number) : max(near.number) }).from(near);
  return row?.number ?? null;
}

/** Events that have their number, by their ids. */
export async function selectNumbered(db: Db, providerId: string, ids: readonly string[]): Promise<FeedRow[]> {
  return db
    .select({ number, event: events })
    .from(eventLinks)
    .innerJoin(events, linked)
    .where(and(eq(eventLinks.providerId, providerId), inArray(eventLinks.eventId, [...ids]), isNotNull(eventLinks.number)));
}

/** How many events of these types there are after `after` and up to `to`, by type and by the status they tell of, if any. */
export async function countFeed(db: Db, providerId: string, { after, to, types }: Pick<FeedWindow, 'after' | 'to' | 'types'>): Promise<{ type: EventType; status: string | null; count: number }[]> {
  if (types.length === 0) return [];
  const status = sql<string | null>`${events.data}->>'to'`;
  return db
    .select({ type: events.type, status, count: sql<number>`count(*)::int` })
    .from(eventLinks)
    .innerJoin(events, linked)
    .where(and(eq(eventLinks.providerId, providerId), gt(eventLinks.number, after), lte(eventLinks.number, to), inArray(events.type, [...types])))
    .groupBy(events.type, status);
}
