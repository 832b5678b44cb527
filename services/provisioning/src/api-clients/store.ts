import { and, asc, eq, gt, or } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { apiClients } from './table.ts';

export type ApiClientRow = typeof apiClients.$inferSelect;

const isThis = (providerId: string, id: string) => and(eq(apiClients.providerId, providerId), eq(apiClients.id, id));

export async function findApiClient(db: Db, providerId: string, id: string): Promise<ApiClientRow | null> {
  const [row] = await db.select().from(apiClients).where(isThis(providerId, id));
  return row ?? null;
}

/** By name, one more than `limit` where there are more. */
export async function listApiClients(db: Db, providerId: string, { limit, after }: { limit: number; after: [name: string, id: string] | null }): Promise<ApiClientRow[]> {
  const later = after ? or(gt(apiClients.name, after[0]), and(eq(apiClients.name, after[0]), gt(apiClients.id, after[1]))) : undefined;
  return db.select().from(apiClients).where(and(eq(apiClients.providerId, providerId), later)).orderBy(asc(apiClients.name), asc(apiClients.id)).limit(limit + 1);
}

export async function insertApiClient(db: Db, row: typeof apiClients.$inferInsert): Promise<ApiClientRow> {
  const [inserted] = await db.insert(apiClients).values(row).returning();
  if (!inserted) throw new Error('the insert gave no row');
  return inserted;
}

/** Notes until when the secret before works. @returns the client, or null when it is gone. */
export async function notePreviousSecret(db: Db, providerId: string, id: string, until: Date | null): Promise<ApiClientRow | null> {
  const [row] = await db.update(apiClients).set({ previousSecretUntil: until }).where(isThis(providerId, id)).returning();
  return row ?? null;
}

/** @returns the client, or null when it is gone. */
export async function noteUse(db: Db, providerId: string, id: string, at: Date): Promise<ApiClientRow | null> {
  const [row] = await db.update(apiClients).set({ lastUsedAt: at }).where(isThis(providerId, id)).returning();
  return row ?? null;
}

/** @returns what was deleted, or null when it was gone already. */
export async function deleteApiClient(db: Db, providerId: string, id: string): Promise<ApiClientRow | null> {
  const [row] = await db.delete(apiClients).where(isThis(providerId, id)).returning();
  return row ?? null;
}
