import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { cutPage, type Page, type PageRequest } from '../db/page.ts';
import { type AdminRow, listAdmins as readAdmins } from './store.ts';

export type AdminKey = [name: string, id: string];

/** By name. */
export async function listAdmins(ctx: Context, page: PageRequest<AdminKey>): Promise<Page<AdminRow, AdminKey>> {
  requireRight(ctx, 'admin');
  const rows = await inTransaction(ctx, (ctx) => readAdmins(ctx.db, ctx.providerId, page));
  return cutPage(rows, page, (row): AdminKey => [row.name, row.id]);
}
