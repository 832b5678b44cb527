import { and, desc, eq, inArray, isNull, lt, lte, ne, or, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { keyset } from '../db/keyset.ts';
import type { PageRequest } from '../db/page.ts';
import type { BulkState, BulkWork, ItemState } from './bulk-operation.ts';
import { bulkOperations } from './table.ts';

export type BulkRow = typeof bulkOperations.$inferSelect;
export type Held = Pick<BulkRow, 'providerId' | 'id' | 'attempt'>;

const isThis = (providerId: string, id: string) => and(eq(bulkOperations.providerId, providerId), eq(bulkOperations.id, id));
const isHeld = ({ providerId, id, attempt }: Held) => and(isThis(providerId, id), eq(bulkOperations.attempt, attempt));

export async function insertBulk(db: Db, row: typeof bulkOperations.$inferInsert): Promise<BulkRow> {
  const [inserted] = await db.insert(bulkOperations).values(row).returning();
  if (!inserted) throw new Error('the insert gave no row');
  return inserted;
}

/** @param actorId limits to what one admin or program has asked for; null is everybody's. */
export async function findBulk(db: Db, providerId: string, id: string, actorId: string | null): Promise<BulkRow | null> {
  const [row] = await db.select().from(bulkOperations).where(and(isThis(providerId, id), actorId ? eq(bulkOperations.actorId, actorId) : undefined));
  return row ?? null;
}

/** Newest first, one more than `limit` where there are more. An import that was never started is nobody's operation yet. */
export async function selectBulk(db: Db, providerId: string, { limit, start, actorId }: PageRequest<string> & { actorId: string | null }): Promise<BulkRow[]> {
  const { beyond, order } = keyset([bulkOperations.id], start, 'desc');
  return db
    .select()
    .from(bulkOperations)
    .where(and(eq(bulkOperations.providerId, providerId), ne(bulkOperations.state, 'draft'), beyond, actorId ? eq(bulkOperations.actorId, actorId) : undefined))
    .orderBy(...order)
    .limit(limit + 1);
}

/** The newest started import of the same file, or null. */
export async function findSameFile(db: Db, providerId: string, fileHash: string, actorId: string | null): Promise<BulkRow | null> {
  const [row] = await db
    .select()
    .from(bulkOperations)
    .where(and(eq(bulkOperations.providerId, providerId), eq(bulkOperations.fileHash, fileHash), ne(bulkOperations.state, 'draft'), actorId ? eq(bulkOperations.actorId, actorId) : undefined))
    .orderBy(desc(bulkOperations.id))
    .limit(1);
  return row ?? null;
}

type Changes = Partial<Pick<BulkRow, 'state' | 'stopReason' | 'finishedAt' | 'startedAt' | 'nextAttemptAt' | 'leaseUntil'>> & { work?: BulkWork };

/** Changes it only from a state that allows it. @returns null when it has gone on meanwhile. */
export async function claimState(db: Db, providerId: string, id: string, expected: readonly BulkState[], changes: Changes): Promise<BulkRow | null> {
  const [row] = await db.update(bulkOperations).set(changes).where(and(isThis(providerId, id), inArray(bulkOperations.state, [...expected]))).returning();
  return row ?? null;
}

/** Takes it up for a while: it must run, be due and be in nobody's hands. */
export async function claimBulk(db: Db, providerId: string, id: string, now: Date, leaseUntil: Date): Promise<BulkRow | null> {
  const free = or(isNull(bulkOperations.leaseUntil), lt(bulkOperations.leaseUntil, now));
  const [row] = await db
    .update(bulkOperations)
    .set({ attempt: sql`${bulkOperations.attempt} + 1`, leaseUntil, startedAt: sql`coalesce(${bulkOperations.startedAt}, ${now})` })
    .where(and(isThis(providerId, id), eq(bulkOperations.state, 'running'), lte(bulkOperations.nextAttemptAt, now), free))
    .returning();
  return row ?? null;
}

/** Is another operation of the provider in some worker's hands? One at a time each, so that providers take turns. */
export async function isProviderBusy(db: Db, providerId: string, exceptId: string, now: Date): Promise<boolean> {
  const rows = await db
    .select({ id: bulkOperations.id })
    .from(bulkOperations)
    .where(and(eq(bulkOperations.providerId, providerId), ne(bulkOperations.id, exceptId), eq(bulkOperations.state, 'running'), sql`${bulkOperations.leaseUntil} > ${now}`))
    .limit(1);
  return rows.length === 1;
}

/** @returns false when this worker lost it. */
export async function changeHeld(db: Db, held: Held, changes: Partial<Pick<BulkRow, 'leaseUntil' | 'nextAttemptAt' | 'collected' | 'lastCollectedId'>>): Promise<boolean> {
  const rows = await db.update(bulkOperations).set(changes).where(isHeld(held)).returning({ id: bulkOperations.id });
  return rows.length === 1;
}

/** Adds a batch to the list. @returns false when another worker has taken it over. */
export async function noteCollected(db: Db, held: Held, batch: { count: number; lastId: string }): Promise<boolean> {
  const rows = await db
    .update(bulkOperations)
    .set({ total: sql`${bulkOperations.total} + ${batch.count}`, lastCollectedId: batch.lastId })
    .where(and(isHeld(held), eq(bulkOperations.state, 'running')))
    .returning({ id: bulkOperations.id });
  return rows.length === 1;
}

/** How many rows an import has. */
export async function setTotal(db: Db, providerId: string, id: string, total: number): Promise<void> {
  await db.update(bulkOperations).set({ total }).where(isThis(providerId, id));
}

/** Counts what came of `count` users. */
export async function countResult(db: Db, providerId: string, id: string, result: { state: Exclude<ItemState, 'waiting'>; code: string | null; count: number }): Promise<void> {
  const { state, code, count } = result;
  const column = bulkOperations[state];
  const reason = `${state}:${code ?? ''}`;
  const reasons = code === null ? bulkOperations.reasons : sql`${bulkOperations.reasons} || jsonb_build_object(${reason}::text, coalesce((${bulkOperations.reasons} ->> ${reason})::int, 0) + ${count}::int)`;
  await db.update(bulkOperations).set({ [state]: sql`${column} + ${count}::int`, reasons }).where(isThis(providerId, id));
}

/** Across tenants: what should have been taken up by now and was not, or whose worker gave no sign of life. */
export async function findOverdue(db: Db, now: Date, limit: number): Promise<{ providerId: string; id: string }[]> {
  return db
    .select({ providerId: bulkOperations.providerId, id: bulkOperations.id })
    .from(bulkOperations)
    .where(and(eq(bulkOperations.state, 'running'), sql`greatest(${bulkOperations.nextAttemptAt} + interval '3 seconds', ${bulkOperations.leaseUntil}) < ${now}`))
    .orderBy(bulkOperations.nextAttemptAt)
    .limit(limit);
}

/** Across tenants: what has been kept long enough. */
export async function findExpired(db: Db, before: { drafts: Date; ended: Date }, limit: number): Promise<Pick<BulkRow, 'providerId' | 'id' | 'state'>[]> {
  const isOldDraft = and(eq(bulkOperations.state, 'draft'), lt(bulkOperations.createdAt, before.drafts));
  const { providerId, id, state } = bulkOperations;
  return db.select({ providerId, id, state }).from(bulkOperations).where(or(lt(bulkOperations.finishedAt, before.ended), isOldDraft)).limit(limit);
}

/** With whatever of its list is left, unless it has gone on meanwhile. */
export async function removeBulk(db: Db, { providerId, id, state }: Pick<BulkRow, 'providerId' | 'id' | 'state'>): Promise<void> {
  await db.delete(bulkOperations).where(and(isThis(providerId, id), eq(bulkOperations.state, state)));
}
