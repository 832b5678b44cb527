import { and, eq, isNull, lt } from 'drizzle-orm';
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

export async function extendAccessKey(db: Db, kind: string, keyHash: Buffer, expiresAt: Date): Promise<void> {
  await db.update(accessKeys).set({ expiresAt }).where(and(eq(accessKeys.kind, kind), eq(accessKeys.keyHash, keyHash)));
}

/** Ends every key of this kind that opens the row: sessions of a disabled admin, links of a template. */
export async function deleteAccessKeys(db: Db, providerId: string, kind: string, subjectId: string): Promise<void> {
  await db.delete(accessKeys).where(and(eq(accessKeys.providerId, providerId), eq(accessKeys.kind, kind), eq(accessKeys.subjectId, subjectId)));
}

export async function withdrawAccessKeys(db: Db, providerId: string, kind: string, subjectId: string, at: Date): Promise<void> {
  await db
    .update(accessKeys)
    .set({ withdrawnAt: at })
    .where(and(eq(accessKeys.providerId, providerId), eq(accessKeys.kind, kind), eq(accessKeys.subjectId, subjectId), isNull(accessKeys.withdrawnAt)));
}

export async function deleteExpiredAccessKeys(db: Db, now: Date): Promise<void> {
  await db.delete(accessKeys).where(lt(accessKeys.expiresAt, now));
}
