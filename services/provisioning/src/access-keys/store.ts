import { and, eq, gt, isNull, lt, max, or } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { accessKeys } from './table.ts';

export type AccessKey = typeof accessKeys.$inferSelect;

export async function insertAccessKey(db: Db, key: typeof accessKeys.$inferInsert): Promise<void> {
  await db.insert(accessKeys).values(key);
}

/** False when the same key exists already (an address that is taken). */
export async function claimAccessKey(db: Db, key: typeof accessKeys.$inferInsert): Promise<boolean> {
  const rows = await db.insert(accessKeys).values(key).onConflictDoNothing().returning({ kind: accessKeys.kind });
  return rows.length === 1;
}

export async function findAccessKey(db: Db, kind: string, keyHash: Buffer): Promise<AccessKey | null> {
  const [row] = await db.select().from(accessKeys).where(and(eq(accessKeys.kind, kind), eq(accessKeys.keyHash, keyHash)));
  return row ?? null;
}

/** Uses a key up: of many who hold it, one gets it. @returns null when it is gone or has expired. */
export async function takeAccessKey(db: Db, kind: string, keyHash: Buffer, now: Date): Promise<AccessKey | null> {
  const [row] = await db.delete(accessKeys).where(and(eq(accessKeys.kind, kind), eq(accessKeys.keyHash, keyHash), gt(accessKeys.expiresAt, now))).returning();
  return row ?? null;
}

export async function extendAccessKey(db: Db, kind: string, keyHash: Buffer, expiresAt: Date): Promise<void> {
  await db.update(accessKeys).set({ expiresAt }).where(and(eq(accessKeys.kind, kind), eq(accessKeys.keyHash, keyHash)));
}

/** Lets every key of this kind that opens the row end at `at`, unless it ends before. */
export async function endAccessKeys(db: Db, providerId: string, kind: string, subjectId: string, at: Date): Promise<void> {
  await db
    .update(accessKeys)
    .set({ expiresAt: at })
    .where(and(eq(accessKeys.providerId, providerId), eq(accessKeys.kind, kind), eq(accessKeys.subjectId, subjectId), or(isNull(accessKeys.expiresAt), gt(accessKeys.expiresAt, at))));
}

/** Ends every key of this kind that opens the row, without a trace: sessions of a disabled admin, a logo that was replaced. */
export async function deleteAccessKeys(db: Db, providerId: string, kind: string, subjectId: string): Promise<void> {
  await db.delete(accessKeys).where(and(eq(accessKeys.providerId, providerId), eq(accessKeys.kind, kind), eq(accessKeys.subjectId, subjectId)));
}

const ofSubject = (providerId: string, kind: string, subjectId: string) => and(eq(accessKeys.providerId, providerId), eq(accessKeys.kind, kind), eq(accessKeys.subjectId, subjectId));

/**
 * Every key of this kind that opens the row stops doing so at `at`, which may lie ahead; one that would stop earlier anyway still does.
 * @returns how many that concerned
 */
export async function withdrawAccessKeys(db: Db, providerId: string, kind: string, subjectId: string, at: Date): Promise<number> {
  const rows = await db
    .update(accessKeys)
    .set({ withdrawnAt: at })
    .where(and(ofSubject(providerId, kind, subjectId), or(isNull(accessKeys.withdrawnAt), gt(accessKeys.withdrawnAt, at))))
    .returning({ kind: accessKeys.kind });
  return rows.length;
}

/** Stops at once what only works on for a while. @returns how many keys that were */
export async function endGrace(db: Db, providerId: string, kind: string, subjectId: string, now: Date): Promise<number> {
  const rows = await db
    .update(accessKeys)
    .set({ withdrawnAt: now })
    .where(and(ofSubject(providerId, kind, subjectId), gt(accessKeys.withdrawnAt, now)))
    .returning({ kind: accessKeys.kind });
  return rows.length;
}

/** Until when the longest-lived of the replaced keys works; null when none does any more. */
export async function findGrace(db: Db, providerId: string, kind: string, subjectId: string, now: Date): Promise<Date | null> {
  const [row] = await db.select({ until: max(accessKeys.withdrawnAt) }).from(accessKeys).where(and(ofSubject(providerId, kind, subjectId), gt(accessKeys.withdrawnAt, now)));
  return row?.until ?? null;
}

export async function deleteExpiredAccessKeys(db: Db, now: Date): Promise<void> {
  await db.delete(accessKeys).where(lt(accessKeys.expiresAt, now));
}
