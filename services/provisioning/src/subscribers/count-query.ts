import { type SQL, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { orderOf, type SubscriberFilters, whereOf } from './list-query.ts';
import { foundByIndex, isFoundByReading } from './search-text-query.ts';
import { type Status, statuses } from './subscriber.ts';
import { subscribers } from './table.ts';

export const COUNT_LIMIT = 10_000;

type Scope = { providerId: string; filters: Omit<SubscriberFilters, 'q'>; visible: readonly string[] | null };

/** How many stand in each status, counting no further than 10,000 each. */
export async function countByStatus(db: Db, providerId: string, { q, ...filters }: SubscriberFilters, visible: readonly string[] | null): Promise<Record<Status, number>> {
  const scope = { providerId, filters: { ...filters, status: undefined }, visible };
  const rows = q && !(await isFrequent(db, q, scope, 20)) ? await countFound(db, q, scope) : await countRead(db, q, scope);
  const byStatus = Object.fromEntries(statuses.map((status) => [status, 0])) as Record<Status, number>;
  for (const row of rows) byStatus[row.status] = row.count;
  return byStatus;
}

/** How many there are, counting no further than `limit`. */
export async function countUpTo(db: Db, providerId: string, { q, ...filters }: SubscriberFilters, visible: readonly string[] | null, limit: number): Promise<number> {
  const scope = { providerId, filters, visible };
  const byIndex = q && !(await isFrequent(db, q, scope, 5));
  const { rows } = await db.execute<{ count: number }>(sql`select count(*)::int as count from (${byIndex ? sql`select 1 from ${foundByIndex(q)} where ${conditionOf(scope)} limit ${limit}` : reading(q, scope, limit)}) as counted`);
  return rows[0]?.count ?? 0;
}

type Counted = { status: Status; count: number };

async function countFound(db: Db, q: string, scope: Scope): Promise<Counted[]> {
  const { rows } = await db.execute<Counted>(sql`select ${subscribers.status} as status, least(count(*), ${COUNT_LIMIT})::int as count from ${foundByIndex(q)} where ${conditionOf(scope)} group by 1`);
  return rows;
}

async function countRead(db: Db, q: string | undefined, scope: Scope): Promise<Counted[]> {
  const counted = statuses.map((status) => sql`select ${status}::text as status, count(*)::int as count from (${reading(q, { ...scope, filters: { ...scope.filters, status: [status] } }, COUNT_LIMIT)}) as counted`);
  const { rows } = await db.execute<Counted>(sql.join(counted, sql` union all `));
  return rows;
}

const conditionOf = ({ providerId, filters, visible }: Scope): SQL => sql`${whereOf(providerId, filters, visible)}`;

/** In an order, because only then an index is read: without one, counting would begin with whichever provider's rows come first in the table. */
const reading = (q: string | undefined, scope: Scope, limit: number): SQL =>
  sql`select 1 from ${subscribers} where ${conditionOf(scope)}${q ? sql` and ${isFoundByReading(q)}` : sql``} order by ${sql.join(orderOf('-lastStatusChange'), sql`, `)} limit ${limit}`;

const SAMPLE = 2_000;
/** Is at least one row in `rarity` a match? Then reading up to the limit is faster than the index over the texts, which finds them all first. */
async function isFrequent(db: Db, q: string, scope: Scope, rarity: number): Promise<boolean> {
  const { rows } = await db.execute<{ read: number; found: number }>(sql`
    select count(*)::int as read, count(*) filter (where ${isFoundByReading(q, sql`search_folded`)})::int as found from (
      select ${subscribers.searchFolded} from ${subscribers} where ${conditionOf(scope)} order by ${sql.join(orderOf('-lastStatusChange'), sql`, `)} limit ${SAMPLE}
    ) as sample`);
  const { read, found } = rows[0] ?? { read: 0, found: 0 };
  return read < SAMPLE || found * rarity >= read;
}
