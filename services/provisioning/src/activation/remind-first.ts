import { findContacts } from '../admins/find-contacts.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { REMIND_AGAIN_MS } from '../customers/customer.ts';
import { noteReminder } from '../customers/note-reminder.ts';
import { recordEvent } from '../events/record-event.ts';
import { queueMessage } from '../mail/queue-message.ts';
import { problem } from '../problems.ts';
import { firstUserOf } from '../subscribers/first-user.ts';
import { lockSubscriber } from '../subscribers/load-subscriber.ts';
import type { SubscriberRow } from '../subscribers/store.ts';
import { WAITING_FOR_FIRST } from '../subscribers/subscriber.ts';
import { loadTemplateEver } from '../templates/load-template.ts';
import { loadShareLink } from '../templates/share-link.ts';
import { shortNameOf } from './activation.ts';
import type { Visit } from './session.ts';

/**
 * Asks the user everybody of the customer waits for to hurry: by mail where the mailbox is proven, and otherwise the admins, since
 * nothing is sent to an address that nobody has proven. Once in four hours for a customer, however many press.
 * @throws activation.step_not_possible (not waiting any more), activation.reminded_lately
 */
export async function remindFirst(ctx: Context, visit: Visit): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const waiting = await lockSubscriber(ctx, visit.subscriberId);
    const first = await firstUserOf(ctx, waiting.customerId);
    if (waiting.reason !== WAITING_FOR_FIRST || !first || first.id === waiting.id) throw problem('activation.step_not_possible');
    if (!(await noteReminder(ctx, waiting.customerId))) throw problem('activation.reminded_lately', { retryAfterSeconds: REMIND_AGAIN_MS / 1_000 });
    const isReachable = first.email !== null && first.emailConfirmedAt !== null;
    const told = isReachable ? await mailFirst(ctx, first, first.email ?? '', waiting) : await mailAdmins(ctx, first, waiting);
    const data = { customerId: waiting.customerId, firstUserId: first.userId, mode: isReachable ? 'first' : 'admins', told };
    await recordEvent(ctx, { type: 'customer.first_admin_reminded', subscriberId: waiting.id, templateId: waiting.templateId, customerId: waiting.customerId, data });
  });
}

async function mailFirst(ctx: TxContext, first: SubscriberRow, to: string, waiting: SubscriberRow): Promise<number> {
  const template = await loadTemplateEver(ctx, first.templateId);
  const link = await loadShareLink(ctx, template);
  await queueMessage(ctx, {
    subscriberId: first.id,
    templateId: first.templateId,
    kind: 'first_admin_reminder',
    to,
    language: first.language ?? template.language,
    secrets: { link, name: first.firstName, colleague: shortNameOf(waiting) ?? '' },
  });
  return 1;
}

async function mailAdmins(ctx: TxContext, first: SubscriberRow, waiting: SubscriberRow): Promise<number> {
  const contacts = await findContacts(ctx);
  const link = `${ctx.config.publicUrl}/admin/subscribers?q=${encodeURIComponent(first.userId)}`;
  for (const { id, name, email, language } of contacts) {
    const secrets = { link, name, colleague: waiting.userId, customer: waiting.spEnterpriseId, first: first.userId };
    await queueMessage(ctx, { adminId: id, kind: 'admin_first_missing', to: email, language: language ?? 'en', secrets });
  }
  return contacts.length;
}
