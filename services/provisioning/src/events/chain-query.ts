import { and, asc, eq, gt, inArray } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import type { EventRow } from './store.ts';
import { eventArrivals, eventHeads, eventLinks, events } from './table.ts';

export type HeadRow = typeof eventHeads.$inferSelect;
export type LinkRow = typeof eventLinks.$inferSelect;
/** A number of the chain with its event; the event is missing only if somebody took it away. */
export type Linked = { sequence: number; hash: Buffer; event: EventRow | null };

/** Across tenants: whose events wait for a number. */
export async function providersWithArrivals(db: Db, limit: number): Promise<string[]> {
  const rows = await db.selectDistinct({ providerId: eventArrivals.providerId }).from(eventArrivals).limit(limit);
  return rows.map(({ providerId }) => providerId);
}

/** Takes the end of the chain, or null while another process numbers this provider's events. It is made at the first event. */
export async function takeHead(db: Db, providerId: string, genesis: Buffer): Promise<HeadRow | null> {
  await db.insert(eventHeads).values({ providerId, sequence: 0, hash: genesis, number: 0, numberedTo: 0 }).onConflictDoNothing();
  const [head] = await db.select().from(eventHeads).where(eq(eventHeads.providerId, providerId)).for('update', { skipLocked: true });
  return head ?? null;
}

export async function findHead(db: Db, providerId: string): Promise<HeadRow | null> {
  const [head] = await db.select().from(eventHeads).where(eq(eventHeads.providerId, providerId));
  return head ?? null;
}

/** The events that wait longest, in the order of writing. Only committed ones are seen. */
export async function oldestArrivals(db: Db, providerId: string, limit: number): Promise<{ arrival: number; event: EventRow }[]> {
  return db
    .select({ arrival: eventArrivals.arrival, event: events })
    .from(eventArrivals)
    .innerJoin(events, and(eq(events.providerId, eventArrivals.providerId), eq(events.id, eventArrivals.eventId)))
    .where(eq(eventArrivals.providerId, providerId))
    .orderBy(asc(eventArrivals.arrival))
    .limit(limit);
}

/** Writes numbered events into the chain and moves its end. @param number the newest one on the feed after them. */
export async function appendLinks(db: Db, providerId: string, links: readonly (LinkRow & { arrival: number })[], number: number): Promise<void> {
  const last = links.at(-1);
  if (!last) return;
  await db.insert(eventLinks).values(links.map(({ sequence, eventId, hash, number }) => ({ providerId, sequence, eventId, hash, number })));
  await db.delete(eventArrivals).where(and(eq(eventArrivals.providerId, providerId), inArray(eventArrivals.arrival, links.map(({ arrival }) => arrival))));
  await db.update(eventHeads).set({ sequence: last.sequence, numberedTo: last.sequence, hash: last.hash, number }).where(eq(eventHeads.providerId, providerId));
}

/** The chain after a number, in order. */
export async function linksAfter(db: Db, providerId: string, after: number, limit: number): Promise<Linked[]> {
  const rows = await db
    .select({ sequence: eventLinks.sequence, hash: eventLinks.hash, event: events })
    .from(eventLinks)
    .leftJoin(events, and(eq(events.providerId, eventLinks.providerId), eq(events.id, eventLinks.eventId)))
    .where(and(eq(eventLinks.providerId, providerId), gt(eventLinks.sequence, after)))
    .orderBy(asc(eventLinks.sequence))
    .limit(limit);
  return rows;
}

/** The hash kept under a number, or null where there is none. */
export async function hashAt(db: Db, providerId: string, sequence: number): Promise<Buffer | null> {
  const [row] = await db.select({ hash: eventLinks.hash }).from(eventLinks).where(and(eq(eventLinks.providerId, providerId), eq(eventLinks.sequence, sequence)));
  return row?.hash ?? null;
}

/** Remembers what a verification found, for whoever looks next. */
export async function noteVerification(db: Db, providerId: string, found: { verifiedTo: number; brokenAt: number | null; at: Date }): Promise<void> {
  await db
    .update(eventHeads)
    .set({ verifiedTo: found.verifiedTo, brokenAt: found.brokenAt, verifiedAt: found.at })
    .where(eq(eventHeads.providerId, providerId));
}
