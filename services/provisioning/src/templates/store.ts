import { and, desc, eq, getTableColumns, gt, isNotNull, isNull, sql } from 'drizzle-orm';
import { clusters } from '../clusters/table.ts';
import { connectors } from '../connectors/table.ts';
import { customers } from '../customers/table.ts';
import type { Db } from '../db/db.ts';
import { keyset } from '../db/keyset.ts';
import type { PageRequest } from '../db/page.ts';
import { scimAccesses, scimUsers } from '../scim/table.ts';
import { type Status, statuses } from '../subscribers/subscriber.ts';
import { subscribers } from '../subscribers/table.ts';
import { templates } from './table.ts';

export type TemplateRow = typeof templates.$inferSelect;
export type NamedTemplateRow = Omit<TemplateRow, 'clusterId' | 'connectorId'> & { clusterId: string; clusterName: string; connectorId: string; connectorName: string };
export type TemplateChanges = Partial<Omit<typeof templates.$inferInsert, 'providerId' | 'id'>>;

// Joined, hence there: only a deleted template holds on to no cluster and no connector.
const named = { ...getTableColumns(templates), clusterId: clusters.id, clusterName: clusters.name, connectorId: connectors.id, connectorName: connectors.name };
/** Case and accents do not count; `position` needs no escaping and there are few templates to go through. */
const foldedName = sql`regexp_replace(normalize(lower(${templates.name}), NFD), '[\u0300-\u036f]', '', 'g')`;
const isLive = (providerId: string, id: string) => and(eq(templates.providerId, providerId), eq(templates.id, id), isNull(templates.deletedAt));

const selectNamed = (db: Db) =>
  db
    .select(named)
    .from(templates)
    .innerJoin(clusters, and(eq(clusters.providerId, templates.providerId), eq(clusters.id, templates.clusterId)))
    .innerJoin(connectors, and(eq(connectors.providerId, templates.providerId), eq(connectors.id, templates.connectorId)));

export async function findTemplate(db: Db, providerId: string, id: string): Promise<NamedTemplateRow | null> {
  const [row] = await selectNamed(db).where(isLive(providerId, id));
  return row ?? null;
}

/** Also a deleted one: history keeps the name. */
export async function findTemplateEver(db: Db, providerId: string, id: string): Promise<TemplateRow | null> {
  const [row] = await db.select().from(templates).where(and(eq(templates.providerId, providerId), eq(templates.id, id)));
  return row ?? null;
}

/** By name, one more than `limit` where there are more. */
export async function listTemplates(db: Db, providerId: string, page: PageRequest<[name: string, id: string]> & { only: readonly string[] | null; foldedTerm: string }) {
  const { beyond, order } = keyset([templates.name, templates.id], page.start);
  return selectNamed(db)
    .where(
      and(
        eq(templates.providerId, providerId),
        isNull(templates.deletedAt),
        page.only ? sql`${templates.id} = any(${sql.param([...page.only])}::uuid[])` : undefined,
        page.foldedTerm ? sql`position(${page.foldedTerm} in ${foldedName}) > 0` : undefined,
        beyond,
      ),
    )
    .orderBy(...order)
    .limit(page.limit + 1);
}

export async function insertTemplate(db: Db, row: typeof templates.$inferInsert): Promise<void> {
  await db.insert(templates).values(row);
}

/** @returns false when it is gone, or has another version than the one expected. */
export async function changeTemplate(db: Db, providerId: string, id: string, changes: TemplateChanges, now: Date, expectedVersion?: number): Promise<boolean> {
  const rows = await db
    .update(templates)
    .set({ ...changes, updatedAt: now, version: sql`${templates.version} + 1` })
    .where(and(isLive(providerId, id), expectedVersion === undefined ? undefined : eq(templates.version, expectedVersion)))
    .returning({ id: templates.id });
  return rows.length === 1;
}

/** A refusal of the adapter is a note, not a change of the template: the version stays. */
export async function noteRefusal(db: Db, providerId: string, id: string, { reason, account }: { reason: string; account: string | null }, now: Date): Promise<void> {
  await db.update(templates).set({ lastRefusalAt: now, lastRefusalReason: reason, lastRefusalAccount: account, refusalOverAt: null }).where(isLive(providerId, id));
}

/** Notes that the adapter was opened again after a refusal; of many calls at once only the first changes anything. */
export async function noteRefusalOver(db: Db, providerId: string, id: string, now: Date): Promise<void> {
  await db.update(templates).set({ refusalOverAt: now }).where(and(isLive(providerId, id), isNotNull(templates.lastRefusalAt), isNull(templates.refusalOverAt)));
}

/** Live templates whose adapter refused a call since then and has not been opened after it, the latest first. */
export async function refusalsSince(db: Db, providerId: string, query: { since: Date; limit: number; only: readonly string[] | null }) {
  const { lastRefusalAt: at } = templates;
  const rows = await db
    .select({ templateId: templates.id, name: templates.name, account: sql<string>`coalesce(${templates.lastRefusalAccount}, '')`, at, reason: templates.lastRefusalReason })
    .from(templates)
    .where(and(eq(templates.providerId, providerId), isNull(templates.deletedAt), isNull(templates.refusalOverAt), gt(at, query.since), query.only ? sql`${templates.id} = any(${sql.param([...query.only])}::uuid[])` : undefined))
    .orderBy(desc(at))
    .limit(query.limit);
  return rows.flatMap((row) => (row.at ? [{ ...row, at: row.at }] : []));
}

/**
 * Holds the template until the transaction ends: `share` against being deleted or moved while a user is added to it,
 * `update` against users being added while it is deleted or moved.
 * @returns false when it is gone.
 */
export async function lockTemplate(db: Db, providerId: string, id: string, strength: 'share' | 'update'): Promise<boolean> {
  const rows = await db.select({ id: templates.id }).from(templates).where(isLive(providerId, id)).for(strength);
  return rows.length === 1;
}

/** Does a user, and with it a customer, hang on it? Ask only while holding it for `update`. */
export async function isTemplateUsed(db: Db, providerId: string, id: string): Promise<boolean> {
  const rows = await db.select({ id: subscribers.id }).from(subscribers).where(and(eq(subscribers.providerId, providerId), eq(subscribers.templateId, id))).limit(1);
  return rows.length === 1;
}

/** Marks it deleted, lets its cluster and connector go, unbinds the customers, who have no users left, and forgets what identity systems told it. */
export async function markDeleted(db: Db, providerId: string, id: string, now: Date): Promise<void> {
  await db.update(templates).set({ deletedAt: now, updatedAt: now, clusterId: null, connectorId: null }).where(isLive(providerId, id));
  await db.delete(customers).where(and(eq(customers.providerId, providerId), eq(customers.templateId, id)));
  await db.delete(scimUsers).where(and(eq(scimUsers.providerId, providerId), eq(scimUsers.templateId, id)));
  await db.delete(scimAccesses).where(and(eq(scimAccesses.providerId, providerId), eq(scimAccesses.templateId, id)));
}

/** Hands everything the template has onboarded to another template. */
export async function moveToTemplate(db: Db, providerId: string, from: string, to: string): Promise<void> {
  await db.update(subscribers).set({ templateId: to }).where(and(eq(subscribers.providerId, providerId), eq(subscribers.templateId, from)));
  await db.update(customers).set({ templateId: to }).where(and(eq(customers.providerId, providerId), eq(customers.templateId, from)));
}

export const COUNT_LIMIT = 10_000;

/** Per template and status, counting no further than 10,000 each. */
export async function countSubscribers(db: Db, providerId: string, templateIds: readonly string[]): Promise<{ templateId: string; status: Status; count: number }[]> {
  const result = await db.execute<{ template_id: string; status: Status; count: number }>(sql`
    select t.id as template_id, s.status, c.count
    from unnest(${sql.param([...templateIds])}::uuid[]) as t(id)
    cross join unnest(${sql.param([...statuses])}::text[]) as s(status)
    cross join lateral (
      select count(*)::int as count from (
        select 1 from ${subscribers} where provider_id = ${providerId} and template_id = t.id and status = s.status limit ${COUNT_LIMIT}
      ) as counted
    ) as c
    where c.count > 0`);
  return result.rows.map((row) => ({ templateId: row.template_id, status: row.status, count: row.count }));
}
