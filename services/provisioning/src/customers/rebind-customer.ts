import type { TxContext } from '../context.ts';
import { problem } from '../problems.ts';
import { setTemplate } from './store.ts';

/** Binds a customer to another template, because all its users go there; checks no right. @throws customer.not_found */
export async function rebindCustomer(ctx: TxContext, id: string, templateId: string): Promise<void> {
  if (!(await setTemplate(ctx.db, ctx.providerId, id, templateId))) throw problem('customer.not_found');
}
