import { and, eq } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { activations } from './table.ts';

export type ActivationRow = typeof activations.$inferSelect;

const isThis = (providerId: string, id: string) => and(eq(activations.providerId, providerId), eq(activations.id, id));

export async function insertActivation(db: Db, row: typeof activations.$inferInsert): Promise<void> {
  await db.insert(activations).values(row);
}

export async function findActivation(db: Db, providerId: string, id: string): Promise<ActivationRow | null> {
  const [row] = await db.select().from(activations).where(isThis(providerId, id));
  return row ?? null;
}

export async function touchActivation(db: Db, providerId: string, id: string, now: Date): Promise<void> {
  await db.update(activations).set({ lastSeenAt: now }).where(isThis(providerId, id));
}

export async function setVisitLanguage(db: Db, providerId: string, id: string, language: string): Promise<void> {
  await db.update(activations).set({ language }).where(isThis(providerId, id));
}

export async function deleteActivation(db: Db, providerId: string, id: string): Promise<void> {
  await db.delete(activations).where(isThis(providerId, id));
}
