import { and, count, eq, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { keyset } from '../db/keyset.ts';
import type { PageRequest } from '../db/page.ts';
import { savedViews } from './table.ts';

export type SavedViewRow = typeof savedViews.$inferSelect;
/** Whose views: every query names the admin, so that nobody else's can be met. */
export type Owner = { providerId: string; adminId: string };

const isOf = ({ providerId, adminId }: Owner) => and(eq(savedViews.providerId, providerId), eq(savedViews.adminId, adminId));
const isThis = (owner: Owner, id: string) => and(isOf(owner), eq(savedViews.id, id));

/** By name, one more than `limit` where there are more; names are unique, so they are the key. */
export async function selectViews(db: Db, owner: Owner, { limit, start }: PageRequest<string>): Promise<SavedViewRow[]> {
  const { beyond, order } = keyset([savedViews.name], start);
  return db.select().from(savedViews).where(and(isOf(owner), beyond)).orderBy(...order).limit(limit + 1);
}

export async function countViews(db: Db, owner: Owner): Promise<number> {
  const [row] = await db.select({ views: count() }).from(savedViews).where(isOf(owner));
  return row?.views ?? 0;
}

/** Throws a unique violation of `saved_views_name` when the admin has a view of this name. */
export async function insertView(db: Db, row: SavedViewRow): Promise<void> {
  await db.insert(savedViews).values(row);
}

export async function findView(db: Db, owner: Owner, id: string): Promise<SavedViewRow | null> {
  const [row] = await db.select().from(savedViews).where(isThis(owner, id));
  return row ?? null;
}

/** The view, held until the transaction ends. */
export async function lockView(db: Db, owner: Owner, id: string): Promise<SavedViewRow | null> {
  const [row] = await db.select().from(savedViews).where(isThis(owner, id)).for('update');
  return row ?? null;
}

/** @returns the row as it is now, or null when it is gone. Throws like insertView. */
export async function changeView(db: Db, owner: Owner, id: string, changes: Partial<Pick<SavedViewRow, 'name' | 'query'>> & { updatedAt: Date }): Promise<SavedViewRow | null> {
  const [row] = await db.update(savedViews).set({ ...changes, version: sql`${savedViews.version} + 1` }).where(isThis(owner, id)).returning();
  return row ?? null;
}

/** @returns false when it was gone already. */
export async function deleteView(db: Db, owner: Owner, id: string): Promise<boolean> {
  const rows = await db.delete(savedViews).where(isThis(owner, id)).returning({ id: savedViews.id });
  return rows.length === 1;
}
