import { ASK_AGAIN_MS } from '../consents/consent.ts';
import { findConsent, passOnAgain } from '../consents/find-consent.ts';
import type { TxContext } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { findLatestDelivery } from '../mail/find-deliveries.ts';
import { queueMessage } from '../mail/queue-message.ts';
import { wakeOperations } from '../operations/wake-operations.ts';
import { problem } from '../problems.ts';
import { loadTemplateEver } from '../templates/load-template.ts';
import { loadShareLink } from '../templates/share-link.ts';
import { lockSubscriber } from './load-subscriber.ts';
import type { SubscriberRow } from './store.ts';

const DAY_SECONDS = 86_400;
const MAILS_A_DAY = 5;

/** Mails the person that a decision waits: the link opens the portal, and nothing is decided by it. */
export async function mailConsent(ctx: TxContext, subscriber: SubscriberRow, to: string): Promise<void> {
  const template = await loadTemplateEver(ctx, subscriber.templateId);
  const link = await loadShareLink(ctx, template);
  await queueMessage(ctx, {
    subscriberId: subscriber.id,
    templateId: subscriber.templateId,
    kind: 'consent_needed',
    to,
    language: subscriber.language ?? template.language,
    secrets: { link, name: subscriber.firstName },
  });
}

/**
 * Mails about the consent again. Who has agreed already hears from the cloud platform again, which wants to be told by the person, too.
 * Call it in a transaction; checks no right.
 * @throws subscriber.not_found, subscriber.action_not_allowed (not waiting for a consent), activation.resend_too_soon, activation.too_many_mails
 */
export async function askConsentAgain(ctx: TxContext, id: string): Promise<SubscriberRow> {
  const subscriber = await lockSubscriber(ctx, id);
  if (subscriber.status !== 'pending_user_migration' || subscriber.removing || !subscriber.email) throw problem('subscriber.action_not_allowed');
  const last = await findLatestDelivery(ctx, id, 'consent_needed');
  const wait = last ? last.createdAt.getTime() + ASK_AGAIN_MS - ctx.clock.now().getTime() : 0;
  if (wait > 0) throw problem('activation.resend_too_soon', { retryAfterSeconds: Math.ceil(wait / 1000) });
  await ctx.limiter.consume('consent-mails', id, { points: MAILS_A_DAY, seconds: DAY_SECONDS, refusal: 'activation.too_many_mails' });
  await mailConsent(ctx, subscriber, subscriber.email);
  const consent = await findConsent(ctx, subscriber, subscriber.lastStatusChange);
  if (consent && (await passOnAgain(ctx, consent))) await wakeOperations(ctx, { subscriberId: id }, subscriber.reason ?? '');
  await recordEvent(ctx, { type: 'subscriber.mail_resent', subscriberId: id, templateId: subscriber.templateId, data: { email: subscriber.email } });
  return subscriber;
}
