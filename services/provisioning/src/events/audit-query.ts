import { and, desc, eq, gte, inArray, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import { cellsOf, copyOf, type CsvDelimiter, type CsvEncoding, momentCell, safeCell } from '../db/csv.ts';
import type { Db } from '../db/db.ts';
import type { ActorKind, EventType } from './event.ts';
import type { EventRow } from './store.ts';
import { eventLinks, events } from './table.ts';

export type AuditFilters = {
  types?: readonly EventType[] | undefined;
  actorKinds?: readonly ActorKind[] | undefined;
  actorId?: string | undefined;
  templateId?: string | undefined;
  subscriberId?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
  /** The beginning of whom or what it is about. */
  q?: string | undefined;
};
/** With its place in the chain; null for the moment until it is numbered. */
export type AuditRow = EventRow & { sequence: number | null };

const DAY_MS = 86_400_000;
const nobody = '00000000-0000-0000-0000-000000000000';

/**
 * Ids begin with the time they were made, so a span of time is a span of the primary key; the day on either side is for clocks that
 * disagree. The column decides.
 */
const idAt = (ms: number, end: string) => {
  const hex = Math.max(0, ms).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-${end}`;
};

/** The condition of the list and the export. `visible` limits an admin to the events of some templates; null is all. */
export function whereOf(providerId: string, filters: AuditFilters, visible: readonly string[] | null): SQL | undefined {
  const { types, actorKinds, actorId, templateId, subscriberId, from, to, q } = filters;
  return and(
    eq(events.providerId, providerId),
    visible ? inArray(events.templateId, visible.length > 0 ? [...visible] : [nobody]) : undefined,
    types ? inArray(events.type, [...types]) : undefined,
    actorKinds ? inArray(events.actorKind, [...actorKinds]) : undefined,
    actorId ? eq(events.actorId, actorId) : undefined,
    templateId ? eq(events.templateId, templateId) : undefined,
    subscriberId ? eq(events.subscriberId, subscriberId) : undefined,
    from ? and(gte(events.at, from), gte(events.id, idAt(from.getTime() - DAY_MS, '7000-8000-000000000000'))) : undefined,
    to ? and(lte(events.at, to), lte(events.id, idAt(to.getTime() + DAY_MS, '7fff-bfff-ffffffffffff'))) : undefined,
    q ? or(...spellings(q).map((text) => and(gte(events.subject, text), lt(events.subject, `${text}${LAST}`)))) : undefined,
  );
}

/** The last of all characters: what begins with a text sorts before the text followed by it. As ranges, several beginnings stay on the index. */
const LAST = '\u{10FFFF}';

/** Ids and addresses are kept in small letters, names as they were given: comparing letters whatever their case would leave the index. */
const spellings = (q: string): string[] => [...new Set([q, q.toLowerCase(), q.charAt(0).toUpperCase() + q.slice(1)])];

const linked = and(eq(eventLinks.providerId, events.providerId), eq(eventLinks.eventId, events.id));

/** Newest first, one more than `limit` where there are more. */
export async function selectAudit(db: Db, providerId: string, query: { filters: AuditFilters; visible: readonly string[] | null; limit: number; after: string | null }): Promise<AuditRow[]> {
  const rows = await db
    .select({ event: events, sequence: eventLinks.sequence })
    .from(events)
    .leftJoin(eventLinks, linked)
    .where(and(whereOf(providerId, query.filters, query.visible), query.after ? lt(events.id, query.after) : undefined))
    .orderBy(desc(events.id))
    .limit(query.limit + 1);
  return rows.map(({ event, sequence }) => ({ ...event, sequence }));
}

export type AuditExport = { filters: AuditFilters; encoding: CsvEncoding; delimiter: CsvDelimiter; bom: boolean };

/** The statement that writes the log as CSV, newest first, with what somebody else needs to check the chain. */
export function auditCopyStatement(providerId: string, { filters, encoding, delimiter }: AuditExport, visible: readonly string[] | null): string {
  const e = events;
  const safe = (value: SQL) => safeCell(value, encoding);
  const cells: [name: string, value: SQL][] = [
    ['sequence', sql`${eventLinks.sequence}`],
    ['at', momentCell(sql`${e.at}`)],
    ['type', sql`${e.type}`],
    ['actorKind', sql`${e.actorKind}`],
    ['actorName', safe(sql`${e.actorName}`)],
    ['actorId', sql`${e.actorId}`],
    ['subject', safe(sql`${e.subject}`)],
    ['subscriberId', sql`${e.subscriberId}`],
    ['templateId', sql`${e.templateId}`],
    ['data', safe(sql`${e.data}::text`)],
    ['trackingId', safe(sql`${e.traceId}`)],
    ['eventId', sql`${e.id}`],
    ['hash', sql`encode(${eventLinks.hash}, 'hex')`],
  ];
  return copyOf(sql`select ${cellsOf(cells)} from ${e} left join ${eventLinks} on ${linked} where ${whereOf(providerId, filters, visible)} order by ${e.id} desc`, delimiter);
}
