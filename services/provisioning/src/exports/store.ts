import { and, count, eq, isNull, lt, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { keyset } from '../db/keyset.ts';
import type { PageRequest } from '../db/page.ts';
import { exportChunks, exports } from './table.ts';

export type ExportRow = typeof exports.$inferSelect;
export type HeldExport = Pick<ExportRow, 'providerId' | 'id' | 'attempt'>;

const isThis = (providerId: string, id: string) => and(eq(exports.providerId, providerId), eq(exports.id, id));

export async function insertExport(db: Db, row: typeof exports.$inferInsert): Promise<ExportRow> {
  const [inserted] = await db.insert(exports).values(row).returning();
  if (!inserted) throw new Error('an export was not inserted');
  return inserted;
}

export async function findExport(db: Db, providerId: string, id: string): Promise<ExportRow | null> {
  const [row] = await db.select().from(exports).where(isThis(providerId, id));
  return row ?? null;
}

/** Newest first; ids are ordered by time. `actorId` null is everybody's. */
export async function selectExports(db: Db, providerId: string, page: PageRequest<string> & { actorId: string | null }): Promise<ExportRow[]> {
  const { beyond, order } = keyset([exports.id], page.start, 'desc');
  return db
    .select()
    .from(exports)
    .where(and(eq(exports.providerId, providerId), page.actorId ? eq(exports.actorId, page.actorId) : undefined, beyond))
    .orderBy(...order)
    .limit(page.limit + 1);
}

/** How many of this person's are not finished. Two who ask at once are let in one after the other. */
export async function countUnfinished(db: Db, providerId: string, actorId: string): Promise<number> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`export ${actorId}`}, 0))`);
  const [row] = await db.select({ count: count() }).from(exports).where(and(eq(exports.providerId, providerId), eq(exports.actorId, actorId), isNull(exports.finishedAt)));
  return row?.count ?? 0;
}

/**
 * Takes an export up, unless it is finished or in other hands, and drops what an earlier attempt left.
 * The attempt number fences off a worker that lost it.
 */
export async function claimExport(db: Db, providerId: string, id: string, now: Date, leaseUntil: Date): Promise<ExportRow | null> {
  const [row] = await db
    .update(exports)
    .set({ state: 'running', attempt: sql`${exports.attempt} + 1`, rows: 0, leaseUntil })
    .where(and(isThis(providerId, id), isNull(exports.finishedAt), sql`(${exports.leaseUntil} is null or ${exports.leaseUntil} < ${now})`))
    .returning();
  if (row) await db.delete(exportChunks).where(and(eq(exportChunks.providerId, providerId), eq(exportChunks.exportId, id)));
  return row ?? null;
}

/** Changes an export only while this worker still holds it. @returns false when it lost it, or it was deleted. */
export async function changeHeld(db: Db, held: HeldExport, changes: Partial<ExportRow>): Promise<boolean> {
  const rows = await db
    .update(exports)
    .set(changes)
    .where(and(isThis(held.providerId, held.id), eq(exports.attempt, held.attempt), isNull(exports.finishedAt)))
    .returning({ id: exports.id });
  return rows.length === 1;
}

export async function insertChunk(db: Db, { providerId, id, attempt }: HeldExport, number: number, bytes: Buffer): Promise<void> {
  await db.insert(exportChunks).values({ providerId, exportId: id, attempt, number, bytes });
}

export async function findChunk(db: Db, { providerId, id, attempt }: HeldExport, number: number): Promise<Buffer | null> {
  const [row] = await db
    .select({ bytes: exportChunks.bytes })
    .from(exportChunks)
    .where(and(eq(exportChunks.providerId, providerId), eq(exportChunks.exportId, id), eq(exportChunks.attempt, attempt), eq(exportChunks.number, number)));
  return row?.bytes ?? null;
}

/** With its file. @returns false when it was gone already. */
export async function removeExport(db: Db, providerId: string, id: string): Promise<boolean> {
  const rows = await db.delete(exports).where(isThis(providerId, id)).returning({ id: exports.id });
  return rows.length === 1;
}

/** Across tenants: what nobody has begun, or whose worker gave no sign of life. */
export async function findOverdue(db: Db, now: Date, limit: number): Promise<{ providerId: string; id: string }[]> {
  return db
    .select({ providerId: exports.providerId, id: exports.id })
    .from(exports)
    .where(and(isNull(exports.finishedAt), sql`coalesce(${exports.leaseUntil}, ${exports.createdAt} + interval '3 seconds') < ${now}`))
    .orderBy(exports.createdAt)
    .limit(limit);
}

/** Across tenants: what has been kept long enough. */
export async function findExpired(db: Db, now: Date, limit: number): Promise<{ providerId: string; id: string }[]> {
  return db.select({ providerId: exports.providerId, id: exports.id }).from(exports).where(lt(exports.expiresAt, now)).limit(limit);
}
