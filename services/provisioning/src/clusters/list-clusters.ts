import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { cutPage, type Page } from '../db/page.ts';
import { type ClusterRow, listClusters as readClusters } from './store.ts';

export type ClusterKey = [name: string, id: string];

/** By name. */
export async function listClusters(ctx: Context, page: { limit: number; after: ClusterKey | null }): Promise<Page<ClusterRow, ClusterKey>> {
  requireRight(ctx, 'templates:read');
  const rows = await inTransaction(ctx, (ctx) => readClusters(ctx.db, ctx.providerId, page));
  return cutPage(rows, page.limit, (row): ClusterKey => [row.name, row.id]);
}
