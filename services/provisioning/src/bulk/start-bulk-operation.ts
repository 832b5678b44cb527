import { type Context, inTransaction, type TxContext } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { problem } from '../problems.ts';
import { MAX_IDS } from './bulk-operation.ts';
import { collectBatch } from './collect-items.ts';
import { type BulkRequest, countWork, targetOf } from './count-work.ts';
import { insertItems } from './items-query.ts';
import { requireConfirmed } from './require-confirmed.ts';
import { type BulkRow, countResult, findBulk, insertBulk, noteCollected } from './store.ts';
import { askedBy, requireBulkRight } from './who.ts';

/**
 * Starts the same work for many users; a worker does it. The list of users is frozen here, or by the worker when it is long.
 * @param confirm the number the dry run gave as `ready`; must still be right. Many users need it.
 * @throws access.forbidden, template.not_found, bulk_operation.nobody, bulk_operation.confirmation_needed, bulk_operation.count_changed
 */
export async function startBulkOperation(ctx: Context, request: BulkRequest, confirm: number | undefined): Promise<BulkRow> {
  requireBulkRight(ctx, request.work);
  return inTransaction(ctx, async (ctx) => {
    const counted = await countWork(ctx, request);
    requireConfirmed(counted.action, counted.ready, confirm);
    if (counted.ready === 0) throw problem('bulk_operation.nobody');
    const id = ctx.ids.next();
    const now = ctx.clock.now();
    const row = await insertBulk(ctx.db, {
      ...askedBy(ctx),
      providerId: ctx.providerId,
      id,
      action: request.work.action,
      work: request.work,
      source: 'ids' in request.target ? 'ids' : 'filter',
      filter: 'ids' in request.target ? null : request.target.filter,
      state: 'running',
      collected: counted.total <= MAX_IDS,
      nextAttemptAt: now,
      traceId: ctx.traceId,
      createdAt: now,
    });
    if (row.collected) await collectNow(ctx, row, request);
    await wakeUp(ctx, row);
    return (await findBulk(ctx.db, ctx.providerId, id, null)) ?? row;
  });
}

async function collectNow(ctx: TxContext, row: BulkRow, { target }: BulkRequest): Promise<void> {
  let bulk = row;
  for (let more = true; more; ) {
    const step = await collectBatch(ctx, bulk, targetOf(ctx, target));
    if (!step) return;
    ({ bulk, more } = step);
  }
  if ('ids' in target) await noteAbsent(ctx, bulk, target.ids);
}

/** Those who were named but are nobody's users any more: they stand in the result as well. */
async function noteAbsent(ctx: TxContext, bulk: BulkRow, ids: readonly string[]): Promise<void> {
  const at = ctx.clock.now();
  const items = [...new Set(ids)].map((subscriberId, index) => ({ position: bulk.total + index + 1, subscriberId, state: 'skipped' as const, code: 'not_found', at }));
  const count = await insertItems(ctx.db, bulk, items);
  if (count === 0) return;
  await noteCollected(ctx.db, bulk, { count, lastId: bulk.lastCollectedId ?? bulk.id });
  await countResult(ctx.db, bulk.providerId, bulk.id, { state: 'skipped', code: 'not_found', count });
}

/** Records the start and leaves a wake-up, in the caller's transaction. */
export async function wakeUp(ctx: TxContext, { id, action, source, work }: BulkRow): Promise<void> {
  await recordEvent(ctx, { type: 'bulk_operation.started', data: { bulkOperationId: id, action, source, work } });
  await enqueue(ctx, 'run-bulk-operation', { providerId: ctx.providerId, bulkOperationId: id });
}
