import { and, eq, inArray, isNotNull, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { isBackwards, type PageRequest, type Start } from '../db/page.ts';
import { type Sort, sortFields, sorts } from './list-options.ts';
import { foundByIndex, isFoundByReading } from './search-text-query.ts';
import type { SubscriberRow } from './store.ts';
import type { Package, Status } from './subscriber.ts';
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
  /** Any part of BroadWorks id, name, address or reference, of one or two letters the beginning; case and accents do not matter. */
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
    q ? sql`${subscribers.id} in (select id from ${foundByIndex(q)})` : undefined,
  );
}

/** The order as its index has it, read forwards or backwards; an absent address comes last in both directions. */
export function orderOf(sort: Sort): SQL[] {
  const { field, column, descending } = sortOf(sort);
  if (field === 'email' && descending) return [sql`${column} desc nulls last`, sql`${subscribers.id} desc`];
  return naturalOrderOf(sort);
}

/** The index over the dates begins with the newest, the others with the first letter. */
function naturalOrderOf(sort: Sort): SQL[] {
  const { field, column, descending } = sortOf(sort);
  const direction = field === 'lastStatusChange' ? (descending ? sql`desc nulls last` : sql`asc nulls first`) : sql.raw(descending ? 'desc' : 'asc');
  return [sql`${column} ${direction}`, sql`${subscribers.id} ${direction}`];
}

/** A stretch of the list that one index holds in its order. */
type Part = { where: SQL | undefined; order: SQL[] };

/**
 * The page that begins at `start`, in parts: those with an address and those without are two, since no index has both in one order
 * backwards. What comes before a row is what follows it in the opposite order, except that those without an address still come last.
 */
function partsFrom(sort: Sort, start: Start<SubscriberKey> | null): Part[] {
  const backwards = isBackwards(start);
  const read = backwards ? opposite(sort) : sort;
  const { field, column, descending } = sortOf(read);
  const order = naturalOrderOf(read);
  const than = descending ? sql`<` : sql`>`;
  const key = start && ('before' in start ? start.before : start.after);
  const beyond = key && key[0] !== null ? sql`(${column}, ${subscribers.id}) ${than} (${key[0]}, ${key[1]})` : undefined;
  if (field !== 'email') return [{ where: beyond, order }];
  const isAbsent = key !== null && key[0] === null;
  const given = { where: and(isNotNull(column), beyond), order };
  const absent = { where: and(isNull(column), isAbsent ? sql`${subscribers.id} ${than} ${key[1]}` : undefined), order };
  if (backwards) return isAbsent ? [absent, given] : [given];
  return isAbsent ? [absent] : [given, absent];
}

const opposite = (sort: Sort): Sort => sorts.find((other) => other === (sort.startsWith('-') ? sort.slice(1) : `-${sort}`)) ?? sort;

export const keyOf = (sort: Sort, row: SubscriberRow): SubscriberKey => {
  const { field } = sortOf(sort);
  const value = { lastStatusChange: row.lastStatusChange.toISOString(), userId: row.userId, name: row.nameFolded, email: row.email, createdAt: row.id }[field];
  return [value, row.id];
};

export type ListQuery = { filters: SubscriberFilters; visible: readonly string[] | null; sort: Sort } & PageRequest<SubscriberKey>;

/** One row more than `limit` where there are more; those before a row come nearest first. */
export async function selectSubscribers(db: Db, providerId: string, query: ListQuery): Promise<SubscriberRow[]> {
  const rows: SubscriberRow[] = [];
  for (const part of partsFrom(query.sort, query.start)) {
    const missing = query.limit + 1 - rows.length;
    if (missing > 0) rows.push(...(await selectPart(db, providerId, query, part, missing)));
  }
  return rows;
}

async function selectPart(db: Db, providerId: string, query: ListQuery, part: Part, limit: number): Promise<SubscriberRow[]> {
  const { q, ...filters } = query.filters;
  const where = and(whereOf(providerId, filters, query.visible), part.where);
  const ids = q ? ((await searchNearby(db, q, where, part, limit)) ?? (await searchAll(db, q, where, part, limit))) : null;
  if (ids?.length === 0) return [];
  return db.select().from(subscribers).where(ids ? and(eq(subscribers.providerId, providerId), inArray(subscribers.id, ids)) : where).orderBy(...part.order).limit(limit);
}

/** How many rows of a list are read before the index over the texts is asked: with one match in eighty, a page is full by then. */
const NEARBY = 4_000;

/**
 * A frequent term is found by reading on from where the page begins; this goes no further than that pays.
 * @returns the ids of a full page, or of all there are; null when neither was found nearby.
 */
async function searchNearby(db: Db, q: string, where: SQL | undefined, part: Part, limit: number): Promise<string[] | null> {
  const { rows } = await db.execute<{ read: number; ids: string[] }>(sql`
    with near as materialized (
      select ${subscribers.id}, ${subscribers.searchFolded} from ${subscribers} where ${where} order by ${sql.join(part.order, sql`, `)} limit ${NEARBY}
    )
    select (select count(*)::int from near) as read, array(select id from near where ${isFoundByReading(q, sql`search_folded`)} limit ${limit}) as ids`);
  const [found] = rows;
  return found && (found.ids.length === limit || found.read < NEARBY) ? found.ids : null;
}

async function searchAll(db: Db, q: string, where: SQL | undefined, part: Part, limit: number): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`select ${subscribers.id} from ${foundByIndex(q)} where ${where} order by ${sql.join(part.order, sql`, `)} limit ${limit}`);
  return rows.map(({ id }) => id);
}
