import type { TxContext } from '../context.ts';
import { announceSubscriber } from '../events/announce.ts';
import { wakeOperations } from '../operations/wake-operations.ts';
import { errorCodeOf, problems } from '../problems.ts';
import { changeStatus } from './change-status.ts';
import { setReason, type SubscriberRow } from './store.ts';

/** The person agreed to moving the account; the worker tells the cloud platform now. Call it while holding the subscriber. */
export async function noteConsent(ctx: TxContext, subscriber: SubscriberRow): Promise<void> {
  await setReason(ctx.db, ctx.providerId, subscriber.id, 'consent_given');
  await wakeOperations(ctx, { subscriberId: subscriber.id }, 'consent_given');
  await announceSubscriber(ctx, subscriber.id, subscriber.templateId);
}

/** The person does not want the account to be moved: another address is the way on. @returns null when somebody was faster. */
export async function recordRefusal(ctx: TxContext, subscriber: SubscriberRow): Promise<SubscriberRow | null> {
  const code = 'cloud.consent_refused';
  const error = { errorCode: errorCodeOf(code) ?? 0, code, description: problems[code].title, trackingId: ctx.traceId } as const;
  return changeStatus(ctx, subscriber.id, 'failed', { errors: [error], reason: code, failures: subscriber.failures + 1 }, { code });
}
