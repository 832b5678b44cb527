import { and, eq, inArray, isNotNull, lt, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import type { ProblemCode } from '../problems.ts';
import { type Status, WAITING_FOR_FIRST } from './subscriber.ts';
import { subscribers } from './table.ts';

/** Counting stops here, so that the answer takes as long for a million as for ten thousand. */
export const MOST = 10_000;

export type Amount = { count: number; oldest: Date; newest: Date };

const NOBODY = '00000000-0000-0000-0000-000000000000';
const mine = (providerId: string, visible: readonly string[] | null) =>
  and(eq(subscribers.providerId, providerId), visible ? inArray(subscribers.templateId, visible.length > 0 ? [...visible] : [NOBODY]) : undefined);

/** How many, and the first and the last of them, each found at the end of an index that is ordered by time. */
function amountOf(condition: SQL | undefined): SQL {
  const end = (direction: SQL) => sql`(select last_status_change from ${subscribers} where ${condition} order by last_status_change ${direction}, id ${direction} limit 1)`;
  return sql`select (select count(*)::int from (select 1 from ${subscribers} where ${condition} limit ${MOST}) as counted) as count, ${end(sql`asc`)} as oldest, ${end(sql`desc`)} as newest`;
}

type AmountRow = { name: string; count: number; oldest: string | null; newest: string | null };

async function amounts<Name extends string>(db: Db, conditions: readonly [name: Name, condition: SQL | undefined][]): Promise<Map<Name, Amount>> {
  const parts = conditions.map(([name, condition]) => sql`select ${name}::text as name, a.* from (${amountOf(condition)}) as a`);
  const { rows } = await db.execute<AmountRow>(sql.join(parts, sql` union all `));
  const found = new Map<Name, Amount>();
  for (const [name] of conditions) {
    const row = rows.find((candidate) => candidate.name === name);
    if (row?.oldest && row.newest) found.set(name, { count: row.count, oldest: new Date(row.oldest), newest: new Date(row.newest) });
  }
  return found;
}

/** Users by the code of what failed last; codes without users are left out. */
export function countByReason(db: Db, providerId: string, codes: readonly ProblemCode[], visible: readonly string[] | null): Promise<Map<ProblemCode, Amount>> {
  return amounts(db, codes.map((code) => [code, and(mine(providerId, visible), isNotNull(subscribers.reason), eq(subscribers.reason, code))]));
}

/** Users who have stood in one of the statuses since before a moment, by the name of the question. Who waits for a colleague has not got stuck. */
export function countUnchanged<Name extends string>(db: Db, providerId: string, questions: readonly { name: Name; status: Status; before: Date }[], visible: readonly string[] | null): Promise<Map<Name, Amount>> {
  return amounts(db, questions.map(({ name, status, before }) => [name, and(mine(providerId, visible), sql`${subscribers.status} <> 'provisioned'`, eq(subscribers.status, status), lt(subscribers.lastStatusChange, before), sql`${subscribers.reason} is distinct from ${WAITING_FOR_FIRST}`)]));
}
