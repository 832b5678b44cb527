import { and, desc, eq, gt, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { subscribers } from '../subscribers/table.ts';
import type { Failure, OperationState, StepName, StepState } from './operation.ts';
import { operations, operationSteps } from './table.ts';

export type OperationRow = typeof operations.$inferSelect;
export type StepRow = typeof operationSteps.$inferSelect;

const isThis = (providerId: string, id: string) => and(eq(operations.providerId, providerId), eq(operations.id, id));

export async function insertOperation(db: Db, row: typeof operations.$inferInsert): Promise<void> {
  await db.insert(operations).values(row);
}

export async function latestOperation(db: Db, providerId: string, subscriberId: string): Promise<OperationRow | null> {
  const [row] = await db
    .select()
    .from(operations)
    .where(and(eq(operations.providerId, providerId), eq(operations.subscriberId, subscriberId)))
    .orderBy(desc(operations.id))
    .limit(1);
  return row ?? null;
}

/** The steps of several operations, each try's in the order they began. */
export async function stepsOfAll(db: Db, providerId: string, operationIds: readonly string[]): Promise<StepRow[]> {
  if (operationIds.length === 0) return [];
  return db.select().from(operationSteps).where(and(eq(operationSteps.providerId, providerId), inArray(operationSteps.operationId, [...operationIds]))).orderBy(operationSteps.startedAt);
}

export async function listSteps(db: Db, providerId: string, operationId: string): Promise<StepRow[]> {
  return db.select().from(operationSteps).where(and(eq(operationSteps.providerId, providerId), eq(operationSteps.operationId, operationId))).orderBy(operationSteps.startedAt);
}

/**
 * Takes an operation up: it must be due, and nobody else may hold it. The attempt number fences off a worker that lost it.
 * @returns null when it is finished, not due yet, or in other hands.
 */
export async function claimOperation(db: Db, providerId: string, id: string, now: Date, leaseUntil: Date): Promise<OperationRow | null> {
  const due = sql`${operations.nextAttemptAt} <= ${now} and (${operations.leaseUntil} is null or ${operations.leaseUntil} < ${now})`;
  const [row] = await db
    .update(operations)
    .set({ state: 'running', attempt: sql`${operations.attempt} + 1`, leaseUntil, turnOf: null })
    .where(and(isThis(providerId, id), isNull(operations.finishedAt), due))
    .returning();
  return row ?? null;
}

/** A sign of life of the worker that holds it; one that comes late does not take up again what was put down. */
export async function renewLease(db: Db, held: Pick<OperationRow, 'providerId' | 'id' | 'attempt'>, leaseUntil: Date): Promise<boolean> {
  const isHeld = and(isThis(held.providerId, held.id), eq(operations.attempt, held.attempt), isNull(operations.finishedAt), isNotNull(operations.leaseUntil));
  const rows = await db.update(operations).set({ leaseUntil }).where(isHeld).returning({ id: operations.id });
  return rows.length === 1;
}

type HeldChanges = Partial<{
  state: OperationState;
  cloudRef: string | null;
  transientFailures: number;
  nextAttemptAt: Date;
  waitedUntil: Date;
  leaseUntil: Date | null;
  turnOf: string | null;
  slotAt: Date | null;
  failure: Failure | null;
  finishedAt: Date;
}>;

/** Changes an operation only while this worker still holds it. @returns false when it lost it. */
export async function changeHeld(db: Db, held: Pick<OperationRow, 'providerId' | 'id' | 'attempt'>, changes: HeldChanges): Promise<boolean> {
  const rows = await db
    .update(operations)
    .set(changes)
    .where(and(isThis(held.providerId, held.id), eq(operations.attempt, held.attempt), isNull(operations.finishedAt)))
    .returning({ id: operations.id });
  return rows.length === 1;
}

/** Ends whatever is open for the subscriber; a worker that holds it notices at its next write. */
export async function cancelOpenOperation(db: Db, providerId: string, subscriberId: string, now: Date): Promise<OperationRow | null> {
  const [row] = await db
    .update(operations)
    .set({ state: 'cancelled', finishedAt: now, leaseUntil: null })
    .where(and(eq(operations.providerId, providerId), eq(operations.subscriberId, subscriberId), isNull(operations.finishedAt)))
    .returning();
  return row ?? null;
}

export async function putStep(db: Db, step: { providerId: string; operationId: string; try: number; name: StepName; state: StepState; at: Date; trackingId?: string | null }): Promise<void> {
  const { at, ...values } = step;
  const finishedAt = step.state === 'running' ? null : at;
  await db
    .insert(operationSteps)
    .values({ ...values, startedAt: at, finishedAt })
    .onConflictDoUpdate({
      target: [operationSteps.providerId, operationSteps.operationId, operationSteps.try, operationSteps.name],
      set: { state: step.state, finishedAt, trackingId: step.trackingId ?? null },
      // Every look at work in progress begins at the first step again: what was done stays done, and took as long as it took.
      setWhere: sql`${operationSteps.state} <> 'done' or ${step.state} = 'failed'`,
    });
}

/** Across tenants: what should have been taken up by now and was not, or whose worker gave no sign of life. */
export async function findOverdue(db: Db, now: Date, limit: number): Promise<{ providerId: string; id: string }[]> {
  return db
    .select({ providerId: operations.providerId, id: operations.id })
    .from(operations)
    .where(and(isNull(operations.finishedAt), sql`greatest(${operations.nextAttemptAt} + interval '3 seconds', ${operations.leaseUntil}) < ${now}`))
    .orderBy(operations.nextAttemptAt)
    .limit(limit);
}
/** Users whose open operations are meant. */
export type Whose = { customerId: string } | { templateId: string } | { subscriberId: string };

/** Lets open operations whose users stand there for this reason be due now. @returns which */
export async function hastenOperations(db: Db, providerId: string, whose: Whose, reason: string, now: Date): Promise<{ id: string }[]> {
  const s = subscribers;
  const chosen = 'customerId' in whose ? eq(s.customerId, whose.customerId) : 'templateId' in whose ? eq(s.templateId, whose.templateId) : eq(s.id, whose.subscriberId);
  const users = db.select({ id: s.id }).from(s).where(and(eq(s.providerId, providerId), chosen, eq(s.reason, reason)));
  return db
    .update(operations)
    .set({ nextAttemptAt: now })
    .where(and(eq(operations.providerId, providerId), isNull(operations.finishedAt), inArray(operations.subscriberId, users)))
    .returning({ id: operations.id });
}

/** How many of the provider's operations are due, counting no further than `limit`. */
export async function countDue(db: Db, providerId: string, now: Date, limit: number): Promise<number> {
  const rows = await db
    .select({ id: operations.id })
    .from(operations)
    .where(and(eq(operations.providerId, providerId), isNull(operations.finishedAt), sql`${operations.nextAttemptAt} <= ${now}`))
    .limit(limit);
  return rows.length;
}

/**
 * Lets the waiting operations of a connector's templates be due again, one after the other.
 * @param everyMs the time between two of them
 */
export async function spreadWaiting(db: Db, providerId: string, templateIds: readonly string[], now: Date, everyMs: number): Promise<number> {
  if (templateIds.length === 0) return 0;
  const line = db
    .select({ id: operations.id, place: sql<number>`row_number() over (order by ${operations.createdAt}, ${operations.id})`.as('place') })
    .from(operations)
    .innerJoin(subscribers, and(eq(subscribers.providerId, operations.providerId), eq(subscribers.id, operations.subscriberId)))
    .where(and(eq(operations.providerId, providerId), eq(operations.state, 'waiting'), isNull(operations.finishedAt), isNull(operations.leaseUntil), gt(operations.nextAttemptAt, now), inArray(subscribers.templateId, [...templateIds]), inArray(subscribers.reason, ['retrying'])))
    .as('line');
  const rows = await db
    .update(operations)
    .set({ nextAttemptAt: sql`${now}::timestamptz + line.place * ${everyMs} * interval '1 millisecond'`, slotAt: null })
    .from(line)
    .where(and(eq(operations.providerId, providerId), eq(operations.id, line.id)))
    .returning({ id: operations.id });
  return rows.length;
}

export async function forgetPlaces(db: Db, providerId: string, templateIds: readonly string[]): Promise<void> {
  if (templateIds.length === 0) return;
  const users = db.select({ id: subscribers.id }).from(subscribers).where(and(eq(subscribers.providerId, providerId), inArray(subscribers.templateId, [...templateIds])));
  await db
    .update(operations)
    .set({ slotAt: null })
    .where(and(eq(operations.providerId, providerId), isNull(operations.finishedAt), isNotNull(operations.slotAt), inArray(operations.subscriberId, users)));
}
