import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { requirePause } from '../email-proofs/current-code.ts';
import { sendCode } from '../email-proofs/send-code.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { offeredLanguage } from '../templates/language-in.ts';
import { loadTemplateEver } from '../templates/load-template.ts';
import { askConsentAgain } from './ask-consent.ts';
import { holdVisibleSubscriber, loadVisibleSubscriber } from './load-subscriber.ts';
import { claimSubscriber, type SubscriberRow } from './store.ts';

/**
 * Mails a new code to the address the user gave, or once more that a consent is waited for.
 * @throws subscriber.not_found, subscriber.action_not_allowed, activation.resend_too_soon, activation.too_many_mails, activation.address_undeliverable
 */
export async function resendMail(ctx: Context, id: string): Promise<SubscriberRow> {
  requireRight(ctx, 'subscribers:support');
  return inTransaction(ctx, async (ctx) => {
    const { status } = await holdVisibleSubscriber(ctx, id);
    if (status === 'pending_user_migration') return askConsentAgain(ctx, id);
    await requirePause(ctx, id);
    const row = await claimSubscriber(ctx.db, ctx.providerId, id, ['pending_email_validation'], { reason: 'waiting_for_code' });
    if (!row?.email) throw problem('subscriber.action_not_allowed');
    const template = await loadTemplateEver(ctx, row.templateId);
    await sendCode(ctx, { subscriberId: id, templateId: row.templateId, name: row.firstName, email: row.email, language: offeredLanguage(template, [row.language]) });
    await recordEvent(ctx, { type: 'subscriber.mail_resent', subscriberId: id, templateId: row.templateId, data: { email: row.email } });
    return row;
  });
}

/**
 * The published API's verb: only for who has to agree to moving an account.
 * @throws subscriber.not_found, subscriber.action_not_allowed, activation.resend_too_soon, activation.too_many_mails
 */
export async function resendConsentMail(ctx: Context, id: string): Promise<void> {
  requireRight(ctx, 'subscribers:support');
  await inTransaction(ctx, async (ctx) => {
    await loadVisibleSubscriber(ctx, id);
    await askConsentAgain(ctx, id);
  });
}
