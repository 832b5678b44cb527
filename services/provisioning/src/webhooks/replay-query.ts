import { and, eq, gte, isNotNull, lt, ne, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import type { NewDelivery, Of } from './queue-query.ts';
import { webhookDeliveries } from './table.ts';

const d = webhookDeliveries;
const of = ({ providerId, webhookId }: Of) => and(eq(d.providerId, providerId), eq(d.webhookId, webhookId));
const isPending = sql`${d.state} = 'pending'`;
const anew = (replayId: string, now: Date) => ({ state: 'pending' as const, step: 0, nextAttemptAt: now, resumeAt: null, settledAt: null, replayId });

/** Takes events up to be sent once more: what was settled begins anew, what waits goes on waiting. @returns how many begin anew. */
export async function renewDeliveries(db: Db, rows: readonly NewDelivery[], replayId: string, now: Date): Promise<number> {
  if (rows.length === 0) return 0;
  const renewed = await db
    .insert(d)
    .values(rows.map((row) => ({ ...row, replayId })))
    .onConflictDoUpdate({ target: [d.providerId, d.webhookId, d.id], set: anew(replayId, now), setWhere: ne(d.state, 'pending') })
    .returning({ id: d.id });
  return renewed.length;
}

/** What was given up begins anew, of events with an id from `first` to before `end`; tests aside. @returns how many. */
export async function renewFailed(db: Db, from: Of, { first, end }: { first: string; end: string }, replayId: string, now: Date): Promise<number> {
  const { rowCount } = await db.update(d).set(anew(replayId, now)).where(and(of(from), eq(d.state, 'failed'), gte(d.id, first), lt(d.id, end), isNotNull(d.sequence)));
  return rowCount ?? 0;
}

/** How many of a replay wait. */
export async function countOfReplay(db: Db, from: Of, replayId: string): Promise<number> {
  const { rows } = await db.execute<{ count: number }>(sql`select count(*)::int as count from ${d} where ${and(of(from), isPending, eq(d.replayId, replayId))}`);
  return rows[0]?.count ?? 0;
}

/** What waits of a replay stands again as its last attempt left it; what was never tried is left out. */
export async function takeBackReplay(db: Db, from: Of, replayId: string, now: Date): Promise<void> {
  const state = sql`case when ${d.lastOutcome} is null then 'skipped' when ${d.lastOutcome} = 'delivered' then 'delivered' else 'failed' end`;
  await db.update(d).set({ state, nextAttemptAt: null, resumeAt: null, settledAt: now }).where(and(of(from), isPending, eq(d.replayId, replayId)));
}
