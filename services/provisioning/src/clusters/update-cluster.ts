import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { requireCallable } from '../checks/require-callable.ts';
import { changesBetween, changesNothing } from '../events/changes.ts';
import { recordEvent } from '../events/record-event.ts';
import { requireVersion } from '../preconditions.ts';
import { problem } from '../problems.ts';
import { domainFrom, xsiUrlFrom } from './cluster.ts';
import type { NewCluster } from './create-cluster.ts';
import { getCluster } from './load-cluster.ts';
import { requireReachable } from './require-reachable.ts';
import type { DescribedCluster } from './describe-clusters.ts';
import { changeCluster, type ClusterChanges, lockCluster } from './store.ts';

/**
 * Changes the fields that are given; null clears the default domain.
 * @throws cluster.not_found, request.invalid, request.version_outdated, request.version_missing, and cluster.unreachable when XSI-Actions does not answer at the new address.
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
    const before = await lockCluster(ctx.db, ctx.providerId, id);
    if (!before) throw problem('cluster.not_found');
    requireVersion(ctx, before.version);
    if (changesNothing(before, changes)) return getCluster(ctx, id);
    const row = await changeCluster(ctx.db, ctx.providerId, id, changes);
    if (!row) throw problem('cluster.not_found');
    await recordEvent(ctx, { type: 'cluster.changed', subject: row.name, data: { clusterId: id, changes: changesBetween(before, row, ['name', 'xsiUrl', 'defaultDomain']) } });
    return getCluster(ctx, id);
  });
}
