import { requireRight, visibleTemplates } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { rebindCustomer } from '../customers/rebind-customer.ts';
import { sendCode } from '../email-proofs/send-code.ts';
import { announceSubscriber } from '../events/announce.ts';
import { recordEvent } from '../events/record-event.ts';
import { wasAttempted } from '../operations/describe-operation.ts';
import { problem } from '../problems.ts';
import { offeredLanguage } from '../templates/language-in.ts';
import { claimTemplate, holdTemplate, loadTemplateEver, loadVisibleTemplate } from '../templates/load-template.ts';
import type { NamedTemplateRow } from '../templates/store.ts';
import { loadVisibleSubscriber, lockSubscriber } from './load-subscriber.ts';
import { anyLeftBehind } from './move-query.ts';
import { claimSubscriber, type SubscriberRow } from './store.ts';
import { allowedActions, movableStatuses } from './subscriber.ts';

/** Moves one user to another template. @throws what moveSubscribers throws */
export async function moveSubscriber(ctx: Context, id: string, templateId: string): Promise<SubscriberRow> {
  const [moved] = await moveSubscribers(ctx, [id], templateId);
  if (!moved) throw problem('subscriber.not_found');
  return moved;
}

/**
 * Moves users of one customer to another template of their cluster, all or none. A customer has one template, so whoever of it
 * is not there yet must be among them, and the customer is bound anew. A user who waits for a code gets a new one: the link in
 * the old mail belongs to the old template.
 * @throws template.not_found, subscriber.not_found, subscriber.same_template, template.other_cluster, subscriber.action_not_allowed
 *   (running, provisioned or being removed), subscriber.bound_to_cloud, customer.users_stay_behind, activation.too_many_mails
 */
export async function moveSubscribers(ctx: Context, ids: readonly string[], templateId: string): Promise<SubscriberRow[]> {
  requireRight(ctx, 'subscribers:write');
  return inTransaction(ctx, async (ctx) => {
    await loadVisibleTemplate(ctx, templateId);
    const [first] = ids;
    if (!first) return [];
    const { templateId: from } = await loadVisibleSubscriber(ctx, first);
    if (from === templateId) throw problem('subscriber.same_template');
    const target = await holdBoth(ctx, from, templateId);
    const leaving: SubscriberRow[] = [];
    for (const id of [...ids].sort()) leaving.push(await requireMovable(ctx, id, target));
    await moveCustomer(ctx, leaving, target);
    const moved: SubscriberRow[] = [];
    for (const subscriber of leaving) moved.push(await moveOne(ctx, subscriber, target));
    return moved;
  });
}

/** Nobody is added to the template they leave, and the one they go to stays; held in one order, so that two moves never wait in a circle. */
async function holdBoth(ctx: TxContext, from: string, to: string): Promise<NamedTemplateRow> {
  let target: NamedTemplateRow | null = null;
  for (const id of [from, to].sort()) {
    if (id === to) target = await holdTemplate(ctx, id);
    else await claimTemplate(ctx, id);
  }
  if (!target) throw problem('template.not_found');
  return target;
}

async function requireMovable(ctx: TxContext, id: string, target: NamedTemplateRow): Promise<SubscriberRow> {
  const subscriber = await lockSubscriber(ctx, id);
  const visible = visibleTemplates(ctx.actor);
  if (visible && !visible.includes(subscriber.templateId)) throw problem('subscriber.not_found');
  if (subscriber.templateId === target.id) throw problem('subscriber.same_template');
  if (subscriber.clusterId !== target.clusterId) throw problem('template.other_cluster');
  if (!allowedActions(subscriber, ctx.clock.now()).includes('move_template')) throw problem('subscriber.action_not_allowed');
  const { connectorId } = await loadTemplateEver(ctx, subscriber.templateId);
  // An account that may exist in one cloud platform would be forgotten there and made again in the other.
  if (connectorId !== target.connectorId && (subscriber.cloudRef !== null || (await wasAttempted(ctx, id)))) throw problem('subscriber.bound_to_cloud');
  return subscriber;
}

async function moveCustomer(ctx: TxContext, leaving: readonly SubscriberRow[], target: NamedTemplateRow): Promise<void> {
  const customerIds = [...new Set(leaving.map((subscriber) => subscriber.customerId))];
  for (const customerId of customerIds) {
    const ids = leaving.filter((subscriber) => subscriber.customerId === customerId).map(({ id }) => id);
    if (await anyLeftBehind(ctx.db, ctx.providerId, { customerId, templateId: target.id, ids })) throw problem('customer.users_stay_behind');
    await rebindCustomer(ctx, customerId, target);
  }
}

async function moveOne(ctx: TxContext, subscriber: SubscriberRow, target: NamedTemplateRow): Promise<SubscriberRow> {
  const moved = await claimSubscriber(ctx.db, ctx.providerId, subscriber.id, movableStatuses, { templateId: target.id });
  if (!moved) throw problem('subscriber.action_not_allowed');
  const { name: from } = await loadTemplateEver(ctx, subscriber.templateId);
  await recordEvent(ctx, { type: 'subscriber.moved', subscriberId: moved.id, templateId: target.id, data: { from: subscriber.templateId, to: target.id, changes: { templateName: { from, to: target.name } } } });
  if (moved.status === 'pending_email_validation' && moved.email) {
    await sendCode(ctx, { subscriberId: moved.id, templateId: target.id, name: moved.firstName, email: moved.email, language: offeredLanguage(target, [moved.language]) });
  }
  await announceSubscriber(ctx, moved.id);
  return moved;
}
