import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { requireCallable } from '../checks/require-callable.ts';
import { recordEvent } from '../events/record-event.ts';
import { domainFrom, xsiUrlFrom } from './cluster.ts';
import { requireReachable } from './require-reachable.ts';
import type { DescribedCluster } from './describe-clusters.ts';
import { getCluster } from './load-cluster.ts';
import { insertCluster } from './store.ts';

export type NewCluster = { name: string; xsiUrl: string; defaultDomain?: string | null };

/** @throws request.invalid for an unusable address, cluster.unreachable when XSI-Actions does not answer there. */
export async function createCluster(ctx: Context, input: NewCluster): Promise<DescribedCluster> {
  requireRight(ctx, 'integrations:write');
  const { name } = input;
  const xsiUrl = xsiUrlFrom(input.xsiUrl);
  requireCallable(ctx, xsiUrl, '/xsiUrl');
  await requireReachable(ctx, xsiUrl);
  return inTransaction(ctx, async (ctx) => {
    const { providerId } = ctx;
    const row = await insertCluster(ctx.db, { providerId, id: ctx.ids.next(), name, xsiUrl, defaultDomain: domainFrom(input.defaultDomain ?? null), createdAt: ctx.clock.now() });
    await recordEvent(ctx, { type: 'cluster.created', data: { clusterId: row.id, name, xsiUrl, defaultDomain: row.defaultDomain } });
    return getCluster(ctx, row.id);
  });
}
