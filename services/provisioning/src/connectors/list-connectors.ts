import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { cutPage, type Page, type PageRequest } from '../db/page.ts';
import { type DescribedConnector, describeConnectors } from './describe-connectors.ts';
import { listConnectors as readConnectors } from './store.ts';

export type ConnectorKey = [name: string, id: string];

/** By name. */
export async function listConnectors(ctx: Context, page: PageRequest<ConnectorKey>): Promise<Page<DescribedConnector, ConnectorKey>> {
  requireRight(ctx, 'templates:read');
  return inTransaction(ctx, async (ctx) => {
    const { items, ...others } = cutPage(await readConnectors(ctx.db, ctx.providerId, page), page, (row): ConnectorKey => [row.name, row.id]);
    return { items: await describeConnectors(ctx, items), ...others };
  });
}
