import { noteConnectorOutcome, noteShownKey } from '../connectors/note-outcome.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { endWait, finish, park, postpone } from '../operations/hold-operation.ts';
import { backOffSeconds, CLOUD_DEADLINE_MS, type Failure, MAX_TRANSIENT_FAILURES, pollSeconds, tryOf, workingSince } from '../operations/operation.ts';
import type { OperationRow } from '../operations/store.ts';
import { finishRemoval } from '../subscribers/delete-subscriber.ts';
import { noteProgress, recordConsent, recordFailure, recordMovable, recordSuccess } from '../subscribers/record-outcome.ts';
import type { SubscriberRow } from '../subscribers/store.ts';
import { loadTemplateEver } from '../templates/load-template.ts';
import type { Advance } from './advance.ts';
import type { CloudAccount } from './cloud.ts';
import { failureFrom } from './failure.ts';
import { holdUser } from './hold-user.ts';

const LONGEST_POLL_SECONDS = 30;
/** Who agrees in the portal wakes the operation; this is for who agrees in the platform's own mail. */
const CONSENT_POLL_SECONDS = 30;
/** When work that waits with its connector asks at its gate again. */
const HELD_SECONDS = 5;
const DAY_MS = 86_400_000;

/**
 * Writes one outcome down: operation, status, events, mail and the next wake-up, all or nothing.
 * @param heldBack the connector is kept from working: the operation waits with it
 * @throws OperationLost
 */
export async function recordOutcome(ctx: Context, held: OperationRow, connectorId: string, result: Advance, heldBack: boolean): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const subscriber = await holdUser(ctx, held);
    // Looking again at work in progress says nothing new.
    if (result.outcome === 'done' || result.outcome === 'failed') await noteConnectorOutcome(ctx, connectorId, result.outcome === 'failed' ? result.failure : null);
    switch (result.outcome) {
      case 'done':
        if (result.account?.keyShown !== undefined) await noteShownKey(ctx, connectorId, result.account.keyShown);
        return succeed(ctx, held, subscriber, result.account);
      case 'wait':
        return wait(ctx, held, subscriber, result.account);
      case 'consent':
        return waitForConsent(ctx, held, subscriber, result.account);
      case 'failed':
        if (heldBack) return waitForConnector(ctx, held, subscriber, result.failure);
        return result.failure.class === 'transient' ? tryLater(ctx, held, subscriber, result.failure) : fail(ctx, held, subscriber, result.failure, result.cloudRef);
    }
  });
}

const ageOf = (ctx: TxContext, held: OperationRow) => ctx.clock.now().getTime() - workingSince(held).getTime();
const doneOf = (held: OperationRow) => ({ operationId: held.id, kind: held.kind, try: tryOf(held) });

async function succeed(ctx: TxContext, held: OperationRow, subscriber: SubscriberRow, account: CloudAccount | null): Promise<void> {
  await finish(ctx, held, 'succeeded');
  if (!account) return finishRemoval(ctx, subscriber);
  const current = subscriber.status === 'pending_user_migration' ? await recordConsent(ctx, subscriber) : subscriber;
  if (current) await recordSuccess(ctx, current, account, doneOf(held));
}

async function wait(ctx: TxContext, claimed: OperationRow, subscriber: SubscriberRow, account: CloudAccount): Promise<void> {
  const wasAsked = subscriber.status === 'pending_user_migration' && (await recordConsent(ctx, subscriber)) !== null;
  const held = wasAsked ? await endWait(ctx, claimed) : claimed;
  if (ageOf(ctx, held) > CLOUD_DEADLINE_MS) return fail(ctx, held, subscriber, failureFrom('cloud.timed_out', 'The platform accepted the work and did not finish it.'), account.ref);
  await postpone(ctx, held, pollSeconds(ageOf(ctx, held), LONGEST_POLL_SECONDS));
}

async function waitForConsent(ctx: TxContext, held: OperationRow, subscriber: SubscriberRow, account: CloudAccount): Promise<void> {
  if (subscriber.status === 'provisioning') await recordMovable(ctx, subscriber, account.ref);
  else if (await isOverdue(ctx, subscriber)) return fail(ctx, held, subscriber, failureFrom('cloud.consent_timed_out', 'The person did not agree to moving the existing account in time.'), account.ref);
  await park(ctx, held, pollSeconds(ageOf(ctx, held), CONSENT_POLL_SECONDS));
}

async function isOverdue(ctx: TxContext, { templateId, lastStatusChange }: SubscriberRow): Promise<boolean> {
  const { consentDays } = await loadTemplateEver(ctx, templateId);
  return ctx.clock.now().getTime() - lastStatusChange.getTime() > consentDays * DAY_MS;
}

/** Nobody but the connector failed: the try begins anew, and its gate decides when. */
async function waitForConnector(ctx: TxContext, held: OperationRow, subscriber: SubscriberRow, failure: Failure): Promise<void> {
  const seconds = failure.retryAfterSeconds ?? HELD_SECONDS;
  await postpone(ctx, held, seconds, { failure });
  await noteAttemptFailed(ctx, held, subscriber, failure, seconds);
}

/** A passing failure: comes back later, and becomes a real one only when it has come back too often. */
async function tryLater(ctx: TxContext, held: OperationRow, subscriber: SubscriberRow, failure: Failure): Promise<void> {
  const transientFailures = held.transientFailures + 1;
  if (transientFailures >= MAX_TRANSIENT_FAILURES) return fail(ctx, held, subscriber, failure, null);
  const seconds = backOffSeconds(transientFailures, failure.retryAfterSeconds, Math.random());
  await postpone(ctx, held, seconds, { transientFailures, failure });
  await noteAttemptFailed(ctx, held, subscriber, failure, seconds);
}

async function noteAttemptFailed(ctx: TxContext, held: OperationRow, subscriber: SubscriberRow, failure: Failure, seconds: number): Promise<void> {
  const { code, errorCode, description, trackingId } = failure;
  await recordEvent(ctx, { type: 'operation.attempt_failed', subscriberId: subscriber.id, templateId: subscriber.templateId, data: { ...doneOf(held), attempt: held.attempt, code, errorCode, description, trackingId, retryInSeconds: seconds } });
  await noteProgress(ctx, subscriber.id, 'retrying');
}

async function fail(ctx: TxContext, held: OperationRow, subscriber: SubscriberRow, failed: Failure, cloudRef: string | null): Promise<void> {
  // Asked whether an account may be moved, its owner said no: the platform's number stays, the words are clearer.
  const refused = subscriber.status === 'pending_user_migration' && failed.class === 'user' && failed.code !== 'cloud.consent_timed_out';
  const failure: Failure = refused ? { ...failed, code: 'cloud.consent_refused' } : failed;
  await finish(ctx, held, 'failed', failure);
  await recordFailure(ctx, subscriber, failure, cloudRef, doneOf(held));
}
