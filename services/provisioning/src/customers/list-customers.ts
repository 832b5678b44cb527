import { requireRight, visibleTemplates } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { cutPage, type Page, type PageRequest } from '../db/page.ts';
import { problem } from '../problems.ts';
import { noUsers, sumUsers, type UserCounts } from '../subscribers/user-counts.ts';
import { countUsers, findCustomer, type NamedCustomerRow, selectCustomers } from './store.ts';

export type CustomerKey = [name: string, id: string];
export type CustomerWithUsers = NamedCustomerRow & { users: UserCounts };
export type CustomerFilters = { q?: string | undefined; templateId?: string | undefined };

/** A list shows many customers and so counts less far for each than the page of one. */
const MOST_IN_LIST = 1_000;
const MOST_OF_ONE = 10_000;

/** By name, each with its users by state; an admin limited to some templates sees only their customers. */
export async function listCustomers(ctx: Context, filters: CustomerFilters, page: PageRequest<CustomerKey>): Promise<Page<CustomerWithUsers, CustomerKey>> {
  requireRight(ctx, 'subscribers:read');
  return inTransaction(ctx, async (ctx) => {
    const rows = await selectCustomers(ctx.db, ctx.providerId, { ...filters, ...page, only: visibleTemplates(ctx.actor) });
    const { items, ...others } = cutPage(rows, page, (row): CustomerKey => [row.nameFolded, row.id]);
    return { items: await withUsers(ctx, items, MOST_IN_LIST), ...others };
  });
}

/** @throws customer.not_found */
export async function getCustomer(ctx: Context, id: string): Promise<CustomerWithUsers> {
  requireRight(ctx, 'subscribers:read');
  return inTransaction(ctx, async (ctx) => {
    const [customer] = await withUsers(ctx, [await loadVisibleCustomer(ctx, id)], MOST_OF_ONE);
    if (!customer) throw problem('customer.not_found');
    return customer;
  });
}

/** The customer, if the actor may see it: one of a template outside an admin's own is as absent as none. @throws customer.not_found */
export async function loadVisibleCustomer(ctx: TxContext, id: string): Promise<NamedCustomerRow> {
  const row = await findCustomer(ctx.db, ctx.providerId, id);
  const visible = visibleTemplates(ctx.actor);
  if (!row || (visible && !visible.includes(row.templateId))) throw problem('customer.not_found');
  return row;
}

async function withUsers(ctx: TxContext, rows: readonly NamedCustomerRow[], most: number): Promise<CustomerWithUsers[]> {
  if (rows.length === 0) return [];
  const counts = await countUsers(ctx.db, ctx.providerId, rows.map(({ id }) => id), most);
  return rows.map((row) => ({ ...row, users: sumUsers(noUsers(), counts.filter(({ customerId }) => customerId === row.id), most) }));
}
