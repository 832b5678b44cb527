import { type Context, inTransaction } from '../context.ts';
import { noUsers, sumUsers, type UserCounts } from '../subscribers/user-counts.ts';
import { countSubscribers, COUNT_LIMIT } from './store.ts';

/** Users of each template by where they stand; every number is exact up to 10,000 and stops there. */
export async function countByTemplate(ctx: Context, templateIds: readonly string[]): Promise<Map<string, UserCounts>> {
  if (templateIds.length === 0) return new Map();
  return inTransaction(ctx, async (ctx) => {
    const counts = await countSubscribers(ctx.db, ctx.providerId, templateIds);
    return new Map(templateIds.map((id) => [id, sumUsers(noUsers(), counts.filter(({ templateId }) => templateId === id), COUNT_LIMIT)]));
  });
}
