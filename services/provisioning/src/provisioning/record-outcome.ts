import { noteConnectorOutcome } from '../connectors/note-outcome.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { finish, postpone } from '../operations/hold-operation.ts';
import { backOffSeconds, CLOUD_DEADLINE_MS, CONSENT_DEADLINE_MS, type Failure, MAX_TRANSIENT_FAILURES, pollSeconds, tryOf } from '../operations/operation.ts';
import type { OperationRow } from '../operations/store.ts';
import { finishRemoval } from '../subscribers/delete-subscriber.ts';
import { loadSubscriber } from '../subscribers/load-subscriber.ts';
import { noteProgress, recordConsent, recordFailure, recordMovable, recordSuccess } from '../subscribers/record-outcome.ts';
import type { SubscriberRow } from '../subscribers/store.ts';
import type { Advance } from './advance.ts';
import type { CloudAccount } from './cloud.ts';
import { failureFrom } from './failure.ts';

const LONGEST_POLL_SECONDS = 30;
const CONSENT_POLL_SECONDS = 60;

/** Writes one outcome down: operation, status, events, mail and the next wake-up, all or nothing. @throws OperationLost */
export async function recordOutcome(ctx: Context, held: OperationRow, before: { subscriber: SubscriberRow; connectorId: string }, result: Advance): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const subscriber = await loadSubscriber(ctx, before.subscriber.id);
    // Looking again at work in progress says nothing new.
    if (result.outcome === 'done' || result.outcome === 'failed') await noteConnectorOutcome(ctx, before.connectorId, result.outcome === 'failed' ? result.failure : null);
    switch (result.outcome) {
      case 'done':
        return succeed(ctx, held, subscriber, result.account);
      case 'wait':
        return wait(ctx, held, subscriber, result.account);
      case 'consent':
        return waitForConsent(ctx, held, subscriber, result.account);
      case 'failed':
        return result.failure.class === 'transient' ? tryLater(ctx, held, subscriber, result.failure) : fail(ctx, held, subscriber, result.failure, result.cloudRef);
    }
  });
}

const ageOf = (ctx: TxContext, held: OperationRow) => ctx.clock.now().getTime() - held.createdAt.getTime();
const doneOf = (held: OperationRow) => ({ operationId: held.id, kind: held.kind, try: tryOf(held) });

async function succeed(ctx: TxContext, held: OperationRow, subscriber: SubscriberRow, account: CloudAccount | null): Promise<void> {
  await finish(ctx, held, 'succeeded');
  if (!account) return finishRemoval(ctx, subscriber);
  const current = subscriber.status === 'pending_user_migration' ? await recordConsent(ctx, subscriber) : subscriber;
  if (current) await recordSuccess(ctx, current, account, doneOf(held));
}

async function wait(ctx: TxContext, held: OperationRow, subscriber: SubscriberRow, account: CloudAccount): Promise<void> {
  if (ageOf(ctx, held) > CLOUD_DEADLINE_MS) return fail(ctx, held, subscriber, failureFrom('cloud.timed_out', 'The platform accepted the work and did not finish it.'), account.ref);
  if (subscriber.status === 'pending_user_migration') await recordConsent(ctx, subscriber);
  await postpone(ctx, held, pollSeconds(ageOf(ctx, held), LONGEST_POLL_SECONDS));
}

async function waitForConsent(ctx: TxContext, held: OperationRow, subscriber: SubscriberRow, account: CloudAccount): Promise<void> {
  if (ageOf(ctx, held) > CONSENT_DEADLINE_MS) return fail(ctx, held, subscriber, failureFrom('cloud.account_movable', 'The person did not agree to moving the existing account in time.'), account.ref);
  if (subscriber.status === 'provisioning') await recordMovable(ctx, subscriber, account.ref);
  await postpone(ctx, held, pollSeconds(ageOf(ctx, held), CONSENT_POLL_SECONDS));
}

/** A passing failure: comes back later, and becomes a real one only when it has come back too often. */
async function tryLater(ctx: TxContext, held: OperationRow, subscriber: SubscriberRow, failure: Failure): Promise<void> {
  const transientFailures = held.transientFailures + 1;
  if (transientFailures >= MAX_TRANSIENT_FAILURES) return fail(ctx, held, subscriber, failure, null);
  const seconds = backOffSeconds(transientFailures, failure.retryAfterSeconds, Math.random());
  await postpone(ctx, held, seconds, { transientFailures, failure });
  const { code, errorCode, description, trackingId } = failure;
  await recordEvent(ctx, { type: 'operation.attempt_failed', subscriberId: subscriber.id, templateId: subscriber.templateId, data: { ...doneOf(held), attempt: held.attempt, code, errorCode, description, trackingId, retryInSeconds: seconds } });
  await noteProgress(ctx, subscriber.id, 'retrying');
}

async function fail(ctx: TxContext, held: OperationRow, subscriber: SubscriberRow, failure: Failure, cloudRef: string | null): Promise<void> {
  await finish(ctx, held, 'failed', failure);
  await recordFailure(ctx, subscriber, failure, cloudRef, doneOf(held));
}
