import { and, eq, gte, inArray, lt, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import type { Tallied } from './tallied.ts';
import { tallies, tallyMarks } from './table.ts';

export async function insertMark(db: Db, mark: typeof tallyMarks.$inferInsert): Promise<void> {
  await db.insert(tallyMarks).values(mark);
}

export type Count = { what: Tallied; period: Date; count: number };

/**
 * Counts by period since `from`, folded and not yet folded alike, in one statement and so as of one moment.
 * @param subjects null for all; an empty list is none.
 */
export async function sumCounts(db: Db, providerId: string, query: { whats: readonly Tallied[]; from: Date; subjects: readonly string[] | null }): Promise<Count[]> {
  const { whats, from, subjects } = query;
  if (subjects?.length === 0) return [];
  const condition = (table: typeof tallies | typeof tallyMarks) =>
    and(eq(table.providerId, providerId), inArray(table.what, [...whats]), gte(table.period, from), subjects ? inArray(table.subjectId, [...subjects]) : undefined);
  const { rows } = await db.execute<{ what: Tallied; period: string | Date; count: number }>(sql`
    select what, period, sum(count)::int as count from (
      select what, period, count from ${tallies} where ${condition(tallies)}
      union all
      select what, period, 1 from ${tallyMarks} where ${condition(tallyMarks)}
    ) as counted group by what, period order by period`);
  return rows.map((row) => ({ ...row, period: new Date(row.period) }));
}

/** The same counts since `from` in one sum for each subject. */
export async function sumBySubject(db: Db, providerId: string, query: { whats: readonly Tallied[]; from: Date; subjects: readonly string[] }): Promise<{ what: Tallied; subjectId: string; count: number }[]> {
  const { whats, from, subjects } = query;
  if (subjects.length === 0) return [];
  const condition = (table: typeof tallies | typeof tallyMarks) => and(eq(table.providerId, providerId), inArray(table.what, [...whats]), gte(table.period, from), inArray(table.subjectId, [...subjects]));
  const { rows } = await db.execute<{ what: Tallied; subject_id: string; count: number }>(sql`
    select what, subject_id, sum(count)::int as count from (
      select what, subject_id, count from ${tallies} where ${condition(tallies)}
      union all
      select what, subject_id, 1 from ${tallyMarks} where ${condition(tallyMarks)}
    ) as counted group by what, subject_id`);
  return rows.map(({ what, subject_id: subjectId, count }) => ({ what, subjectId, count }));
}

/** Which of these were ever counted. */
export async function everCounted(db: Db, providerId: string, whats: readonly Tallied[], subjects: readonly string[] | null): Promise<Tallied[]> {
  if (subjects?.length === 0) return [];
  const once = (table: typeof tallies | typeof tallyMarks, what: Tallied) =>
    sql`exists (select 1 from ${table} where ${and(eq(table.providerId, providerId), eq(table.what, what), subjects ? inArray(table.subjectId, [...subjects]) : undefined)})`;
  const { rows } = await db.execute<{ what: Tallied }>(sql.join(whats.map((what) => sql`select ${what}::text as what where ${once(tallies, what)} or ${once(tallyMarks, what)}`), sql` union all `));
  return rows.map(({ what }) => what);
}

/** Across tenants: whose marks wait to be folded. */
export async function providersWithMarks(db: Db, limit: number): Promise<string[]> {
  const rows = await db.selectDistinct({ providerId: tallyMarks.providerId }).from(tallyMarks).limit(limit);
  return rows.map((row) => row.providerId);
}

/**
 * Moves marks into the counts. The whole move is one statement, so that a reader sees each mark once: here or there.
 * One worker at a time does it for a provider; another one finds nothing to do.
 * @returns how many marks were moved.
 */
export async function foldMarks(db: Db, providerId: string, limit: number): Promise<number> {
  const { rows: mine } = await db.execute<{ held: boolean }>(sql`select pg_try_advisory_xact_lock(hashtextextended(${`tallies ${providerId}`}, 0)) as held`);
  if (!mine[0]?.held) return 0;
  const { rows } = await db.execute<{ moved: number }>(sql`
    with taken as (
      delete from ${tallyMarks} where provider_id = ${providerId}
        and id in (select id from ${tallyMarks} where provider_id = ${providerId} order by id limit ${limit})
      returning what, period, subject_id
    ), added as (
      insert into ${tallies} as t (provider_id, what, period, subject_id, count)
      select ${providerId}::uuid, what, period, subject_id, count(*)::int from taken group by what, period, subject_id
      on conflict (provider_id, what, period, subject_id) do update set count = t.count + excluded.count
    )
    select count(*)::int as moved from taken`);
  return rows[0]?.moved ?? 0;
}

export async function deleteCounts(db: Db, providerId: string, whats: readonly Tallied[], before: Date): Promise<void> {
  await db.delete(tallies).where(and(eq(tallies.providerId, providerId), inArray(tallies.what, [...whats]), lt(tallies.period, before)));
}
