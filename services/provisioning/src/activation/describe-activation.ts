import { ASK_AGAIN_MS, CONSENT_WORDING } from '../consents/consent.ts';
import { findConsent } from '../consents/find-consent.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { REMIND_AGAIN_MS } from '../customers/customer.ts';
import { loadCustomer } from '../customers/load-customer.ts';
import { describeCode } from '../email-proofs/current-code.ts';
import { type Delivery, findLatestDelivery } from '../mail/find-deliveries.ts';
import { isHeldBack, STOPPED_BY_READER } from '../mail/message.ts';
import { describeOperation } from '../operations/describe-operation.ts';
import { SLOW_AFTER_MS, workingSince } from '../operations/operation.ts';
import { describeProblem, errorCodeOf, type ProblemCode } from '../problems.ts';
import { firstUserOf } from '../subscribers/first-user.ts';
import { loadSubscriber } from '../subscribers/load-subscriber.ts';
import { referenceOf } from '../subscribers/reference.ts';
import type { SubscriberRow } from '../subscribers/store.ts';
import { loadTemplateEver } from '../templates/load-template.ts';
import { lookOf } from '../templates/template.ts';
import { mayChangeEmail, mayTryAgain, shortNameOf, stepOf } from './activation.ts';
import type { ActivationAnswer } from './schemas.ts';
import type { Visit } from './session.ts';

const DAY_MS = 86_400_000;

/** Everything the portal needs for the one screen the person is at. */
export async function describeActivation(ctx: Context, visit: Visit): Promise<ActivationAnswer> {
  return inTransaction(ctx, async (ctx) => {
    const subscriber = await loadSubscriber(ctx, visit.subscriberId);
    const template = await loadTemplateEver(ctx, subscriber.templateId);
    const step = stepOf(subscriber);
    const { status, templateId, userId, firstName, lastName, email } = subscriber;
    return {
      step, status, templateId, userId, firstName, lastName, email,
      look: lookOf(template),
      senderName: template.senderName,
      language: visit.language,
      code: step === 'code' ? await codeView(ctx, subscriber) : null,
      progress: step === 'progress' ? await progressView(ctx, subscriber) : null,
      problem: step === 'problem' ? problemView(subscriber, template.maxTries) : null,
      waiting: step === 'waiting' ? await waitingView(ctx, subscriber) : null,
      move: step === 'move' ? await moveView(ctx, subscriber, template.consentDays) : null,
      done: step === 'done' ? { signInEmail: email ?? '', downloads: template.downloads } : null,
      sessionExpiresAt: visit.expiresAt,
    };
  });
}

async function codeView(ctx: TxContext, subscriber: SubscriberRow): Promise<ActivationAnswer['code']> {
  const code = await describeCode(ctx, subscriber.id);
  const delivery = code && (await findLatestDelivery(ctx, subscriber.id, 'verification_code'));
  return code && { ...code, delivery: delivery ? shownDelivery(delivery) : 'queued', undeliverable: delivery?.undeliverable ?? false };
}

/** A mail we held back ourselves was refused by nobody; one that could not leave in time tells of itself by the code's end. */
function shownDelivery({ state, attempts }: Delivery): NonNullable<ActivationAnswer['code']>['delivery'] {
  const response = attempts.at(-1)?.response;
  if (state !== 'refused' || !isHeldBack(response)) return state;
  return response === STOPPED_BY_READER ? 'stopped' : 'deferred';
}

async function progressView(ctx: TxContext, subscriber: SubscriberRow): Promise<ActivationAnswer['progress']> {
  const described = await describeOperation(ctx, subscriber.id);
  const startedAt = (described && workingSince(described.operation)) ?? subscriber.lastStatusChange;
  const slow = ctx.clock.now().getTime() - startedAt.getTime() > SLOW_AFTER_MS;
  return { startedAt, steps: described?.steps ?? [], slow };
}

/** Who is waited for, without more than a colleague may know. */
async function waitingView(ctx: TxContext, subscriber: SubscriberRow): Promise<ActivationAnswer['waiting']> {
  const first = await firstUserOf(ctx, subscriber.customerId);
  const { remindedAt } = await loadCustomer(ctx, subscriber.customerId);
  const remindAt = remindedAt && new Date(remindedAt.getTime() + REMIND_AGAIN_MS);
  return {
    first: first && shortNameOf(first),
    isReachable: first?.email != null && first.emailConfirmedAt !== null,
    remindedAt,
    remindAt: remindAt && remindAt > ctx.clock.now() ? remindAt : null,
  };
}

/** The question whether an account that exists may be moved, and how far it is answered. */
async function moveView(ctx: TxContext, subscriber: SubscriberRow, consentDays: number): Promise<ActivationAnswer['move']> {
  const consent = await findConsent(ctx, subscriber, subscriber.lastStatusChange);
  const mail = await findLatestDelivery(ctx, subscriber.id, 'consent_needed');
  const resendAt = mail && new Date(mail.createdAt.getTime() + ASK_AGAIN_MS);
  return {
    email: subscriber.email ?? '',
    wording: CONSENT_WORDING,
    agreedAt: consent?.at ?? null,
    isPassedOn: consent?.passedOnAt != null,
    answerBy: new Date(subscriber.lastStatusChange.getTime() + consentDays * DAY_MS),
    resendAt: resendAt && resendAt > ctx.clock.now() ? resendAt : null,
    reference: referenceOf(subscriber.id),
  };
}

function problemView(subscriber: SubscriberRow, maxTries: number): ActivationAnswer['problem'] {
  const [error] = subscriber.errors;
  const code: ProblemCode = error?.code ?? 'cloud.unexpected';
  return {
    code,
    errorCode: error?.errorCode ?? errorCodeOf(code) ?? 0,
    owner: describeProblem(code).owner,
    canTryAgain: mayTryAgain(subscriber, maxTries),
    canChangeEmail: mayChangeEmail(subscriber),
    reference: referenceOf(subscriber.id),
  };
}
