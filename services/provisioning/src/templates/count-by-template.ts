import { type Context, inTransaction } from '../context.ts';
import type { Status } from '../subscribers/subscriber.ts';
import { countSubscribers, COUNT_LIMIT } from './store.ts';

export type Totals = { total: number; pending: number; running: number; provisioned: number; error: number; capped: boolean };

const groups: Record<Status, 'pending' | 'running' | 'provisioned' | 'error'> = {
  pending_email_input: 'pending',
  pending_email_validation: 'pending',
  pending_user_migration: 'pending',
  provisioning: 'running',
  updating: 'running',
  provisioned: 'provisioned',
  error: 'error',
};

/** Users of each template by where they stand; every number is exact up to 10,000 and stops there. */
export async function countByTemplate(ctx: Context, templateIds: readonly string[]): Promise<Map<string, Totals>> {
  if (templateIds.length === 0) return new Map();
  return inTransaction(ctx, async (ctx) => {
    const totals = new Map<string, Totals>(templateIds.map((id) => [id, { total: 0, pending: 0, running: 0, provisioned: 0, error: 0, capped: false }]));
    for (const row of await countSubscribers(ctx.db, ctx.providerId, templateIds)) {
      const total = totals.get(row.templateId);
      if (!total) continue;
      total[groups[row.status]] += row.count;
      total.total += row.count;
      total.capped ||= row.count >= COUNT_LIMIT;
    }
    return totals;
  });
}
