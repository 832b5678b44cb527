import { and, desc, eq, lt, notInArray, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import type { EventType } from './event.ts';
import { subscribers } from '../subscribers/table.ts';
import { templates } from '../templates/table.ts';
import { events } from './table.ts';

export type EventRow = typeof events.$inferSelect;

/** What the caller does not name is named here, a user by the BroadWorks id, with its template: whoever reads later needs both. */
export async function insertEvent(db: Db, row: typeof events.$inferInsert): Promise<void> {
  const { providerId, subscriberId, templateId, subject } = row;
  const ofSubscriber = (column: typeof subscribers.userId | typeof subscribers.templateId) =>
    sql`(select ${column} from ${subscribers} where ${subscribers.providerId} = ${providerId} and ${subscribers.id} = ${subscriberId})`;
  await db.insert(events).values({
    ...row,
    ...(subscriberId && !subject ? { subject: sql`${ofSubscriber(subscribers.userId)}` } : {}),
    ...(templateId && !subscriberId && !subject && /^(template|adapter)\./.test(row.type)
      ? { subject: sql`(select ${templates.name} from ${templates} where ${templates.providerId} = ${providerId} and ${templates.id} = ${templateId})` }
      : {}),
    ...(subscriberId && !templateId ? { templateId: sql`${ofSubscriber(subscribers.templateId)}` } : {}),
  });
}

/** `except` leaves out types that are told as part of another entry. */
export type EventPage = { limit: number; after: string | null; except: readonly EventType[] };

/** What happened to one subscriber, newest first; ids are ordered by time. */
export async function eventsOfSubscriber(db: Db, providerId: string, subscriberId: string, page: EventPage): Promise<EventRow[]> {
  return db
    .select()
    .from(events)
    .where(and(eq(events.providerId, providerId), eq(events.subscriberId, subscriberId), page.after ? lt(events.id, page.after) : undefined, notInArray(events.type, [...page.except])))
    .orderBy(desc(events.id))
    .limit(page.limit + 1);
}

/** The newest events of one type of a subscriber. */
export async function eventsOfType(db: Db, providerId: string, subscriberId: string, type: EventType, limit: number): Promise<EventRow[]> {
  return db.select().from(events).where(and(eq(events.providerId, providerId), eq(events.subscriberId, subscriberId), eq(events.type, type))).orderBy(desc(events.id)).limit(limit);
}

/** Sends a word to every listening process when the transaction commits. */
export async function notify(db: Db, channel: string, payload: string): Promise<void> {
  await db.execute(sql`select pg_notify(${channel}, ${payload})`);
}
