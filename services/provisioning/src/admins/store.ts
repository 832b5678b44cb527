import { and, asc, eq, getTableColumns, inArray, isNull, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { keyset } from '../db/keyset.ts';
import type { PageRequest } from '../db/page.ts';
import { admins } from './table.ts';

/** An admin without the password's hash, but whether there is one: only signing in reads it. */
export type AdminRow = Omit<typeof admins.$inferSelect, 'passwordHash'> & { hasPassword: boolean };

const { passwordHash, ...others } = getTableColumns(admins);
const visible = { ...others, hasPassword: sql<boolean>`${passwordHash} is not null` };
export const visibleColumns = visible;
const isAdmin = (providerId: string, id: string) => and(eq(admins.providerId, providerId), eq(admins.id, id));

export async function findAdmin(db: Db, providerId: string, id: string): Promise<AdminRow | null> {
  const [row] = await db.select(visible).from(admins).where(isAdmin(providerId, id));
  return row ?? null;
}

export async function findPasswordHash(db: Db, providerId: string, id: string): Promise<string | null> {
  const [row] = await db.select({ passwordHash }).from(admins).where(isAdmin(providerId, id));
  return row?.passwordHash ?? null;
}

/** By name, one more than `limit` where there are more. */
export async function listAdmins(db: Db, providerId: string, { limit, start }: PageRequest<[name: string, id: string]>): Promise<AdminRow[]> {
  const { beyond, order } = keyset([admins.name, admins.id], start);
  return db.select(visible).from(admins).where(and(eq(admins.providerId, providerId), beyond)).orderBy(...order).limit(limit + 1);
}

export async function insertAdmin(db: Db, row: typeof admins.$inferInsert): Promise<AdminRow> {
  const [inserted] = await db.insert(admins).values(row).returning(visible);
  if (!inserted) throw new Error('the insert gave no row');
  return inserted;
}

/** Owners and admins who can sign in, the latest guest first. */
export async function activeContacts(db: Db, providerId: string, limit: number) {
  const { id, name, email, language } = admins;
  return db
    .select({ id, name, email, language })
    .from(admins)
    .where(and(eq(admins.providerId, providerId), inArray(admins.role, ['owner', 'admin']), isNull(admins.invitedAt), isNull(admins.disabledAt)))
    .orderBy(sql`${admins.lastSignInAt} desc nulls last`, asc(admins.id))
    .limit(limit);
}

/** The admin, held until the transaction ends. */
export async function lockAdmin(db: Db, providerId: string, id: string): Promise<AdminRow | null> {
  const [row] = await db.select(visible).from(admins).where(isAdmin(providerId, id)).for('update');
  return row ?? null;
}

export type AdminChanges = Partial<Pick<typeof admins.$inferInsert, 'name' | 'role' | 'templateIds' | 'passwordHash' | 'invitedAt' | 'disabledAt' | 'language' | 'theme'>>;

/** @returns null when the admin is gone. */
export async function changeAdmin(db: Db, providerId: string, id: string, changes: AdminChanges): Promise<AdminRow | null> {
  const [row] = await db.update(admins).set({ ...changes, version: sql`${admins.version} + 1` }).where(isAdmin(providerId, id)).returning(visible);
  return row ?? null;
}

/** @returns what was deleted, or null when it was gone already. */
export async function deleteAdmin(db: Db, providerId: string, id: string): Promise<AdminRow | null> {
  const [row] = await db.delete(admins).where(isAdmin(providerId, id)).returning(visible);
  return row ?? null;
}

export async function noteSignIn(db: Db, providerId: string, id: string, at: Date): Promise<void> {
  await db.update(admins).set({ lastSignInAt: at }).where(isAdmin(providerId, id));
}
