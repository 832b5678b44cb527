import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { requireVersion } from '../preconditions.ts';
import { problem } from '../problems.ts';
import { type CustomerWithUsers, getCustomer, loadVisibleCustomer } from './list-customers.ts';
import { lockCustomer, renameCustomer as renameRow } from './store.ts';

/** The name people read; BroadWorks and the cloud platform go on using the spEnterpriseId. @throws customer.not_found, request.version_outdated, request.version_missing */
export async function renameCustomer(ctx: Context, id: string, name: string): Promise<CustomerWithUsers> {
  requireRight(ctx, 'templates:write');
  return inTransaction(ctx, async (ctx) => {
    const before = await loadVisibleCustomer(ctx, id);
    const held = await lockCustomer(ctx.db, ctx.providerId, id, 'update');
    if (!held) throw problem('customer.not_found');
    requireVersion(ctx, held.version);
    const trimmed = name.trim();
    if (trimmed !== before.name) {
      if (!(await renameRow(ctx.db, ctx.providerId, id, trimmed))) throw problem('customer.not_found');
      await recordEvent(ctx, { type: 'customer.renamed', templateId: before.templateId, customerId: id, subject: trimmed, data: { customerId: id, from: before.name, to: trimmed, changes: { name: { from: before.name, to: trimmed } } } });
    }
    return getCustomer(ctx, id);
  });
}
