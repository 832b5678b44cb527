import type { TxContext } from '../context.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { hastenOperations, type Whose } from './store.ts';

/** So many get a wake-up at once; the sweeper, which sees that the others are due, gives them theirs. */
const AT_ONCE = 100;

/** What was parked because its user stands there for this reason is due now. */
export async function wakeOperations(ctx: TxContext, whose: Whose, reason: string): Promise<void> {
  const due = await hastenOperations(ctx.db, ctx.providerId, whose, reason, ctx.clock.now());
  for (const { id } of due.slice(0, AT_ONCE)) await enqueue(ctx, 'run-operation', { providerId: ctx.providerId, operationId: id });
}
