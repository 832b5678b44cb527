import { and, eq, getTableColumns, gte, inArray, lt, ne, or } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { keyset } from '../db/keyset.ts';
import type { PageRequest } from '../db/page.ts';
import { type AdminRow, visibleColumns } from './store.ts';
import { admins, adminSessions } from './table.ts';

export type AdminSessionRow = typeof adminSessions.$inferSelect;

const isSession = (providerId: string, id: string) => and(eq(adminSessions.providerId, providerId), eq(adminSessions.id, id));
const isOf = (providerId: string, adminId: string) => and(eq(adminSessions.providerId, providerId), eq(adminSessions.adminId, adminId));

export async function insertSession(db: Db, row: typeof adminSessions.$inferInsert): Promise<void> {
  await db.insert(adminSessions).values(row);
}

export async function findSession(db: Db, providerId: string, id: string): Promise<{ session: AdminSessionRow; admin: AdminRow } | null> {
  const [row] = await db
    .select({ session: getTableColumns(adminSessions), admin: visibleColumns })
    .from(adminSessions)
    .innerJoin(admins, and(eq(admins.providerId, adminSessions.providerId), eq(admins.id, adminSessions.adminId)))
    .where(isSession(providerId, id));
  return row ?? null;
}

/** An admin's sessions that are open, the newest first, one more than `limit` where there are more. */
export async function listSessions(db: Db, providerId: string, adminId: string, page: PageRequest<string> & { ended: { createdAt: Date; lastSeenAt: Date } }): Promise<AdminSessionRow[]> {
  const isOpen = and(gte(adminSessions.createdAt, page.ended.createdAt), gte(adminSessions.lastSeenAt, page.ended.lastSeenAt));
  const { beyond, order } = keyset([adminSessions.id], page.start, 'desc');
  return db
    .select()
    .from(adminSessions)
    .where(and(isOf(providerId, adminId), isOpen, beyond))
    .orderBy(...order)
    .limit(page.limit + 1);
}

export async function sessionIdsOf(db: Db, providerId: string, adminId: string): Promise<string[]> {
  const rows = await db.select({ id: adminSessions.id }).from(adminSessions).where(isOf(providerId, adminId));
  return rows.map(({ id }) => id);
}

export async function touchSession(db: Db, providerId: string, id: string, at: Date): Promise<void> {
  await db.update(adminSessions).set({ lastSeenAt: at }).where(isSession(providerId, id));
}

/** @param which one session, or all but one. @returns the ids of the sessions that were there. */
export async function deleteSessions(db: Db, providerId: string, adminId: string, which: { only?: string; except?: string } = {}): Promise<string[]> {
  const chosen = and(which.only ? eq(adminSessions.id, which.only) : undefined, which.except ? ne(adminSessions.id, which.except) : undefined);
  const rows = await db.delete(adminSessions).where(and(isOf(providerId, adminId), chosen)).returning({ id: adminSessions.id });
  return rows.map(({ id }) => id);
}

/** Drops the rows of sessions that ended by time. @returns how many */
export async function deleteEndedSessions(db: Db, providerId: string, ended: { createdAt: Date; lastSeenAt: Date }, limit: number): Promise<number> {
  const past = db
    .select({ id: adminSessions.id })
    .from(adminSessions)
    .where(and(eq(adminSessions.providerId, providerId), or(lt(adminSessions.createdAt, ended.createdAt), lt(adminSessions.lastSeenAt, ended.lastSeenAt))))
    .limit(limit);
  const rows = await db.delete(adminSessions).where(and(eq(adminSessions.providerId, providerId), inArray(adminSessions.id, past))).returning({ id: adminSessions.id });
  return rows.length;
}
