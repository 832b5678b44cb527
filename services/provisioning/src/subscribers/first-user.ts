import type { TxContext } from '../context.ts';
import { holdCustomer } from '../customers/hold-customer.ts';
import { announceSubscriber } from '../events/announce.ts';
import { recordEvent } from '../events/record-event.ts';
import { wakeOperations } from '../operations/wake-operations.ts';
import { loadTemplate } from '../templates/load-template.ts';
import { findFirstUser } from './first-user-query.ts';
import { setReason, type SubscriberRow } from './store.ts';
import { WAITING_FOR_FIRST } from './subscriber.ts';

/** The user everybody of a customer waits for, or null when there is none any more. */
export const firstUserOf = (ctx: TxContext, customerId: string): Promise<SubscriberRow | null> => findFirstUser(ctx.db, ctx.providerId, customerId);

/**
 * Provision Admin First: must this user wait until the first one of the customer is active? The customer is held, so that its first
 * administrator does not appear between this look and what follows from it. Call it while holding the subscriber.
 */
export async function mustWaitForFirst(ctx: TxContext, subscriber: SubscriberRow): Promise<boolean> {
  const { provisionAdminFirst } = await loadTemplate(ctx, subscriber.templateId);
  if (!provisionAdminFirst || subscriber.goesFirst) return false;
  const { firstAdminSubscriberId } = await holdCustomer(ctx, subscriber.customerId, 'share');
  if (firstAdminSubscriberId) return false;
  const first = await firstUserOf(ctx, subscriber.customerId);
  return first !== null && first.id !== subscriber.id;
}

/** Notes that the user waits, once. */
export async function noteWaitingForFirst(ctx: TxContext, subscriber: SubscriberRow): Promise<void> {
  if (subscriber.reason === WAITING_FOR_FIRST) return;
  await setReason(ctx.db, ctx.providerId, subscriber.id, WAITING_FOR_FIRST);
  const first = await firstUserOf(ctx, subscriber.customerId);
  await recordEvent(ctx, { type: 'subscriber.wait_began', subscriberId: subscriber.id, templateId: subscriber.templateId, data: { firstUserId: first?.userId ?? null } });
  await announceSubscriber(ctx, subscriber.id, subscriber.templateId);
}

/** Notes that the user waits no longer. */
export async function noteWaitOver(ctx: TxContext, subscriber: SubscriberRow): Promise<void> {
  await setReason(ctx.db, ctx.providerId, subscriber.id, 'queued');
  await recordEvent(ctx, { type: 'subscriber.wait_ended', subscriberId: subscriber.id, templateId: subscriber.templateId, data: { mode: subscriber.goesFirst ? 'let_go' : 'first_active' } });
  await announceSubscriber(ctx, subscriber.id, subscriber.templateId);
}

/** Everybody of the customer who waits looks again: its first administrator is there, or somebody else is the first now. */
export async function wakeWaiting(ctx: TxContext, customerId: string): Promise<void> {
  await holdCustomer(ctx, customerId, 'update');
  await wakeOperations(ctx, { customerId }, WAITING_FOR_FIRST);
}
