import { requireRight } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { announceSubscriber } from '../events/announce.ts';
import { recordEvent } from '../events/record-event.ts';
import { forgetMessages } from '../mail/forget-messages.ts';
import { wasAttempted } from '../operations/describe-operation.ts';
import { startOperation } from '../operations/start-operation.ts';
import { refuseOutdated } from '../preconditions.ts';
import { problem } from '../problems.ts';
import { holdVisibleSubscriber } from './load-subscriber.ts';
import { wakeWaiting } from './first-user.ts';
import { claimRemoval, deleteRow, type SubscriberRow } from './store.ts';
import { allowedActions } from './subscriber.ts';

/**
 * Removes a user: links, codes and open pages die with it. Where an account may exist downstream it is removed there first,
 * by the worker, and the record goes when that is done.
 * @returns `removed`, or `removing` while the worker is at it. Asking again for one that is being removed is not an error.
 * @throws subscriber.not_found, request.version_outdated, subscriber.action_not_allowed while other work is running
 */
export async function deleteSubscriber(ctx: Context, id: string): Promise<'removed' | 'removing'> {
  requireRight(ctx, 'subscribers:write');
  return inTransaction(ctx, async (ctx) => {
    const subscriber = await holdVisibleSubscriber(ctx, id);
    refuseOutdated(ctx, subscriber.version);
    return removeSubscriber(ctx, subscriber);
  });
}

/** The same for callers that are not admins: the flow-through adapter, an identity system. They hold the subscriber. */
export async function removeSubscriber(ctx: TxContext, subscriber: SubscriberRow): Promise<'removed' | 'removing'> {
  if (subscriber.removing) return 'removing';
  if (!allowedActions(subscriber, ctx.clock.now()).includes('delete')) throw problem('subscriber.action_not_allowed');
  const claimed = await claimRemoval(ctx.db, ctx.providerId, subscriber.id, [subscriber.status]);
  if (!claimed) throw problem('subscriber.action_not_allowed');
  await recordEvent(ctx, { type: 'subscriber.withdrawn', subscriberId: subscriber.id, templateId: subscriber.templateId, data: { userId: subscriber.userId, status: subscriber.status } });
  if (await mayExistDownstream(ctx, subscriber)) {
    await startOperation(ctx, subscriber.id, 'remove');
    await announceSubscriber(ctx, subscriber.id, subscriber.templateId);
    return 'removing';
  }
  await finishRemoval(ctx, claimed);
  return 'removed';
}

/** Also after an attempt of which nobody knows how it ended; the worker looks. */
const mayExistDownstream = async (ctx: TxContext, { id, cloudRef }: SubscriberRow) => cloudRef !== null || (await wasAttempted(ctx, id));

/** Drops the record and everything personal that hangs on it; events stay. */
export async function finishRemoval(ctx: TxContext, subscriber: SubscriberRow): Promise<void> {
  await forgetMessages(ctx, subscriber.id);
  await deleteRow(ctx.db, ctx.providerId, subscriber.id);
  await wakeWaiting(ctx, subscriber.customerId);
  await recordEvent(ctx, { type: 'subscriber.deleted', subscriberId: subscriber.id, templateId: subscriber.templateId, data: { userId: subscriber.userId } });
  await announceSubscriber(ctx, subscriber.id, subscriber.templateId);
}
