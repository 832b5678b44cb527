import { requireRight, type Right, visibleTemplates } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { cutPage, type Page } from '../db/page.ts';
import { loadVisibleCustomer } from './list-customers.ts';
import { type CustomerRow, type EnterpriseFilters, type EnterpriseStart, selectEnterprises } from './store.ts';

/** Customers as the published API lists them: by the id the provider gave them. */
export async function listEnterprises(ctx: Context, filters: EnterpriseFilters, page: { limit: number; start: EnterpriseStart }): Promise<Page<CustomerRow, string>> {
  requireRight(ctx, 'enterprises:read');
  return inTransaction(ctx, async (ctx) => {
    const rows = await selectEnterprises(ctx.db, ctx.providerId, { ...filters, ...page, only: visibleTemplates(ctx.actor) });
    return cutPage(rows, page, (row) => row.spEnterpriseId);
  });
}

/** One of them. @throws customer.not_found */
export async function getEnterprise(ctx: Context, id: string, right: Extract<Right, `enterprises:${string}`>): Promise<CustomerRow> {
  requireRight(ctx, right);
  return inTransaction(ctx, (ctx) => loadVisibleCustomer(ctx, id));
}
