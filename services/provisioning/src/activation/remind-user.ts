import { type Context, inTransaction, type TxContext } from '../context.ts';
import { sendCode } from '../email-proofs/send-code.ts';
import { recordEvent } from '../events/record-event.ts';
import { blockedFor } from '../mail/block-address.ts';
import { findLatestDelivery, isUndeliverable } from '../mail/find-deliveries.ts';
import type { MessageKind } from '../mail/message.ts';
import { queueMessage } from '../mail/queue-message.ts';
import { Problem } from '../problems.ts';
import { takeReminder } from '../subscribers/find-due-reminders.ts';
import { lockIfThere } from '../subscribers/load-subscriber.ts';
import type { SubscriberRow } from '../subscribers/store.ts';
import { offeredLanguage } from '../templates/language-in.ts';
import { loadTemplateEver } from '../templates/load-template.ts';
import { dueBy, isQuiet } from '../templates/reminders.ts';
import type { TemplateRow } from '../templates/store.ts';
import { loadShareLink } from '../templates/share-link.ts';
import { reminderFor } from './activation.ts';

const DAY_SECONDS = 86_400;
/** Who had a mail so lately needs no other. */
const LATELY_MS = 12 * 3_600_000;
const timely: readonly MessageKind[] = ['reminder', 'verification_code', 'consent_needed'];

/**
 * Reminds a user who got stuck, if one of the template's reminders is due. Each is used up by the transaction that mails it, so that
 * several workers send it once; one that may not be sent (blocked, undeliverable, over a cap, mailed lately) is used up as well.
 * Nothing but a code goes to an address that was never proven.
 */
export async function remindUser(ctx: Context, subscriberId: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const subscriber = await lockIfThere(ctx, subscriberId);
    if (!subscriber || subscriber.removing) return;
    const template = await loadTemplateEver(ctx, subscriber.templateId);
    const now = ctx.clock.now();
    const due = dueBy(template.reminders, subscriber.lastStatusChange, now);
    if (template.deletedAt || due <= subscriber.reminded || isQuiet(template.reminders, now, subscriber.timezone)) return;
    const mode = reminderFor(subscriber, template.maxTries);
    const { email } = subscriber;
    if (!(await takeReminder(ctx, subscriber, due)) || !mode || !email || (await wasMailedLately(ctx, subscriberId, now))) return;
    const isSent = mode === 'code' ? await mailCode(ctx, subscriber, template, email) : await mailReminder(ctx, subscriber, template, email);
    if (isSent) await recordEvent(ctx, { type: 'subscriber.reminded', subscriberId, templateId: subscriber.templateId, data: { email, mode, reminder: due } });
  });
}

async function wasMailedLately(ctx: TxContext, subscriberId: string, now: Date): Promise<boolean> {
  for (const kind of timely) {
    const last = await findLatestDelivery(ctx, subscriberId, kind);
    if (last && now.getTime() - last.createdAt.getTime() < LATELY_MS) return true;
  }
  return false;
}

/** A code may be refused for what would refuse the user's own wish for one, too. */
async function mailCode(ctx: TxContext, { id, templateId, firstName, language }: SubscriberRow, template: TemplateRow, email: string): Promise<boolean> {
  const to = { subscriberId: id, templateId, name: firstName, email, language: offeredLanguage(template, [language]) };
  return unlessRefused(() => sendCode(ctx, to));
}

async function mailReminder(ctx: TxContext, { id, templateId, firstName, language }: SubscriberRow, template: TemplateRow, to: string): Promise<boolean> {
  if ((await blockedFor(ctx, to)) > 0 || (await isUndeliverable(ctx, id, 'reminder', to)) || (await isUndeliverable(ctx, id, 'consent_needed', to))) return false;
  const points = ctx.config.limits.remindersPerAddressPerDay;
  if (!(await unlessRefused(() => ctx.limiter.consume('reminders-per-address', to, { points, seconds: DAY_SECONDS })))) return false;
  const link = await loadShareLink(ctx, template);
  await queueMessage(ctx, { subscriberId: id, templateId, kind: 'reminder', to, language: offeredLanguage(template, [language]), secrets: { link, name: firstName } });
  return true;
}

/** Refusals come before anything is written, so that the transaction is still whole. */
async function unlessRefused(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (refusal) {
    if (refusal instanceof Problem) return false;
    throw refusal;
  }
}
