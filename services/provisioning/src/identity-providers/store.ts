import { and, eq, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { keyset } from '../db/keyset.ts';
import type { PageRequest } from '../db/page.ts';
import { adminIdentities, identityProviders } from './table.ts';

export type IdentityProviderRow = typeof identityProviders.$inferSelect;
export type IdentityProviderFields = Omit<IdentityProviderRow, 'providerId' | 'id' | 'key' | 'createdAt' | 'version'>;
export type AdminIdentityRow = typeof adminIdentities.$inferSelect;

const isThis = (providerId: string, id: string) => and(eq(identityProviders.providerId, providerId), eq(identityProviders.id, id));

export async function findIdentityProvider(db: Db, providerId: string, id: string): Promise<IdentityProviderRow | null> {
  const [row] = await db.select().from(identityProviders).where(isThis(providerId, id));
  return row ?? null;
}

export async function countIdentityProviders(db: Db, providerId: string): Promise<number> {
  return db.$count(identityProviders, eq(identityProviders.providerId, providerId));
}

/** By name, one more than `limit` where there are more. */
export async function listIdentityProviders(db: Db, providerId: string, { limit, start }: PageRequest<[name: string, id: string]>): Promise<IdentityProviderRow[]> {
  const { name, id } = identityProviders;
  const { beyond, order } = keyset([name, id], start);
  return db.select().from(identityProviders).where(and(eq(identityProviders.providerId, providerId), beyond)).orderBy(...order).limit(limit + 1);
}

export async function insertIdentityProvider(db: Db, row: typeof identityProviders.$inferInsert): Promise<IdentityProviderRow> {
  const [inserted] = await db.insert(identityProviders).values(row).returning();
  if (!inserted) throw new Error('the insert gave no row');
  return inserted;
}

/** @returns the row as it is now, or null when it is gone. */
export async function changeIdentityProvider(db: Db, providerId: string, id: string, changes: Partial<IdentityProviderFields>): Promise<IdentityProviderRow | null> {
  const [row] = await db.update(identityProviders).set({ ...changes, version: sql`${identityProviders.version} + 1` }).where(isThis(providerId, id)).returning();
  return row ?? null;
}

export async function deleteIdentityProvider(db: Db, providerId: string, id: string): Promise<void> {
  await db.delete(identityProviders).where(isThis(providerId, id));
}

export async function findIdentity(db: Db, providerId: string, issuer: string, subject: string): Promise<AdminIdentityRow | null> {
  const [row] = await db.select().from(adminIdentities).where(and(eq(adminIdentities.providerId, providerId), eq(adminIdentities.issuer, issuer), eq(adminIdentities.subject, subject)));
  return row ?? null;
}

/** False when the admin is bound to somebody else of this issuer already. */
export async function bindIdentity(db: Db, row: typeof adminIdentities.$inferInsert): Promise<boolean> {
  const rows = await db.insert(adminIdentities).values(row).onConflictDoNothing().returning({ adminId: adminIdentities.adminId });
  return rows.length === 1;
}

export async function noteIdentityUse(db: Db, { providerId, issuer, subject }: Pick<AdminIdentityRow, 'providerId' | 'issuer' | 'subject'>, changes: { roleIsMapped: boolean; lastSignInAt: Date }): Promise<void> {
  await db.update(adminIdentities).set(changes).where(and(eq(adminIdentities.providerId, providerId), eq(adminIdentities.issuer, issuer), eq(adminIdentities.subject, subject)));
}
