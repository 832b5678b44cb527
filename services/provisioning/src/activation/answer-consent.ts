import type { ConsentAnswer } from '../consents/consent.ts';
import { findConsent } from '../consents/find-consent.ts';
import { recordConsent } from '../consents/record-consent.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { stopOperation } from '../operations/start-operation.ts';
import { Problem, problem } from '../problems.ts';
import { askConsentAgain } from '../subscribers/ask-consent.ts';
import { lockSubscriber } from '../subscribers/load-subscriber.ts';
import { noteConsent, recordRefusal } from '../subscribers/record-consent.ts';
import type { SubscriberRow } from '../subscribers/store.ts';
import type { Visit } from './session.ts';

/**
 * Takes the person's answer to whether the account that exists may be moved. Agreeing again says nothing new.
 * @param input.wording which text was answered
 * @throws activation.step_not_possible
 */
export async function answerConsent(ctx: Context, visit: Visit, input: { answer: ConsentAnswer; wording: string }): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const subscriber = await lockSubscriber(ctx, visit.subscriberId);
    const { email } = subscriber;
    if (subscriber.status !== 'pending_user_migration' || !email) throw problem('activation.step_not_possible');
    if (input.answer === 'agree' && (await findConsent(ctx, subscriber, subscriber.lastStatusChange))) return;
    await recordConsent(ctx, { subscriberId: subscriber.id, email, language: visit.language, ...input });
    const type = input.answer === 'agree' ? 'subscriber.consent_given' : 'subscriber.consent_refused';
    await recordEvent(ctx, { type, subscriberId: subscriber.id, templateId: subscriber.templateId, data: { email, wording: input.wording } });
    await (input.answer === 'agree' ? noteConsent(ctx, subscriber) : refuse(ctx, subscriber));
  });
}

async function refuse(ctx: TxContext, subscriber: SubscriberRow): Promise<void> {
  if (!(await recordRefusal(ctx, subscriber))) throw problem('activation.step_not_possible');
  await stopOperation(ctx, subscriber.id);
}

/** Mails about the consent again. @throws activation.step_not_possible, activation.resend_too_soon, activation.too_many_mails */
export async function resendConsent(ctx: Context, visit: Visit): Promise<void> {
  await inTransaction(ctx, (ctx) => askConsentAgain(ctx, visit.subscriberId)).catch((error: unknown) => {
    throw error instanceof Problem && error.code === 'subscriber.action_not_allowed' ? problem('activation.step_not_possible') : error;
  });
}
