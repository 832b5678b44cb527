import { requireRight, visibleTemplates } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { cutPage, type Page } from '../db/page.ts';
import { problem } from '../problems.ts';
import { type CustomerRow, findCustomer, selectCustomers } from './store.ts';

export type CustomerKey = [name: string, id: string];

/** By name; an admin limited to some templates sees only their customers. */
export async function listCustomers(ctx: Context, page: { limit: number; after: CustomerKey | null }): Promise<Page<CustomerRow, CustomerKey>> {
  requireRight(ctx, 'subscribers:read');
  return inTransaction(ctx, async (ctx) => cutPage(await selectCustomers(ctx.db, ctx.providerId, { ...page, only: visibleTemplates(ctx.actor) }), page.limit, (row): CustomerKey => [row.name, row.id]));
}

/** @throws customer.not_found */
export async function getCustomer(ctx: Context, id: string): Promise<CustomerRow> {
  requireRight(ctx, 'subscribers:read');
  const row = await inTransaction(ctx, (ctx) => findCustomer(ctx.db, ctx.providerId, id));
  const visible = visibleTemplates(ctx.actor);
  if (!row || (visible && !visible.includes(row.templateId))) throw problem('customer.not_found');
  return row;
}
