import { and, asc, eq, gt, gte, inArray, isNotNull, isNull, lte, ne, notInArray, or, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { webhookAttempts, webhookDeliveries } from './table.ts';

export type DeliveryRow = typeof webhookDeliveries.$inferSelect;
export type AttemptRow = typeof webhookAttempts.$inferSelect;
export type NewDelivery = typeof webhookDeliveries.$inferInsert;
export type Of = { providerId: string; webhookId: string };

const d = webhookDeliveries;
const of = ({ providerId, webhookId }: Of) => and(eq(d.providerId, providerId), eq(d.webhookId, webhookId));
// As a literal, so that the planner can use the indexes over what waits.
const isPending = sql`${d.state} = 'pending'`;
/** Nothing earlier about the same thing waits for the same receiver. */
const isFirst = sql`not exists (
  select 1 from ${d} earlier where earlier.provider_id = ${d.providerId} and earlier.webhook_id = ${d.webhookId} and earlier.order_key = ${d.orderKey}
    and earlier.state = 'pending' and earlier.sequence < ${d.sequence})`;

/** Takes events up for a webhook; those it has already are left as they are. */
export async function insertDeliveries(db: Db, rows: readonly NewDelivery[]): Promise<void> {
  if (rows.length > 0) await db.insert(d).values([...rows]).onConflictDoNothing();
}

/** How many wait, counted to `most` at the most. */
export async function countPending(db: Db, from: Of, most: number): Promise<number> {
  const { rows } = await db.execute<{ count: number }>(sql`select count(*)::int as count from (select 1 from ${d} where ${and(of(from), isPending)} limit ${most}) waiting`);
  return rows[0]?.count ?? 0;
}

/** What is due and may go now, the longest due first. */
export async function pickDue(db: Db, from: Of, { now, limit, except }: { now: Date; limit: number; except: readonly string[] }): Promise<DeliveryRow[]> {
  return db
    .select()
    .from(d)
    .where(and(of(from), isPending, lte(d.nextAttemptAt, now), isFirst, except.length > 0 ? notInArray(d.id, [...except]) : undefined))
    .orderBy(asc(d.nextAttemptAt), asc(d.sequence))
    .limit(limit);
}

/** When the next of those that may go is due; null while nothing waits. */
export async function nextDueAt(db: Db, from: Of): Promise<Date | null> {
  const [row] = await db.select({ at: d.nextAttemptAt }).from(d).where(and(of(from), isPending, isFirst)).orderBy(asc(d.nextAttemptAt)).limit(1);
  return row?.at ?? null;
}

/** Adds one more attempt to the log. @returns the delivery with its attempts counted, or null when it is gone. */
export async function insertAttempt(db: Db, { providerId, webhookId, deliveryId, ...attempt }: Omit<AttemptRow, 'number'>): Promise<DeliveryRow | null> {
  const [row] = await db
    .update(d)
    .set({ attempts: sql`${d.attempts} + 1`, lastOutcome: attempt.outcome, lastStatus: attempt.status })
    .where(and(of({ providerId, webhookId }), eq(d.id, deliveryId)))
    .returning();
  if (row) await db.insert(webhookAttempts).values({ providerId, webhookId, deliveryId, number: row.attempts, ...attempt });
  return row ?? null;
}

/** Changes a delivery that still waits. */
export async function changePending(db: Db, from: Of, id: string, changes: Partial<Pick<DeliveryRow, 'state' | 'step' | 'nextAttemptAt' | 'resumeAt' | 'settledAt'>>): Promise<void> {
  await db.update(d).set(changes).where(and(of(from), eq(d.id, id), isPending));
}

/** It has arrived, whatever was decided about it meanwhile. */
export async function markDelivered(db: Db, from: Of, id: string, now: Date): Promise<void> {
  await db.update(d).set({ state: 'delivered', nextAttemptAt: null, resumeAt: null, settledAt: now }).where(and(of(from), eq(d.id, id)));
}

/**
 * Makes due at once what waits for a later attempt because its receiver was down; an early attempt that fails costs none of the planned
 * ones. What the receiver put off itself (429) stays put off.
 */
export async function hurryPending(db: Db, from: Of, now: Date): Promise<void> {
  await db
    .update(d)
    .set({ resumeAt: d.nextAttemptAt, nextAttemptAt: now })
    .where(and(of(from), isPending, isNull(d.resumeAt), gt(d.nextAttemptAt, now), isNotNull(d.lastOutcome), or(isNull(d.lastStatus), ne(d.lastStatus, 429))));
}

/** Tries the one that may go next at `at` already; it costs none of its planned attempts. What the receiver put off itself stays put off. */
export async function probeAt(db: Db, from: Of, at: Date): Promise<void> {
  const next = db.select({ id: d.id }).from(d).where(and(of(from), isPending, isFirst, isNull(d.resumeAt), or(isNull(d.lastStatus), ne(d.lastStatus, 429)))).orderBy(asc(d.nextAttemptAt)).limit(1);
  await db.update(d).set({ resumeAt: d.nextAttemptAt, nextAttemptAt: at }).where(and(of(from), eq(d.id, next), isPending));
}

/** Everything that waits is left out. */
export async function skipPending(db: Db, from: Of, now: Date): Promise<void> {
  await db.update(d).set({ state: 'skipped', nextAttemptAt: null, settledAt: now }).where(and(of(from), isPending));
}

/** What was given up since a moment begins anew; tests aside. */
export async function reviveFailed(db: Db, from: Of, since: Date, now: Date): Promise<void> {
  await db.update(d).set({ state: 'pending', step: 0, nextAttemptAt: now, resumeAt: null, settledAt: null }).where(and(of(from), eq(d.state, 'failed'), gte(d.settledAt, since), isNotNull(d.sequence)));
}

/** Everything that waits is due at once, e.g. when a webhook is enabled again. */
export async function makeAllDue(db: Db, from: Of, now: Date): Promise<void> {
  await db.update(d).set({ resumeAt: null, nextAttemptAt: now, step: 0 }).where(and(of(from), isPending));
}

/** Begins a delivery anew, or makes it due at once where it waits. @returns it, or null when there is none. */
export async function sendAgain(db: Db, from: Of, id: string, now: Date): Promise<DeliveryRow | null> {
  const waits: SQL = isPending;
  const [row] = await db
    .update(d)
    .set({
      step: sql`case when ${waits} then ${d.step} else 0 end`,
      resumeAt: sql`case when ${waits} and ${d.nextAttemptAt} > ${now} then coalesce(${d.resumeAt}, ${d.nextAttemptAt}) end`,
      state: 'pending',
      nextAttemptAt: now,
      settledAt: null,
    })
    .where(and(of(from), eq(d.id, id)))
    .returning();
  return row ?? null;
}

/** Across tenants: whose deliveries have been kept long enough. */
export async function providersWithOld(db: Db, before: Date, limit: number): Promise<string[]> {
  const rows = await db.selectDistinct({ providerId: d.providerId }).from(d).where(sql`${d.createdAt} < ${before}`).limit(limit);
  return rows.map(({ providerId }) => providerId);
}

/** Drops a batch of a provider's old deliveries with their attempts. @returns how many. */
export async function dropOld(db: Db, providerId: string, before: Date, limit: number): Promise<number> {
  const old = db.select({ id: d.id, webhookId: d.webhookId }).from(d).where(and(eq(d.providerId, providerId), sql`${d.createdAt} < ${before}`)).limit(limit);
  const rows = await old;
  for (const webhookId of new Set(rows.map((row) => row.webhookId))) {
    const ids = rows.filter((row) => row.webhookId === webhookId).map(({ id }) => id);
    await db.delete(d).where(and(of({ providerId, webhookId }), inArray(d.id, ids)));
  }
  return rows.length;
}
