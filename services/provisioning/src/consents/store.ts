import { and, desc, eq, isNull } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { consents } from './table.ts';

export type ConsentRow = typeof consents.$inferSelect;

export async function insertConsent(db: Db, row: typeof consents.$inferInsert): Promise<void> {
  await db.insert(consents).values(row);
}

/** The newest answer of a subscriber about the account of this address. */
export async function latestConsent(db: Db, providerId: string, subscriberId: string, email: string): Promise<ConsentRow | null> {
  const [row] = await db
    .select()
    .from(consents)
    .where(and(eq(consents.providerId, providerId), eq(consents.subscriberId, subscriberId), eq(consents.email, email)))
    .orderBy(desc(consents.id))
    .limit(1);
  return row ?? null;
}

/** Notes that the platform was told, or has to be told again. @returns false when that is so already. */
export async function setPassedOn(db: Db, providerId: string, id: string, at: Date | null): Promise<boolean> {
  const rows = await db
    .update(consents)
    .set({ passedOnAt: at })
    .where(and(eq(consents.providerId, providerId), eq(consents.id, id), at ? isNull(consents.passedOnAt) : undefined))
    .returning({ id: consents.id });
  return rows.length === 1;
}
