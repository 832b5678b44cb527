import type { TxContext } from '../context.ts';
import { insertMark } from './store.ts';
import type { Tallied } from './tallied.ts';

/** Counts one thing, in the transaction of what it counts: both happened or neither. */
export async function tally(ctx: TxContext, what: Tallied, subjectId: string, period: Date): Promise<void> {
  await insertMark(ctx.db, { providerId: ctx.providerId, id: ctx.ids.next(), what, subjectId, period });
}
