import { requireRight } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { problem } from '../problems.ts';
import { type DescribedCluster, describeClusters } from './describe-clusters.ts';
import { type ClusterRow, findCluster } from './store.ts';

/** The cluster by its id, for other use cases; checks no right. @throws cluster.not_found */
export async function loadCluster(ctx: TxContext, id: string): Promise<ClusterRow> {
  const row = await findCluster(ctx.db, ctx.providerId, id);
  if (!row) throw problem('cluster.not_found');
  return row;
}

/** What an admin reads. @throws cluster.not_found */
export async function getCluster(ctx: Context, id: string): Promise<DescribedCluster> {
  requireRight(ctx, 'templates:read');
  return inTransaction(ctx, async (ctx) => {
    const [described] = await describeClusters(ctx, [await loadCluster(ctx, id)]);
    if (!described) throw problem('cluster.not_found');
    return described;
  });
}
