import type { TxContext } from '../context.ts';
import type { JobName, Jobs } from './catalog.ts';

/** Leaves a wake-up in the caller's transaction. The row it points to holds the truth; the job may be lost without harm. */
export function enqueue<N extends JobName>(ctx: TxContext, name: N, payload: Jobs[N], options: { startAfterSeconds?: number } = {}): Promise<void> {
  return ctx.jobs.send(ctx.db, name, payload, options);
}
