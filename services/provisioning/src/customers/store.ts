import { and, eq, getTableColumns, inArray, isNull, lte, or, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { keyset } from '../db/keyset.ts';
import type { PageRequest, Start } from '../db/page.ts';
import { fold } from '../subscribers/fold.ts';
import { type Status, statuses } from '../subscribers/subscriber.ts';
import { subscribers } from '../subscribers/table.ts';
import { templates } from '../templates/table.ts';
import { customers } from './table.ts';

export type CustomerRow = typeof customers.$inferSelect;
export type NamedCustomerRow = CustomerRow & { templateName: string; provisionAdminFirst: boolean };
export type CustomerChanges = Partial<Pick<CustomerRow, 'firstAdminSubscriberId' | 'firstAdminUserId' | 'firstAdminAt'>>;

const isThis = (providerId: string, id: string) => and(eq(customers.providerId, providerId), eq(customers.id, id));
const selectNamed = (db: Db) =>
  db
    .select({ ...getTableColumns(customers), templateName: templates.name, provisionAdminFirst: templates.provisionAdminFirst })
    .from(customers)
    .innerJoin(templates, and(eq(templates.providerId, customers.providerId), eq(templates.id, customers.templateId)));

export async function findCustomer(db: Db, providerId: string, id: string): Promise<NamedCustomerRow | null> {
  const [row] = await selectNamed(db).where(isThis(providerId, id));
  return row ?? null;
}

export async function findByEnterprise(db: Db, providerId: string, spEnterpriseId: string): Promise<CustomerRow | null> {
  const [row] = await db.select().from(customers).where(and(eq(customers.providerId, providerId), eq(customers.spEnterpriseId, spEnterpriseId)));
  return row ?? null;
}

/** Is there a customer with this id, or one that begins so, whose template belongs to the cluster? */
export async function anyEnterpriseLike(db: Db, providerId: string, clusterId: string, name: { is: string } | { startsWith: string }): Promise<boolean> {
  const named = 'is' in name ? eq(customers.spEnterpriseId, name.is) : sql`${customers.spEnterpriseId} ^@ ${name.startsWith}`;
  const rows = await selectNamed(db).where(and(eq(customers.providerId, providerId), eq(templates.clusterId, clusterId), named)).limit(1);
  return rows.length > 0;
}

/** Inserts it, or finds the one that was there first. */
export async function putCustomer(db: Db, row: typeof customers.$inferInsert): Promise<CustomerRow> {
  const [inserted] = await db.insert(customers).values(row).onConflictDoNothing({ target: [customers.providerId, customers.spEnterpriseId] }).returning();
  if (inserted) return inserted;
  const [known] = await db.select().from(customers).where(and(eq(customers.providerId, row.providerId), eq(customers.spEnterpriseId, row.spEnterpriseId)));
  if (!known) throw new Error('a customer vanished between two statements');
  return known;
}

export type CustomerQuery = { q?: string | undefined; templateId?: string | undefined; only: readonly string[] | null } & PageRequest<[name: string, id: string]>;

/** By name, one more than `limit` where there are more. Prefixes with `^@`, which stays on an index under row-level security. */
export async function selectCustomers(db: Db, providerId: string, query: CustomerQuery): Promise<NamedCustomerRow[]> {
  const { only, q, templateId } = query;
  const { beyond, order } = keyset([customers.nameFolded, customers.id], query.start);
  const found: SQL | undefined = q ? sql`(${customers.nameFolded} ^@ ${fold(q)} or ${customers.spEnterpriseId} ^@ ${q})` : undefined;
  return selectNamed(db)
    .where(
      and(
        eq(customers.providerId, providerId),
        only ? inArray(customers.templateId, only.length > 0 ? [...only] : ['00000000-0000-0000-0000-000000000000']) : undefined,
        templateId ? eq(customers.templateId, templateId) : undefined,
        found,
        beyond,
      ),
    )
    .orderBy(...order)
    .limit(query.limit + 1);
}

export type EnterpriseFilters = { spEnterpriseIds?: readonly string[] | undefined; startsWith?: readonly string[] | undefined };
export type EnterpriseStart = Start<string> | { offset: number };
export type EnterpriseQuery = EnterpriseFilters & { limit: number; start: EnterpriseStart; only: readonly string[] | null };

/** By their own id, one more than `limit` where there are more; those before a row come nearest first. */
export async function selectEnterprises(db: Db, providerId: string, { spEnterpriseIds, startsWith, limit, start, only }: EnterpriseQuery): Promise<CustomerRow[]> {
  const { spEnterpriseId } = customers;
  const { beyond, order } = keyset([spEnterpriseId], start);
  return db
    .select()
    .from(customers)
    .where(
      and(
        eq(customers.providerId, providerId),
        only ? inArray(customers.templateId, only.length > 0 ? [...only] : ['00000000-0000-0000-0000-000000000000']) : undefined,
        spEnterpriseIds ? inArray(spEnterpriseId, [...spEnterpriseIds]) : undefined,
        startsWith ? or(...startsWith.map((text) => sql`${spEnterpriseId} ^@ ${text}`)) : undefined,
        beyond,
      ),
    )
    .orderBy(...order)
    .limit(limit + 1)
    .offset('offset' in start ? start.offset : 0);
}

/** @returns false when it is gone. */
export async function renameCustomer(db: Db, providerId: string, id: string, name: string): Promise<boolean> {
  const rows = await db.update(customers).set({ name, version: sql`${customers.version} + 1` }).where(isThis(providerId, id)).returning({ id: customers.id });
  return rows.length === 1;
}

/** Makes somebody the first administrator while there is none. @returns false when there was one already. */
export async function claimFirstAdmin(db: Db, providerId: string, id: string, changes: CustomerChanges): Promise<boolean> {
  const rows = await db
    .update(customers)
    .set(changes)
    .where(and(isThis(providerId, id), isNull(customers.firstAdminSubscriberId)))
    .returning({ id: customers.id });
  return rows.length === 1;
}

/** The customer's row, held until the transaction ends: `share` while somebody decides to wait for its first administrator, `update` while those who wait are woken. */
export async function lockCustomer(db: Db, providerId: string, id: string, strength: 'share' | 'update'): Promise<CustomerRow | null> {
  // Not the strongest: who adds a user holds the key of the customer, and may come to wait for us.
  const [row] = await db.select().from(customers).where(isThis(providerId, id)).for(strength === 'share' ? 'share' : 'no key update');
  return row ?? null;
}

/** Notes that the first user is being reminded, unless that was done since `before`. @returns false when it was. */
export async function claimReminder(db: Db, providerId: string, id: string, now: Date, before: Date): Promise<boolean> {
  const due = or(isNull(customers.remindedAt), lte(customers.remindedAt, before));
  const rows = await db.update(customers).set({ remindedAt: now }).where(and(isThis(providerId, id), due)).returning({ id: customers.id });
  return rows.length === 1;
}

/** Users of each customer per status, counting no further than `most` each. */
export async function countUsers(db: Db, providerId: string, customerIds: readonly string[], most: number): Promise<{ customerId: string; status: Status; count: number }[]> {
  const { rows } = await db.execute<{ customer_id: string; status: Status; count: number }>(sql`
    select c.id as customer_id, s.status, counted.count
    from unnest(${sql.param([...customerIds])}::uuid[]) as c(id)
    cross join unnest(${sql.param([...statuses])}::text[]) as s(status)
    cross join lateral (
      select count(*)::int as count from (
        select 1 from ${subscribers} where provider_id = ${providerId} and customer_id = c.id and status = s.status limit ${most}
      ) as users
    ) as counted
    where counted.count > 0`);
  return rows.map((row) => ({ customerId: row.customer_id, status: row.status, count: row.count }));
}

/** Binds it to another template. @returns false when it is gone. */
export async function setTemplate(db: Db, providerId: string, id: string, templateId: string): Promise<boolean> {
  const rows = await db.update(customers).set({ templateId }).where(and(eq(customers.providerId, providerId), eq(customers.id, id))).returning({ id: customers.id });
  return rows.length === 1;
}
