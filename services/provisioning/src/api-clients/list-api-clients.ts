import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { cutPage, type Page } from '../db/page.ts';
import { type ApiClientRow, listApiClients as readApiClients } from './store.ts';

export type ApiClientKey = [name: string, id: string];

/** By name. */
export async function listApiClients(ctx: Context, page: { limit: number; after: ApiClientKey | null }): Promise<Page<ApiClientRow, ApiClientKey>> {
  requireRight(ctx, 'admin');
  const rows = await inTransaction(ctx, (ctx) => readApiClients(ctx.db, ctx.providerId, page));
  return cutPage(rows, page.limit, (row): ApiClientKey => [row.name, row.id]);
}
