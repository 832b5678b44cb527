import { and, eq, gt, inArray, lte, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { idempotencyKeys } from './table.ts';

export type KeptAnswerRow = typeof idempotencyKeys.$inferSelect;

export async function findKeptAnswer(db: Db, providerId: string, keyHash: Buffer, now: Date): Promise<KeptAnswerRow | null> {
  const [row] = await db.select().from(idempotencyKeys).where(and(eq(idempotencyKeys.providerId, providerId), eq(idempotencyKeys.keyHash, keyHash), gt(idempotencyKeys.expiresAt, now)));
  return row ?? null;
}

/** Holds a key until the transaction ends. @returns false when another request holds it now. */
export async function holdKey(db: Db, keyHash: Buffer): Promise<boolean> {
  const { rows } = await db.execute<{ held: boolean }>(sql`select pg_try_advisory_xact_lock(${keyHash.readBigInt64BE(0).toString()}::bigint) as held`);
  return rows[0]?.held === true;
}

/** An answer that is too old to be given again makes room. */
export async function putKeptAnswer(db: Db, row: KeptAnswerRow): Promise<void> {
  const { providerId: _, keyHash: __, ...kept } = row;
  await db.insert(idempotencyKeys).values(row).onConflictDoUpdate({ target: [idempotencyKeys.providerId, idempotencyKeys.keyHash], set: kept });
}

export async function findExpired(db: Db, now: Date, limit: number): Promise<{ providerId: string; keyHash: Buffer }[]> {
  return db.select({ providerId: idempotencyKeys.providerId, keyHash: idempotencyKeys.keyHash }).from(idempotencyKeys).where(lte(idempotencyKeys.expiresAt, now)).limit(limit);
}

/** Those that have expired still: one may have been used anew meanwhile. */
export async function deleteExpired(db: Db, providerId: string, keyHashes: Buffer[], now: Date): Promise<void> {
  await db.delete(idempotencyKeys).where(and(eq(idempotencyKeys.providerId, providerId), inArray(idempotencyKeys.keyHash, keyHashes), lte(idempotencyKeys.expiresAt, now)));
}
