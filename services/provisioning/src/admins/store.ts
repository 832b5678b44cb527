import { and, asc, eq, getTableColumns, gt, or } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { admins, adminSessions } from './table.ts';

/** An admin without the password's hash: only signing in reads that. */
export type AdminRow = Omit<typeof admins.$inferSelect, 'passwordHash'>;
export type AdminSessionRow = typeof adminSessions.$inferSelect;

const { passwordHash, ...visible } = getTableColumns(admins);
const isAdmin = (providerId: string, id: string) => and(eq(admins.providerId, providerId), eq(admins.id, id));
const isSession = (providerId: string, id: string) => and(eq(adminSessions.providerId, providerId), eq(adminSessions.id, id));

export async function findAdmin(db: Db, providerId: string, id: string): Promise<AdminRow | null> {
  const [row] = await db.select(visible).from(admins).where(isAdmin(providerId, id));
  return row ?? null;
}

export async function findPasswordHash(db: Db, providerId: string, id: string): Promise<string | null> {
  const [row] = await db.select({ passwordHash }).from(admins).where(isAdmin(providerId, id));
  return row?.passwordHash ?? null;
}

/** By name, one more than `limit` where there are more. */
export async function listAdmins(db: Db, providerId: string, { limit, after }: { limit: number; after: [name: string, id: string] | null }): Promise<AdminRow[]> {
  const later = after ? or(gt(admins.name, after[0]), and(eq(admins.name, after[0]), gt(admins.id, after[1]))) : undefined;
  return db.select(visible).from(admins).where(and(eq(admins.providerId, providerId), later)).orderBy(asc(admins.name), asc(admins.id)).limit(limit + 1);
}

export async function insertAdmin(db: Db, row: typeof admins.$inferInsert): Promise<AdminRow> {
  const [inserted] = await db.insert(admins).values(row).returning(visible);
  if (!inserted) throw new Error('the insert gave no row');
  return inserted;
}

/** The owners, held until the transaction ends: two of them cannot remove each other at once. */
export async function lockOwners(db: Db, providerId: string): Promise<{ id: string }[]> {
  return db.select({ id: admins.id }).from(admins).where(and(eq(admins.providerId, providerId), eq(admins.role, 'owner'))).orderBy(asc(admins.id)).for('update');
}

/** @returns what was deleted, or null when it was gone already. */
export async function deleteAdmin(db: Db, providerId: string, id: string): Promise<AdminRow | null> {
  const [row] = await db.delete(admins).where(isAdmin(providerId, id)).returning(visible);
  return row ?? null;
}

export async function noteSignIn(db: Db, providerId: string, id: string, at: Date): Promise<void> {
  await db.update(admins).set({ lastSignInAt: at }).where(isAdmin(providerId, id));
}

export async function insertSession(db: Db, row: typeof adminSessions.$inferInsert): Promise<void> {
  await db.insert(adminSessions).values(row);
}

export async function findSession(db: Db, providerId: string, id: string): Promise<{ session: AdminSessionRow; admin: AdminRow } | null> {
  const [row] = await db
    .select({ session: getTableColumns(adminSessions), admin: visible })
    .from(adminSessions)
    .innerJoin(admins, and(eq(admins.providerId, adminSessions.providerId), eq(admins.id, adminSessions.adminId)))
    .where(isSession(providerId, id));
  return row ?? null;
}

export async function touchSession(db: Db, providerId: string, id: string, at: Date): Promise<void> {
  await db.update(adminSessions).set({ lastSeenAt: at }).where(isSession(providerId, id));
}

export async function deleteSession(db: Db, providerId: string, id: string): Promise<void> {
  await db.delete(adminSessions).where(isSession(providerId, id));
}

/** @returns the ids of the sessions that were open. */
export async function deleteSessionsOf(db: Db, providerId: string, adminId: string): Promise<string[]> {
  const rows = await db.delete(adminSessions).where(and(eq(adminSessions.providerId, providerId), eq(adminSessions.adminId, adminId))).returning({ id: adminSessions.id });
  return rows.map(({ id }) => id);
}
