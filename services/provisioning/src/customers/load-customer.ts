import type { TxContext } from '../context.ts';
import { problem } from '../problems.ts';
import { findCustomer, type NamedCustomerRow } from './store.ts';

/** The customer by its id, for other use cases; checks no right. @throws customer.not_found */
export async function loadCustomer(ctx: TxContext, id: string): Promise<NamedCustomerRow> {
  const row = await findCustomer(ctx.db, ctx.providerId, id);
  if (!row) throw problem('customer.not_found');
  return row;
}
