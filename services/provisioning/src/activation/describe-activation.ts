import { type Context, inTransaction, type TxContext } from '../context.ts';
import { describeCode } from '../email-proofs/current-code.ts';
import { findLatestDelivery } from '../mail/find-deliveries.ts';
import { describeOperation } from '../operations/describe-operation.ts';
import { SLOW_AFTER_MS } from '../operations/operation.ts';
import { ownerOf } from '../provisioning/failure.ts';
import { errorCodeOf, type ProblemCode } from '../problems.ts';
import { loadSubscriber } from '../subscribers/load-subscriber.ts';
import { referenceOf } from '../subscribers/reference.ts';
import type { SubscriberRow } from '../subscribers/store.ts';
import { loadTemplateEver } from '../templates/load-template.ts';
import { lookOf } from '../templates/template.ts';
import { mayChangeEmail, mayTryAgain, stepOf } from './activation.ts';
import type { ActivationAnswer } from './schemas.ts';
import type { Visit } from './session.ts';

/** Everything the portal needs for the one screen the person is at. */
export async function describeActivation(ctx: Context, visit: Visit): Promise<ActivationAnswer> {
  return inTransaction(ctx, async (ctx) => {
    const subscriber = await loadSubscriber(ctx, visit.subscriberId);
    const template = await loadTemplateEver(ctx, subscriber.templateId);
    const step = stepOf[subscriber.status];
    const { status, templateId, userId, firstName, lastName, email } = subscriber;
    return {
      step, status, templateId, userId, firstName, lastName, email,
      look: lookOf(template),
      senderName: template.senderName,
      language: visit.language,
      code: step === 'code' ? await codeView(ctx, subscriber) : null,
      progress: step === 'progress' ? await progressView(ctx, subscriber) : null,
      problem: step === 'problem' ? problemView(subscriber, template.maxTries) : null,
      done: step === 'done' ? { signInEmail: email ?? '', downloads: template.downloads } : null,
      sessionExpiresAt: visit.expiresAt,
    };
  });
}

async function codeView(ctx: TxContext, subscriber: SubscriberRow): Promise<ActivationAnswer['code']> {
  const code = await describeCode(ctx, subscriber.id);
  const delivery = code && (await findLatestDelivery(ctx, subscriber.id, 'verification_code'));
  return code && { ...code, delivery: delivery?.state ?? 'queued', undeliverable: delivery?.undeliverable ?? false };
}

async function progressView(ctx: TxContext, subscriber: SubscriberRow): Promise<ActivationAnswer['progress']> {
  const described = await describeOperation(ctx, subscriber.id);
  const startedAt = described?.operation.createdAt ?? subscriber.lastStatusChange;
  const slow = ctx.clock.now().getTime() - startedAt.getTime() > SLOW_AFTER_MS;
  return { startedAt, steps: described?.steps ?? [], slow };
}

function problemView(subscriber: SubscriberRow, maxTries: number): ActivationAnswer['problem'] {
  const [error] = subscriber.errors;
  const code: ProblemCode = subscriber.status === 'pending_user_migration' ? 'cloud.account_movable' : (error?.code ?? 'cloud.unexpected');
  return {
    code,
    errorCode: error?.errorCode ?? errorCodeOf(code) ?? 0,
    owner: ownerOf(code),
    canTryAgain: mayTryAgain(subscriber, maxTries),
    canChangeEmail: mayChangeEmail(subscriber),
    reference: referenceOf(subscriber.id),
  };
}
