import { and, asc, eq, gt, inArray, or } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { customers } from './table.ts';

export type CustomerRow = typeof customers.$inferSelect;

export async function findCustomer(db: Db, providerId: string, id: string): Promise<CustomerRow | null> {
  const [row] = await db.select().from(customers).where(and(eq(customers.providerId, providerId), eq(customers.id, id)));
  return row ?? null;
}

/** Inserts it, or finds the one that was there first. */
export async function putCustomer(db: Db, row: typeof customers.$inferInsert): Promise<CustomerRow> {
  const [inserted] = await db.insert(customers).values(row).onConflictDoNothing({ target: [customers.providerId, customers.spEnterpriseId] }).returning();
  if (inserted) return inserted;
  const [known] = await db.select().from(customers).where(and(eq(customers.providerId, row.providerId), eq(customers.spEnterpriseId, row.spEnterpriseId)));
  if (!known) throw new Error('a customer vanished between two statements');
  return known;
}

export async function selectCustomers(db: Db, providerId: string, page: { limit: number; after: [name: string, id: string] | null; only: readonly string[] | null }): Promise<CustomerRow[]> {
  const { after, only } = page;
  return db
    .select()
    .from(customers)
    .where(and(eq(customers.providerId, providerId), only ? inArray(customers.templateId, [...only]) : undefined, after ? or(gt(customers.name, after[0]), and(eq(customers.name, after[0]), gt(customers.id, after[1]))) : undefined))
    .orderBy(asc(customers.name), asc(customers.id))
    .limit(page.limit + 1);
}
