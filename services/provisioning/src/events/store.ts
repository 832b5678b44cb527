import { and, desc, eq, lt, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { events } from './table.ts';

export type EventRow = typeof events.$inferSelect;

export async function insertEvent(db: Db, row: typeof events.$inferInsert): Promise<void> {
  await db.insert(events).values(row);
}

/** What happened to one subscriber, newest first; ids are ordered by time. */
export async function eventsOfSubscriber(db: Db, providerId: string, subscriberId: string, page: { limit: number; after: string | null }): Promise<EventRow[]> {
  return db
    .select()
    .from(events)
    .where(and(eq(events.providerId, providerId), eq(events.subscriberId, subscriberId), page.after ? lt(events.id, page.after) : undefined))
    .orderBy(desc(events.id))
    .limit(page.limit + 1);
}

/** Sends a word to every listening process when the transaction commits. */
export async function notify(db: Db, channel: string, payload: string): Promise<void> {
  await db.execute(sql`select pg_notify(${channel}, ${payload})`);
}
