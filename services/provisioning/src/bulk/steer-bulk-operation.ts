import { requireRight } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { problem } from '../problems.ts';
import type { BulkState } from './bulk-operation.ts';
import { loadVisibleBulk } from './list-bulk-operations.ts';
import { type BulkRow, claimState } from './store.ts';
import { requireBulkRight } from './who.ts';

/** Users in hand are finished; nobody new is begun. @throws bulk_operation.not_found, bulk_operation.state_not_allowed, access.forbidden */
export const pauseBulkOperation = (ctx: Context, id: string): Promise<BulkRow> => steer(ctx, id, 'bulk_operation.paused', ['running'], { state: 'paused' });

/** Goes on where it stood. @throws as pauseBulkOperation */
export async function resumeBulkOperation(ctx: Context, id: string): Promise<BulkRow> {
  return inTransaction(ctx, async (ctx) => {
    const row = await steer(ctx, id, 'bulk_operation.resumed', ['paused'], { state: 'running', nextAttemptAt: ctx.clock.now() });
    await enqueue(ctx, 'run-bulk-operation', { providerId: ctx.providerId, bulkOperationId: id });
    return row;
  });
}

/** Ends it for good; what is done stays done. @throws as pauseBulkOperation */
export const cancelBulkOperation = (ctx: Context, id: string): Promise<BulkRow> => steer(ctx, id, 'bulk_operation.cancelled', ['running', 'paused'], { state: 'cancelled', finishedAt: ctx.clock.now() });

type Word = 'bulk_operation.paused' | 'bulk_operation.resumed' | 'bulk_operation.cancelled';

function steer(ctx: Context | TxContext, id: string, word: Word, from: readonly BulkState[], changes: Partial<Pick<BulkRow, 'state' | 'finishedAt' | 'nextAttemptAt'>>): Promise<BulkRow> {
  requireRight(ctx, 'subscribers:support');
  return inTransaction(ctx, async (ctx) => {
    const { action, work } = await loadVisibleBulk(ctx, id);
    requireBulkRight(ctx, work);
    const row = await claimState(ctx.db, ctx.providerId, id, from, changes);
    if (!row) throw problem('bulk_operation.state_not_allowed');
    await recordEvent(ctx, { type: word, data: { bulkOperationId: id, action, done: row.succeeded + row.skipped + row.failed, total: row.total } });
    return row;
  });
}
