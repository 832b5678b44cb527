import { and, eq, gte, inArray, lte, or, type SQL, sql } from 'drizzle-orm';
import { cellsOf, copyOf, type CsvDelimiter, type CsvEncoding, momentCell, safeCell } from '../db/csv.ts';
import type { Db } from '../db/db.ts';
import { keyset } from '../db/keyset.ts';
import type { PageRequest } from '../db/page.ts';
import type { ActorKind, EventType } from './event.ts';
import { type Found, isAbout } from './search-events-query.ts';
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
  /** Also of the customer's users. */
  customerId?: string | undefined;
  /** What this admin, or program, did, and what was done to it. */
  involvedId?: string | undefined;
  /** Part of whom or what it is about; of one or two letters the beginning. */
  q?: string | undefined;
};
/** A filter whose term was looked up. */
export type AuditScope = { filters: AuditFilters; visible: readonly string[] | null; found: Found };
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
export function whereOf(providerId: string, { filters, visible, found }: AuditScope): SQL | undefined {
  const { types, actorKinds, actorId, templateId, subscriberId, customerId, involvedId, from, to, q } = filters;
  return and(
    eq(events.providerId, providerId),
    visible ? inArray(events.templateId, visible.length > 0 ? [...visible] : [nobody]) : undefined,
    types ? inArray(events.type, [...types]) : undefined,
    actorKinds ? inArray(events.actorKind, [...actorKinds]) : undefined,
    actorId ? eq(events.actorId, actorId) : undefined,
    templateId ? eq(events.templateId, templateId) : undefined,
    subscriberId ? eq(events.subscriberId, subscriberId) : undefined,
    customerId ? eq(events.customerId, customerId) : undefined,
    involvedId ? or(eq(events.actorId, involvedId), eq(events.thingId, involvedId)) : undefined,
    from ? and(gte(events.at, from), gte(events.id, idAt(from.getTime() - DAY_MS, '7000-8000-000000000000'))) : undefined,
    to ? and(lte(events.at, to), lte(events.id, idAt(to.getTime() + DAY_MS, '7fff-bfff-ffffffffffff'))) : undefined,
    q ? isAbout(q, found) : undefined,
  );
}

const linked = and(eq(eventLinks.providerId, events.providerId), eq(eventLinks.eventId, events.id));

/** Newest first, one more than `limit` where there are more. */
export async function selectAudit(db: Db, providerId: string, query: AuditScope & PageRequest<string>): Promise<AuditRow[]> {
  const { beyond, order } = keyset([events.id], query.start, 'desc');
  const rows = await db
    .select({ event: events, sequence: eventLinks.sequence })
    .from(events)
    .leftJoin(eventLinks, linked)
    .where(and(whereOf(providerId, query), beyond))
    .orderBy(...order)
    .limit(query.limit + 1);
  return rows.map(({ event, sequence }) => ({ ...event, sequence }));
}

export type AuditExport = { filters: AuditFilters; encoding: CsvEncoding; delimiter: CsvDelimiter; bom: boolean };

/** The statement that writes the log as CSV, newest first, with what somebody else needs to check the chain. */
export function auditCopyStatement(providerId: string, scope: AuditScope, { encoding, delimiter }: AuditExport): string {
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
    ['customerId', sql`${e.customerId}`],
    ['data', safe(sql`${e.data}::text`)],
    ['trackingId', safe(sql`${e.traceId}`)],
    ['eventId', sql`${e.id}`],
    ['hash', sql`encode(${eventLinks.hash}, 'hex')`],
  ];
  return copyOf(sql`select ${cellsOf(cells)} from ${e} left join ${eventLinks} on ${linked} where ${whereOf(providerId, scope)} order by ${e.id} desc`, delimiter);
}
