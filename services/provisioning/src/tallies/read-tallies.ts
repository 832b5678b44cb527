import type { TxContext } from '../context.ts';
import { type Count, everCounted, sumBySubject, sumCounts } from './store.ts';
import type { Tallied } from './tallied.ts';

/**
 * Exact counts by period since `from`, over the subjects given; checks no right.
 * @param query subjects: null for all of the provider's.
 */
export async function readTallies(ctx: TxContext, query: { whats: readonly Tallied[]; from: Date; subjects: readonly string[] | null }): Promise<Count[]> {
  return sumCounts(ctx.db, ctx.providerId, query);
}

/** Exact counts since `from` for each of the subjects; checks no right. */
export async function readTalliesBySubject(ctx: TxContext, query: { whats: readonly Tallied[]; from: Date; subjects: readonly string[] }): Promise<{ what: Tallied; subjectId: string; count: number }[]> {
  return sumBySubject(ctx.db, ctx.providerId, query);
}

/** Which of these happened at least once to one of the subjects (null is all); checks no right. */
export async function everHappened(ctx: TxContext, whats: readonly Tallied[], subjects: readonly string[] | null): Promise<Tallied[]> {
  return everCounted(ctx.db, ctx.providerId, whats, subjects);
}
