import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { areMailsBackedUp } from '../mail/is-backed-up.ts';
import { areOperationsBackedUp } from '../operations/is-backed-up.ts';
import type { FilterWords } from '../subscribers/list-filter.ts';
import { BACKLOG_LIMIT, LANES, LEASE_MS, SLICE_MS } from './bulk-operation.ts';
import { collectBatch } from './collect-items.ts';
import { targetOf } from './count-work.ts';
import { doItem } from './do-item.ts';
import { nextPositions } from './items-query.ts';
import { type BulkRow, changeHeld, claimBulk, claimState, findBulk, isProviderBusy } from './store.ts';
import { currentActor, mayStill } from './who.ts';

const CHUNK = 40;
const AFTER_BACKLOG_SECONDS = 1;

/**
 * Carries a bulk operation on for a few seconds, as the person who asked for it and with the rights they have now, then makes
 * room for others. A worker that dies leaves a lease that runs out; what it had done is done, what it had in hand is not.
 */
export async function runBulkOperation(ctx: Context, id: string): Promise<void> {
  const held = await take(ctx, id);
  if (!held) return;
  const own = { ...ctx, traceId: held.traceId };
  const pulse = setInterval(() => {
    inTransaction(own, (ctx) => changeHeld(ctx.db, held, { leaseUntil: leaseFrom(ctx) })).catch((error: unknown) => own.log.warn({ err: error, bulkOperationId: id }, 'could not renew the lease of a bulk operation'));
  }, LEASE_MS / 3);
  try {
    await workOn(own, held);
  } finally {
    clearInterval(pulse);
  }
}

const leaseFrom = (ctx: Context) => new Date(ctx.clock.now().getTime() + LEASE_MS);

function take(ctx: Context, id: string): Promise<BulkRow | null> {
  return inTransaction(ctx, async (ctx) => {
    const now = ctx.clock.now();
    if (await isProviderBusy(ctx.db, ctx.providerId, id, now)) {
      await enqueue(ctx, 'run-bulk-operation', { providerId: ctx.providerId, bulkOperationId: id }, { startAfterSeconds: 1 });
      return null;
    }
    return claimBulk(ctx.db, ctx.providerId, id, now, leaseFrom(ctx));
  });
}

async function workOn(ctx: Context, held: BulkRow): Promise<void> {
  const actor = await currentActor(ctx, held);
  if (!actor || !mayStill(actor, held.work)) return stop(ctx, held);
  const until = ctx.clock.now().getTime() + SLICE_MS;
  const asActor = { ...ctx, actor };
  const rest = held.collected ? await workThrough(asActor, held, until) : await collect(asActor, held, until);
  await putDown(ctx, held, rest);
}

type Rest = 'none' | 'more' | 'backlog';

async function collect(ctx: Context, held: BulkRow, until: number): Promise<Rest> {
  const target = targetOf({ clock: { now: () => held.createdAt } }, { filter: filterFrom(held) });
  let bulk = held;
  while (ctx.clock.now().getTime() < until) {
    const step = await inTransaction(ctx, async (ctx) => {
      const done = await collectBatch(ctx, bulk, target);
      if (done && !done.more) await changeHeld(ctx.db, held, { collected: true });
      return done;
    });
    if (!step?.more) break;
    bulk = step.bulk;
  }
  return 'more';
}

// Safe because the column is written from a body that was checked against the same shape.
const filterFrom = ({ filter }: BulkRow) => (filter ?? {}) as FilterWords;

/** Several users at a time, until the time is up, the list ends, or so much waits downstream that others would wait behind it. */
async function workThrough(ctx: Context, held: BulkRow, until: number): Promise<Rest> {
  while (ctx.clock.now().getTime() < until) {
    const { positions, isBackedUp } = await inTransaction(ctx, async (ctx) => ({
      positions: await nextPositions(ctx.db, held, CHUNK),
      isBackedUp: (await areOperationsBackedUp(ctx, BACKLOG_LIMIT)) || (await areMailsBackedUp(ctx, BACKLOG_LIMIT)),
    }));
    if (positions.length === 0) return 'none';
    if (isBackedUp) return 'backlog';
    // Users of one customer move together, so two of them must not begin to at the same time.
    const lanes = held.action === 'move_template' ? 1 : LANES;
    await Promise.all(Array.from({ length: lanes }, async () => {
      for (let position = positions.shift(); position !== undefined && ctx.clock.now().getTime() < until; position = positions.shift()) await doItem(ctx, held, position);
    }));
    if (!(await isOurs(ctx, held))) break;
  }
  return 'more';
}

/** Has nobody paused or cancelled it, and no other worker taken it over? */
async function isOurs(ctx: Context, held: BulkRow): Promise<boolean> {
  const now = await inTransaction(ctx, (ctx) => findBulk(ctx.db, ctx.providerId, held.id, null));
  return now?.state === 'running' && now.attempt === held.attempt;
}

/** Ends it when nobody is left, else leaves a wake-up for the next turn. */
async function putDown(ctx: Context, held: BulkRow, rest: Rest): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const now = ctx.clock.now();
    const wait = rest === 'backlog' ? AFTER_BACKLOG_SECONDS : 0;
    if (!(await changeHeld(ctx.db, held, { leaseUntil: null, nextAttemptAt: new Date(now.getTime() + wait * 1000) }))) return;
    if (rest === 'none') {
      const ended = await claimState(ctx.db, ctx.providerId, held.id, ['running'], { state: 'finished', finishedAt: now });
      if (ended) await recordEvent(ctx, { type: 'bulk_operation.finished', data: { bulkOperationId: held.id, action: ended.action, total: ended.total, succeeded: ended.succeeded, skipped: ended.skipped, failed: ended.failed } });
      return;
    }
    await enqueue(ctx, 'run-bulk-operation', { providerId: ctx.providerId, bulkOperationId: held.id }, wait ? { startAfterSeconds: wait } : {});
  });
}

/** Who asked for it may not do it any more. */
async function stop(ctx: Context, held: BulkRow): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const ended = await claimState(ctx.db, ctx.providerId, held.id, ['running'], { state: 'cancelled', stopReason: 'access.forbidden', finishedAt: ctx.clock.now(), leaseUntil: null });
    if (ended) await recordEvent(ctx, { type: 'bulk_operation.cancelled', data: { bulkOperationId: held.id, action: ended.action, reason: 'access.forbidden' } });
  });
}
