import type { TxContext } from '../context.ts';
import { type Count, sumCounts } from './store.ts';
import type { Tallied } from './tallied.ts';

/**
 * Exact counts by period since `from`, over the subjects given; checks no right.
 * @param query subjects: null for all of the provider's.
 */
export async function readTallies(ctx: TxContext, query: { whats: readonly Tallied[]; from: Date; subjects: readonly string[] | null }): Promise<Count[]> {
  return sumCounts(ctx.db, ctx.providerId, query);
}
