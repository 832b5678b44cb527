import type { TxContext } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { claimFirstAdmin } from './store.ts';

/** The first user of a customer to be provisioned becomes its administrator, once and for good; of two at the same moment one. @returns whether it was this one */
export async function noteFirstAdmin(ctx: TxContext, customerId: string, first: { id: string; userId: string; templateId: string }): Promise<boolean> {
  const claimed = await claimFirstAdmin(ctx.db, ctx.providerId, customerId, { firstAdminSubscriberId: first.id, firstAdminUserId: first.userId, firstAdminAt: ctx.clock.now() });
  if (claimed) await recordEvent(ctx, { type: 'customer.first_admin', subscriberId: first.id, templateId: first.templateId, customerId, data: { customerId, userId: first.userId } });
  return claimed;
}
