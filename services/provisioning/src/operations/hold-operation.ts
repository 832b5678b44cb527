import { type Context, inTransaction, type TxContext } from '../context.ts';
import { announceSubscriber } from '../events/announce.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { type Failure, LEASE_MS, type StepName, type StepState, tryOf } from './operation.ts';
import { changeHeld, claimOperation, type OperationRow, putStep, renewLease } from './store.ts';

/** Thrown when another worker, or a person who started over, has taken the operation away. What was done stays; what follows is theirs. */
export class OperationLost extends Error {}

/**
 * Takes an operation up and keeps it alive while `work` runs.
 * @returns false when there is nothing to do: finished, not due yet, or in other hands.
 */
export async function holdOperation(ctx: Context, operationId: string, work: (held: OperationRow) => Promise<void>): Promise<boolean> {
  const lease = () => new Date(ctx.clock.now().getTime() + LEASE_MS);
  const held = await inTransaction(ctx, (ctx) => claimOperation(ctx.db, ctx.providerId, operationId, ctx.clock.now(), lease()));
  if (!held) return false;
  const own = { ...ctx, traceId: held.traceId };
  const pulse = setInterval(() => {
    inTransaction(own, (ctx) => renewLease(ctx.db, held, lease())).catch((error: unknown) => own.log.warn({ err: error, operationId }, 'could not renew the lease of an operation'));
  }, LEASE_MS / 3);
  try {
    await work(held);
  } catch (error) {
    if (!(error instanceof OperationLost)) throw error;
  } finally {
    clearInterval(pulse);
  }
  return true;
}

/** Writes down that a step began or ended, for the person who is watching. */
export async function recordStep(ctx: Context, held: OperationRow, name: StepName, state: StepState, trackingId: string | null = null): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await putStep(ctx.db, { providerId: ctx.providerId, operationId: held.id, try: tryOf(held), name, state, at: ctx.clock.now(), trackingId });
    await announceSubscriber(ctx, held.subscriberId);
  });
}

/** Remembers the account this operation made, so that its failure is told from one that was left over. @throws OperationLost */
export async function rememberAccount(ctx: Context, held: OperationRow, cloudRef: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    if (!(await changeHeld(ctx.db, held, { cloudRef }))) throw new OperationLost();
  });
}

/** Puts the operation down until later. @throws OperationLost */
export async function postpone(ctx: TxContext, held: OperationRow, seconds: number, changes: { transientFailures?: number; failure?: Failure | null; slotAt?: Date | null } = {}): Promise<void> {
  const nextAttemptAt = new Date(ctx.clock.now().getTime() + seconds * 1000);
  if (!(await changeHeld(ctx.db, held, { ...changes, state: 'waiting', nextAttemptAt, leaseUntil: null, turnOf: null }))) throw new OperationLost();
  await enqueue(ctx, 'run-operation', { providerId: ctx.providerId, operationId: held.id }, { startAfterSeconds: seconds });
}

/** Puts the operation down until a person has done something; looked at again in `seconds` at the latest, by the sweeper, so that no wake-up stands in the way of an earlier one. @throws OperationLost */
export async function park(ctx: TxContext, held: OperationRow, seconds: number): Promise<void> {
  const nextAttemptAt = new Date(ctx.clock.now().getTime() + seconds * 1000);
  if (!(await changeHeld(ctx.db, held, { state: 'waiting', nextAttemptAt, leaseUntil: null, turnOf: null }))) throw new OperationLost();
}

/** It passes through this connector now, until it is put down. @throws OperationLost */
export async function takeTurn(ctx: TxContext, held: OperationRow, connectorId: string): Promise<void> {
  if (!(await changeHeld(ctx.db, held, { turnOf: connectorId, slotAt: null }))) throw new OperationLost();
}

/** From now on the work counts: what went before was waiting for a person. @throws OperationLost */
export async function endWait(ctx: TxContext, held: OperationRow): Promise<OperationRow> {
  const waitedUntil = ctx.clock.now();
  if (!(await changeHeld(ctx.db, held, { waitedUntil }))) throw new OperationLost();
  return { ...held, waitedUntil };
}

/** Ends the operation; after a success the steps say so too. @throws OperationLost */
export async function finish(ctx: TxContext, held: OperationRow, state: 'succeeded' | 'failed', failure: Failure | null = null): Promise<void> {
  const at = ctx.clock.now();
  if (!(await changeHeld(ctx.db, held, { state, failure, leaseUntil: null, turnOf: null, finishedAt: at }))) throw new OperationLost();
  if (state === 'failed') return;
  for (const name of ['wait_for_cloud', 'finish'] as const) await putStep(ctx.db, { providerId: ctx.providerId, operationId: held.id, try: tryOf(held), name, state: 'done', at });
}
