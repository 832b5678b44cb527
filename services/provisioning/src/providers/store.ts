import { and, asc, eq, ne, or, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { providers } from './table.ts';

export type ProviderRow = typeof providers.$inferSelect;

export async function findProvider(db: Db, id: string): Promise<ProviderRow | null> {
  const [row] = await db.select().from(providers).where(eq(providers.id, id));
  return row ?? null;
}

/** Held until the transaction ends; whoever only refers to it does not wait. @returns false when it is gone. */
export async function lockProvider(db: Db, id: string): Promise<boolean> {
  const rows = await db.select({ id: providers.id }).from(providers).where(eq(providers.id, id)).for('no key update');
  return rows.length === 1;
}

/** @returns false when it exists already. */
export async function insertProvider(db: Db, row: typeof providers.$inferInsert): Promise<boolean> {
  const rows = await db.insert(providers).values(row).onConflictDoNothing().returning({ id: providers.id });
  return rows.length === 1;
}

/** Of all tenants, by id or name; only the system role sees more than its own. */
export async function findProvidersNamed(db: Db, named: string, limit: number): Promise<Pick<ProviderRow, 'id' | 'name'>[]> {
  return db.select({ id: providers.id, name: providers.name }).from(providers).where(or(sql`${providers.id}::text = ${named}`, eq(providers.name, named))).orderBy(asc(providers.id)).limit(limit);
}

/** Of all tenants; only the system role sees more than its own. */
export async function listProviderIds(db: Db, limit: number): Promise<string[]> {
  const rows = await db.select({ id: providers.id }).from(providers).orderBy(asc(providers.id)).limit(limit);
  return rows.map(({ id }) => id);
}

/** @returns false when it was so already. */
export async function changeLocalAccounts(db: Db, id: string, localAccounts: boolean): Promise<boolean> {
  const rows = await db.update(providers).set({ localAccounts, signInVersion: sql`${providers.signInVersion} + 1` }).where(and(eq(providers.id, id), ne(providers.localAccounts, localAccounts))).returning({ id: providers.id });
  return rows.length === 1;
}

export async function changePortalOrigin(db: Db, id: string, portalOrigin: string | null): Promise<void> {
  await db.update(providers).set({ portalOrigin, portalVersion: sql`${providers.portalVersion} + 1` }).where(eq(providers.id, id));
}
