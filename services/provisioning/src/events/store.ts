import { and, desc, eq, notInArray, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { keyset } from '../db/keyset.ts';
import type { PageRequest } from '../db/page.ts';
import type { EventType } from './event.ts';
import { fold } from '../subscribers/fold.ts';
import { subscribers } from '../subscribers/table.ts';
import { templates } from '../templates/table.ts';
import { events } from './table.ts';

export type EventRow = typeof events.$inferSelect;

/**
 * What the caller does not name is named here: a user by the BroadWorks id, with its template and customer; a template by its name.
 * Whoever reads later needs them, and by then they may be gone.
 */
export async function insertEvent(db: Db, row: typeof events.$inferInsert): Promise<void> {
  const { providerId, subscriberId, templateId, customerId } = row;
  if (!subscriberId) {
    const subject = row.subject ?? (templateId && /^(template|adapter)\./.test(row.type) ? await templateName(db, providerId, templateId) : null);
    await db.insert(events).values({ ...row, subject, search: searchTextOf(subject, row.data) });
    return;
  }
  const ofSubscriber = (column: typeof subscribers.userId | typeof subscribers.templateId | typeof subscribers.customerId) =>
    sql`(select ${column} from ${subscribers} where ${subscribers.providerId} = ${providerId} and ${subscribers.id} = ${subscriberId})`;
  await db.insert(events).values({
    ...row,
    subject: row.subject ?? sql`${ofSubscriber(subscribers.userId)}`,
    templateId: templateId ?? sql`${ofSubscriber(subscribers.templateId)}`,
    customerId: customerId ?? sql`${ofSubscriber(subscribers.customerId)}`,
  });
}

async function templateName(db: Db, providerId: string, id: string): Promise<string | null> {
  const [row] = await db.select({ name: templates.name }).from(templates).where(and(eq(templates.providerId, providerId), eq(templates.id, id)));
  return row?.name ?? null;
}

/** Null where there is nothing to be found by. */
function searchTextOf(subject: string | null, data: Record<string, unknown>): string | null {
  const texts = [subject, data['name'], data['email'], data['to']].filter((text): text is string => typeof text === 'string' && text !== '');
  return texts.length > 0 ? fold([...new Set(texts)].join(' ')) : null;
}

/** `except` leaves out types that are told as part of another entry. */
export type EventPage = PageRequest<string> & { except: readonly EventType[] };

/** What happened to one subscriber, newest first; ids are ordered by time. */
export async function eventsOfSubscriber(db: Db, providerId: string, subscriberId: string, page: EventPage): Promise<EventRow[]> {
  const { beyond, order } = keyset([events.id], page.start, 'desc');
  return db
    .select()
    .from(events)
    .where(and(eq(events.providerId, providerId), eq(events.subscriberId, subscriberId), beyond, notInArray(events.type, [...page.except])))
    .orderBy(...order)
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
