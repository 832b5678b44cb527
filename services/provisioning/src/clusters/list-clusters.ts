import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { cutPage, type Page } from '../db/page.ts';
import { type DescribedCluster, describeClusters } from './describe-clusters.ts';
import { listClusters as readClusters } from './store.ts';

export type ClusterKey = [name: string, id: string];

/** By name. */
export async function listClusters(ctx: Context, page: { limit: number; after: ClusterKey | null }): Promise<Page<DescribedCluster, ClusterKey>> {
  requireRight(ctx, 'templates:read');
  return inTransaction(ctx, async (ctx) => {
    const { items, next } = cutPage(await readClusters(ctx.db, ctx.providerId, page), page.limit, (row): ClusterKey => [row.name, row.id]);
    return { items: await describeClusters(ctx, items), next };
  });
}
