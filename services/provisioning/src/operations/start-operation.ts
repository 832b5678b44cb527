import type { TxContext } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { type OperationKind, tryOf } from './operation.ts';
import { cancelOpenOperation, insertOperation } from './store.ts';

/**
 * Starts to make something true downstream: row, event and wake-up in the caller's transaction.
 * An operation that is still open for the subscriber gives way; there is never more than one.
 */
export async function startOperation(ctx: TxContext, subscriberId: string, kind: OperationKind): Promise<void> {
  const now = ctx.clock.now();
  const id = ctx.ids.next();
  await stopOperation(ctx, subscriberId);
  await insertOperation(ctx.db, { providerId: ctx.providerId, id, subscriberId, kind, state: 'queued', nextAttemptAt: now, traceId: ctx.traceId, createdAt: now });
  await recordEvent(ctx, { type: 'operation.started', subscriberId, data: { operationId: id, kind } });
  await enqueue(ctx, 'run-operation', { providerId: ctx.providerId, operationId: id });
}

/** Ends what is open, because the person starts over with another address. */
export async function stopOperation(ctx: TxContext, subscriberId: string): Promise<void> {
  const stopped = await cancelOpenOperation(ctx.db, ctx.providerId, subscriberId, ctx.clock.now());
  if (stopped) await recordEvent(ctx, { type: 'operation.cancelled', subscriberId, data: { operationId: stopped.id, kind: stopped.kind, try: tryOf(stopped) } });
}
