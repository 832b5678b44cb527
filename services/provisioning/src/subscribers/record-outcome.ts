import type { TxContext } from '../context.ts';
import { announceSubscriber } from '../events/announce.ts';
import { recordEvent } from '../events/record-event.ts';
import { queueMessage } from '../mail/queue-message.ts';
import type { Failure, OperationKind } from '../operations/operation.ts';
import { offeredLanguage } from '../templates/language-in.ts';
import { loadTemplateEver } from '../templates/load-template.ts';
import { loadShareLink } from '../templates/share-link.ts';
import { mailConsent } from './ask-consent.ts';
import { changeStatus } from './change-status.ts';
import { statusesBefore } from './subscriber.ts';
import { setReason, type SubscriberRow, undoRemoval } from './store.ts';

type Account = { ref: string; personId: string | null };
type Done = { operationId: string; kind: OperationKind; try: number };

/** The account is there: the status says so, values asked for become the real ones, and a new user gets a mail. */
export async function recordSuccess(ctx: TxContext, subscriber: SubscriberRow, account: Account, done: Done): Promise<boolean> {
  const wanted = subscriber.wanted ?? {};
  const changes = { ...wanted, wanted: null, otherUserId: null, cloudRef: account.ref, personId: account.personId, reason: null, errors: [], failures: 0 };
  const row = await changeStatus(ctx, subscriber.id, 'completed', changes, { operationId: done.operationId });
  if (!row) return false;
  await recordEvent(ctx, { type: 'operation.succeeded', subscriberId: subscriber.id, templateId: subscriber.templateId, data: done });
  if (done.kind === 'provision' && row.email) await mailReady(ctx, row, row.email);
  return true;
}

async function mailReady(ctx: TxContext, subscriber: SubscriberRow, to: string): Promise<void> {
  const template = await loadTemplateEver(ctx, subscriber.templateId);
  const link = await loadShareLink(ctx, template);
  await queueMessage(ctx, {
    subscriberId: subscriber.id,
    templateId: subscriber.templateId,
    kind: 'account_ready',
    to,
    language: offeredLanguage(template, [subscriber.language]),
    secrets: { link, name: subscriber.firstName, email: to },
  });
}

/** The attempt ended without success: the reason is kept for the page, the list and "copy error text". */
export async function recordFailure(ctx: TxContext, subscriber: SubscriberRow, failure: Failure, cloudRef: string | null, done: Done): Promise<boolean> {
  const { code, errorCode, description } = failure;
  const errors = [{ errorCode, code, description, trackingId: failure.trackingId ?? ctx.traceId }];
  const event = { type: 'operation.failed', subscriberId: subscriber.id, templateId: subscriber.templateId, data: { ...done, code, errorCode, description, trackingId: failure.trackingId } } as const;
  if (done.kind === 'remove') {
    await undoRemoval(ctx.db, ctx.providerId, subscriber.id, { errors, reason: code });
    // The removal has ended the work that was under way; nobody may wait for it.
    const wasWorkedAt = statusesBefore('failed').includes(subscriber.status);
    if (wasWorkedAt) await changeStatus(ctx, subscriber.id, 'failed', { errors, reason: code, wanted: null }, { operationId: done.operationId, code });
    else await announceSubscriber(ctx, subscriber.id);
  } else {
    const changes = { errors, reason: code, failures: subscriber.failures + 1, cloudRef: cloudRef ?? subscriber.cloudRef, wanted: null };
    if (!(await changeStatus(ctx, subscriber.id, 'failed', changes, { operationId: done.operationId, code }))) return false;
  }
  await recordEvent(ctx, event);
  return true;
}

/** The platform waits for the person's consent to move an account: a mail says so, and the operation keeps looking. */
export async function recordMovable(ctx: TxContext, subscriber: SubscriberRow, cloudRef: string): Promise<boolean> {
  const row = await changeStatus(ctx, subscriber.id, 'account_movable', { reason: 'waiting_for_consent', cloudRef });
  if (row?.email) await mailConsent(ctx, row, row.email);
  return row !== null;
}

/** The person agreed, so the work goes on. */
export async function recordConsent(ctx: TxContext, subscriber: SubscriberRow): Promise<SubscriberRow | null> {
  return changeStatus(ctx, subscriber.id, 'consent_given', { reason: 'waiting_for_cloud' });
}

/** Tells open pages and the list what is being done now. */
export async function noteProgress(ctx: TxContext, subscriberId: string, reason: 'creating_account' | 'waiting_for_cloud' | 'retrying' | 'changing_package'): Promise<void> {
  await setReason(ctx.db, ctx.providerId, subscriberId, reason);
  await announceSubscriber(ctx, subscriberId);
}
