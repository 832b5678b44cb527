import { and, eq, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { keyset } from '../db/keyset.ts';
import type { PageRequest } from '../db/page.ts';
import type { Credential } from './api-client.ts';
import { apiClients } from './table.ts';

export type ApiClientRow = typeof apiClients.$inferSelect;

const isThis = (providerId: string, id: string) => and(eq(apiClients.providerId, providerId), eq(apiClients.id, id));

export async function findApiClient(db: Db, providerId: string, id: string): Promise<ApiClientRow | null> {
  const [row] = await db.select().from(apiClients).where(isThis(providerId, id));
  return row ?? null;
}

/** The client, held until the transaction ends. */
export async function lockApiClient(db: Db, providerId: string, id: string, credential: Credential): Promise<ApiClientRow | null> {
  const [row] = await db.select().from(apiClients).where(and(isThis(providerId, id), eq(apiClients.credential, credential))).for('update');
  return row ?? null;
}

/** By name, one more than `limit` where there are more. */
export async function listApiClients(db: Db, providerId: string, credential: Credential, { limit, start }: PageRequest<[name: string, id: string]>): Promise<ApiClientRow[]> {
  const { beyond, order } = keyset([apiClients.name, apiClients.id], start);
  return db.select().from(apiClients).where(and(eq(apiClients.providerId, providerId), eq(apiClients.credential, credential), beyond)).orderBy(...order).limit(limit + 1);
}

export async function insertApiClient(db: Db, row: typeof apiClients.$inferInsert): Promise<ApiClientRow> {
  const [inserted] = await db.insert(apiClients).values(row).returning();
  if (!inserted) throw new Error('the insert gave no row');
  return inserted;
}

export type ApiClientChanges = Partial<Pick<ApiClientRow, 'name' | 'scopes' | 'expiresAt' | 'keys' | 'hasSecret' | 'previousSecretUntil'>>;

/** A row that is held. */
export async function changeApiClient(db: Db, providerId: string, id: string, changes: ApiClientChanges): Promise<ApiClientRow> {
  const [row] = await db.update(apiClients).set({ ...changes, version: sql`${apiClients.version} + 1` }).where(isThis(providerId, id)).returning();
  if (!row) throw new Error('it was held, and is gone');
  return row;
}

/** Every token of the provider's clients is of another generation from then on. @returns how many clients that concerns */
export async function raiseGenerations(db: Db, providerId: string): Promise<number> {
  const rows = await db.update(apiClients).set({ tokenGeneration: sql`${apiClients.tokenGeneration} + 1` }).where(and(eq(apiClients.providerId, providerId), eq(apiClients.credential, 'client'))).returning({ id: apiClients.id });
  return rows.length;
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
