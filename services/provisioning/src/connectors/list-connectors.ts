import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { cutPage, type Page } from '../db/page.ts';
import { type ConnectorRow, listConnectors as readConnectors } from './store.ts';

export type ConnectorKey = [name: string, id: string];

/** By name. */
export async function listConnectors(ctx: Context, page: { limit: number; after: ConnectorKey | null }): Promise<Page<ConnectorRow, ConnectorKey>> {
  requireRight(ctx, 'templates:read');
  const rows = await inTransaction(ctx, (ctx) => readConnectors(ctx.db, ctx.providerId, page));
  return cutPage(rows, page.limit, (row): ConnectorKey => [row.name, row.id]);
}
