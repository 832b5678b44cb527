import type { TxContext } from '../context.ts';
import { problem } from '../problems.ts';
import { type CustomerRow, putCustomer } from './store.ts';

/**
 * The customer a user belongs to; made at its first user and bound to that user's template from then on.
 * @throws customer.other_template (the original's 200040) when another template has it.
 */
export async function bindCustomer(ctx: TxContext, spEnterpriseId: string, templateId: string): Promise<CustomerRow> {
  const customer = await putCustomer(ctx.db, {
    providerId: ctx.providerId,
    id: ctx.ids.next(),
    spEnterpriseId,
    name: spEnterpriseId,
    templateId,
    createdAt: ctx.clock.now(),
  });
  if (customer.templateId !== templateId) throw problem('customer.other_template', { detail: `The customer ${spEnterpriseId} is bound to another template.` });
  return customer;
}
