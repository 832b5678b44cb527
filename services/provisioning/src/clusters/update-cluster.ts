import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { requireCallable } from '../checks/require-callable.ts';
import { changesBetween } from '../events/changes.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { domainFrom, xsiUrlFrom } from './cluster.ts';
import type { NewCluster } from './create-cluster.ts';
import { getCluster } from './load-cluster.ts';
import { requireReachable } from './require-reachable.ts';
import type { DescribedCluster } from './describe-clusters.ts';
import { changeCluster, type ClusterChanges, findCluster } from './store.ts';

/**
 * Changes the fields that are given; null clears the default domain.
 * @throws cluster.not_found, request.invalid, and cluster.unreachable when XSI-Actions does not answer at the new address.
 */
export async function updateCluster(ctx: Context, id: string, input: Partial<NewCluster>): Promise<DescribedCluster> {
  requireRight(ctx, 'integrations:write');
  const changes: ClusterChanges = {};
  if (input.name !== undefined) changes.name = input.name;
  if (input.defaultDomain !== undefined) changes.defaultDomain = domainFrom(input.defaultDomain);
  if (input.xsiUrl !== undefined) {
    changes.xsiUrl = xsiUrlFrom(input.xsiUrl);
    requireCallable(ctx, changes.xsiUrl, '/xsiUrl');
    // Absent is told before anything is called.
    await getCluster(ctx, id);
    await requireReachable(ctx, changes.xsiUrl);
  }
  return inTransaction(ctx, async (ctx) => {
    const before = await findCluster(ctx.db, ctx.providerId, id);
    const row = await changeCluster(ctx.db, ctx.providerId, id, changes);
    if (!row || !before) throw problem('cluster.not_found');
    await recordEvent(ctx, { type: 'cluster.changed', subject: row.name, data: { clusterId: id, changes: changesBetween(before, row, ['name', 'xsiUrl', 'defaultDomain']) } });
    return getCluster(ctx, id);
  });
}
