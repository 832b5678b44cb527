import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { cutPage, type Page, type PageRequest } from '../db/page.ts';
import { type DescribedCluster, describeClusters } from './describe-clusters.ts';
import { listClusters as readClusters } from './store.ts';

export type ClusterKey = [name: string, id: string];

/** By name. */
export async function listClusters(ctx: Context, page: PageRequest<ClusterKey>): Promise<Page<DescribedCluster, ClusterKey>> {
  requireRight(ctx, 'templates:read');
  return inTransaction(ctx, async (ctx) => {
    const { items, ...others } = cutPage(await readClusters(ctx.db, ctx.providerId, page), page, (row): ClusterKey => [row.name, row.id]);
    return { items: await describeClusters(ctx, items), ...others };
  });
}
