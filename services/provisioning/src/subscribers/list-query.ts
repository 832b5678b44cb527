import { and, asc, desc, eq, inArray, lt, or, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { fold } from './fold.ts';
import { type Sort, sortFields } from './list-options.ts';
import type { SubscriberRow } from './store.ts';
import { type Package, type Status, statuses } from './subscriber.ts';
import { subscribers } from './table.ts';

/** What narrows a list, an export and the counts alike. */
export type SubscriberFilters = {
  templateId?: string | undefined;
  customerId?: string | undefined;
  status?: readonly Status[] | undefined;
  excludeProvisioned?: boolean | undefined;
  package?: readonly Package[] | undefined;
  /** Machine words for why a user stands there; any of them. */
  reason?: readonly string[] | undefined;
  /** Only who has stood in the status since before this moment (ISO 8601). */
  changedBefore?: string | undefined;
  /** Any part of BroadWorks id, name, address or reference; case and accents do not matter. */
  q?: string | undefined;
};

/** Where a page ended: the sort value (null sorts last) and the id. */
export type SubscriberKey = [value: string | null, id: string];

// Ids are made in the order of creation, so the primary key serves that order without an index of its own.
const columns = { lastStatusChange: subscribers.lastStatusChange, userId: subscribers.userId, name: subscribers.nameFolded, email: subscribers.email, createdAt: subscribers.id };

function sortOf(sort: Sort) {
  const descending = sort.startsWith('-');
  const field = sortFields.find((name) => name === sort.replace('-', '')) ?? 'lastStatusChange';
  return { field, column: columns[field], descending };
}

/** The condition of a list. `visible` limits an admin to some templates; null is all. */
export function whereOf(providerId: string, filters: SubscriberFilters, visible: readonly string[] | null): SQL | undefined {
  const { templateId, customerId, status, excludeProvisioned, q } = filters;
  return and(
    eq(subscribers.providerId, providerId),
    templateId ? eq(subscribers.templateId, templateId) : undefined,
    visible ? inArray(subscribers.templateId, visible.length > 0 ? [...visible] : ['00000000-0000-0000-0000-000000000000']) : undefined,
    customerId ? eq(subscribers.customerId, customerId) : undefined,
    status ? inArray(subscribers.status, [...status]) : undefined,
    // A literal, not a parameter: only so can a prepared plan use the indexes over what is still open.
    excludeProvisioned ? sql`${subscribers.status} <> 'provisioned'` : undefined,
    // One equality each: only so does the planner see that no row without a reason is meant.
    filters.reason ? or(...filters.reason.map((reason) => eq(subscribers.reason, reason))) : undefined,
    filters.changedBefore ? lt(subscribers.lastStatusChange, new Date(filters.changedBefore)) : undefined,
    filters.package ? inArray(subscribers.package, [...filters.package]) : undefined,
    q ? sql`${subscribers.searchFolded} like ${`%${fold(q).replace(/[\\%_]/g, '\\$&')}%`}` : undefined,
  );
}

export function orderOf(sort: Sort): SQL[] {
  const { column, descending } = sortOf(sort);
  return descending ? [sql`${column} desc nulls last`, desc(subscribers.id)] : [asc(column), asc(subscribers.id)];
}

/** Everything behind `key` in the order of `sort`. An absent address sorts last in both directions. */
function afterOf(sort: Sort, [value, id]: SubscriberKey): SQL {
  const { column, descending } = sortOf(sort);
  const than = descending ? sql`<` : sql`>`;
  if (value === null) return sql`(${column} is null and ${subscribers.id} ${than} ${id})`;
  const later = sql`(${column}, ${subscribers.id}) ${than} (${value}, ${id})`;
  return sort.endsWith('email') ? sql`(${later} or ${column} is null)` : later;
}

export const keyOf = (sort: Sort, row: SubscriberRow): SubscriberKey => {
  const { field } = sortOf(sort);
  const value = { lastStatusChange: row.lastStatusChange.toISOString(), userId: row.userId, name: row.nameFolded, email: row.email, createdAt: row.id }[field];
  return [value, row.id];
};

export type ListQuery = { filters: SubscriberFilters; visible: readonly string[] | null; sort: Sort; limit: number; after: SubscriberKey | null };

/** One row more than `limit` where there are more. */
export async function selectSubscribers(db: Db, providerId: string, query: ListQuery): Promise<SubscriberRow[]> {
  return db
    .select()
    .from(subscribers)
    .where(and(whereOf(providerId, query.filters, query.visible), query.after ? afterOf(query.sort, query.after) : undefined))
    .orderBy(...orderOf(query.sort))
    .limit(query.limit + 1);
}

export const COUNT_LIMIT = 10_000;

/** How many stand in each status, counting no further than 10,000 each. */
export async function countByStatus(db: Db, providerId: string, filters: SubscriberFilters, visible: readonly string[] | null): Promise<Record<Status, number>> {
  const counted = statuses.map(
    (status) => sql`select ${status}::text as status, count(*)::int as count from (select 1 from ${subscribers} where ${whereOf(providerId, { ...filters, status: [status] }, visible)} limit ${COUNT_LIMIT}) as counted`,
  );
  const { rows } = await db.execute<{ status: Status; count: number }>(sql.join(counted, sql` union all `));
  const byStatus = Object.fromEntries(statuses.map((status) => [status, 0])) as Record<Status, number>;
  for (const row of rows) byStatus[row.status] = row.count;
  return byStatus;
}
