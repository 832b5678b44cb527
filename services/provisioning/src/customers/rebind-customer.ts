import type { TxContext } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { findCustomer, setTemplate } from './store.ts';

/** Binds a customer to another template, because all its users go there; checks no right. @throws customer.not_found */
export async function rebindCustomer(ctx: TxContext, id: string, template: { id: string; name: string }): Promise<void> {
  const before = await findCustomer(ctx.db, ctx.providerId, id);
  if (!before || !(await setTemplate(ctx.db, ctx.providerId, id, template.id))) throw problem('customer.not_found');
  const changes = { templateName: { from: before.templateName, to: template.name } };
  await recordEvent(ctx, { type: 'customer.rebound', templateId: template.id, customerId: id, subject: before.name, data: { customerId: id, changes } });
}
