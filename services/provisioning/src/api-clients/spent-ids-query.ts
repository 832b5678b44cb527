import { and, eq, lte } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { spentTokenIds } from './table.ts';

type SpentId = typeof spentTokenIds.$inferSelect;

/** @returns false when it was spent before. */
export async function spendId(db: Db, row: SpentId): Promise<boolean> {
  const rows = await db.insert(spentTokenIds).values(row).onConflictDoNothing().returning({ id: spentTokenIds.tokenId });
  return rows.length === 1;
}

export async function isSpent(db: Db, { providerId, kind, clientId, tokenId }: Omit<SpentId, 'expiresAt'>): Promise<boolean> {
  const these = and(eq(spentTokenIds.providerId, providerId), eq(spentTokenIds.kind, kind), eq(spentTokenIds.clientId, clientId), eq(spentTokenIds.tokenId, tokenId));
  return (await db.select({ id: spentTokenIds.tokenId }).from(spentTokenIds).where(these)).length > 0;
}

/** Providers with ids that mean nothing any more: the tokens have expired. */
export async function providersWithExpired(db: Db, now: Date, limit: number): Promise<string[]> {
  const rows = await db.selectDistinct({ providerId: spentTokenIds.providerId }).from(spentTokenIds).where(lte(spentTokenIds.expiresAt, now)).limit(limit);
  return rows.map(({ providerId }) => providerId);
}

export async function deleteExpiredIds(db: Db, providerId: string, now: Date): Promise<void> {
  await db.delete(spentTokenIds).where(and(eq(spentTokenIds.providerId, providerId), lte(spentTokenIds.expiresAt, now)));
}
