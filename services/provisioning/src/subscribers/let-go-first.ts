import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { wakeOperations } from '../operations/wake-operations.ts';
import { problem } from '../problems.ts';
import { loadVisibleSubscriber, lockSubscriber } from './load-subscriber.ts';
import { claimSubscriber, type SubscriberRow } from './store.ts';
import { allowedActions, WAITING_FOR_FIRST } from './subscriber.ts';

/**
 * Lets a user who waits for the first administrator go first instead; whoever is active first becomes the customer's administrator.
 * @throws subscriber.not_found, subscriber.action_not_allowed (not waiting)
 */
export async function letGoFirst(ctx: Context, id: string): Promise<SubscriberRow> {
  requireRight(ctx, 'subscribers:write');
  return inTransaction(ctx, async (ctx) => {
    await loadVisibleSubscriber(ctx, id);
    const before = await lockSubscriber(ctx, id);
    if (!allowedActions(before, ctx.clock.now()).includes('go_first')) throw problem('subscriber.action_not_allowed');
    const row = await claimSubscriber(ctx.db, ctx.providerId, id, [before.status], { goesFirst: true });
    if (!row) throw problem('subscriber.action_not_allowed');
    await recordEvent(ctx, { type: 'subscriber.let_go_first', subscriberId: id, templateId: row.templateId });
    await wakeOperations(ctx, { subscriberId: id }, WAITING_FOR_FIRST);
    return row;
  });
}
