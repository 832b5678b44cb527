import type { TxContext } from '../context.ts';
import { problem } from '../problems.ts';
import { type CustomerRow, lockCustomer } from './store.ts';

/**
 * The customer, held until the transaction ends. Whoever decides to wait for its first administrator holds it for `share`, whoever
 * wakes the waiting holds it for `update`: so one comes after the other and nobody is overlooked. Checks no right.
 * @throws customer.not_found
 */
export async function holdCustomer(ctx: TxContext, id: string, strength: 'share' | 'update'): Promise<CustomerRow> {
  const row = await lockCustomer(ctx.db, ctx.providerId, id, strength);
  if (!row) throw problem('customer.not_found');
  return row;
}
