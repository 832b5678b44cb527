import { type Context, inTransaction } from '../context.ts';
import { recordStep, rememberAccount } from '../operations/hold-operation.ts';
import { type Failure, type StepName, workingSince } from '../operations/operation.ts';
import type { OperationRow } from '../operations/store.ts';
import { noteProgress } from '../subscribers/record-outcome.ts';
import { type Cloud, type CloudAccount, CloudError, type CloudSubscriber } from './cloud.ts';
import { findAccount, type Whose } from './find-account.ts';
import { classify, failureOfAccount } from './failure.ts';

/** How long a platform may take to show in a search what it has made. */
const SEARCH_LAG_MS = 60_000;

/** How far one look at the platform got. */
export type Advance =
  | { outcome: 'done'; account: CloudAccount | null }
  | { outcome: 'wait'; account: CloudAccount }
  | { outcome: 'consent'; account: CloudAccount }
  | { outcome: 'failed'; failure: Failure; cloudRef: string | null };

/** Looks before it acts, every time: so an attempt of which nobody knows how it ended never makes a second account. */
export async function advance(ctx: Context, cloud: Cloud, held: OperationRow, wanted: CloudSubscriber, whose: Whose): Promise<Advance> {
  if (cloud.traits.recordOnly) return step(ctx, held, cloud, 'record_only', () => recordOnly(cloud, held, wanted));
  const found = await step(ctx, held, cloud, 'find_account', () => findAccount(ctx, cloud, held, wanted, whose));
  return held.kind === 'remove' ? removeAccount(ctx, cloud, held, wanted, found) : ensureAccount(ctx, cloud, held, wanted, whose, found);
}

/** Nothing is called: what was asked for counts as done at once. */
async function recordOnly(cloud: Cloud, held: OperationRow, wanted: CloudSubscriber): Promise<Advance> {
  return { outcome: 'done', account: held.kind === 'remove' ? null : await cloud.create(wanted) };
}

async function removeAccount(ctx: Context, cloud: Cloud, held: OperationRow, wanted: CloudSubscriber, found: CloudAccount | null): Promise<Advance> {
  if (found) await step(ctx, held, cloud, 'remove_account', () => cloud.remove(found.ref, wanted));
  return { outcome: 'done', account: null };
}

async function ensureAccount(ctx: Context, cloud: Cloud, held: OperationRow, wanted: CloudSubscriber, whose: Whose, found: CloudAccount | null): Promise<Advance> {
  // A search may lag behind a creation: what this operation made itself is not made again.
  if (!found && held.cloudRef !== null && ctx.clock.now().getTime() - workingSince(held).getTime() < SEARCH_LAG_MS) {
    return { outcome: 'wait', account: { ref: held.cloudRef, personId: null, state: 'in_progress', package: wanted.package, email: wanted.email, failure: null } };
  }
  const usable = found && (await dropLeftover(cloud, held, wanted, found));
  const account = usable ?? (await createAccount(ctx, cloud, held, wanted, whose));
  switch (account.state) {
    case 'failed':
      return { outcome: 'failed', failure: failureOfAccount(account), cloudRef: account.ref };
    case 'waiting_for_consent':
      return { outcome: 'consent', account };
    case 'in_progress':
      await noteWaiting(ctx, held);
      return { outcome: 'wait', account };
    case 'ready':
      return needsUpdate(held, account, wanted, usable === null) ? updateAccount(ctx, cloud, held, wanted, account) : { outcome: 'done', account };
  }
}

/**
 * An account that an earlier attempt left in error, or made for another address, is in the way: the published API can neither restart
 * it nor change its address. One that this operation made itself is its own result.
 */
async function dropLeftover(cloud: Cloud, held: OperationRow, wanted: CloudSubscriber, found: CloudAccount): Promise<CloudAccount | null> {
  const otherAddress = !cloud.traits.changesEmail && held.kind === 'provision' && found.email !== null && found.email.toLowerCase() !== wanted.email;
  const failedBefore = found.state === 'failed' && found.ref !== held.cloudRef;
  if (!otherAddress && !failedBefore) return found;
  await cloud.remove(found.ref, wanted);
  return null;
}

async function createAccount(ctx: Context, cloud: Cloud, held: OperationRow, wanted: CloudSubscriber, whose: Whose): Promise<CloudAccount> {
  await inTransaction(ctx, (ctx) => noteProgress(ctx, held.subscriberId, 'creating_account'));
  if (cloud.traits.prechecks) await step(ctx, held, cloud, 'check_account', () => cloud.precheck(wanted));
  const account = await step(ctx, held, cloud, 'create_account', () => createOrFind(ctx, cloud, held, wanted, whose));
  await rememberAccount(ctx, held, account.ref);
  return account;
}

/** "Exists already" may speak of the account an earlier try made and got no answer for; a search shows it now, or soon. */
async function createOrFind(ctx: Context, cloud: Cloud, held: OperationRow, wanted: CloudSubscriber, whose: Whose): Promise<CloudAccount> {
  try {
    return await cloud.create(wanted);
  } catch (error) {
    if (!(error instanceof CloudError) || error.status !== 409 || held.transientFailures === 0) throw error;
    const found = await findAccount(ctx, cloud, held, wanted, whose);
    if (found) return found;
    if (classify(error).code !== 'cloud.user_id_in_use') throw error;
    throw new CloudError('unknown', 'The platform says that the account exists, and does not show it yet.', { trackingId: error.trackingId });
  }
}

/** @param isNew it was made a moment ago, with everything that is wanted. */
const needsUpdate = (held: OperationRow, account: CloudAccount, wanted: CloudSubscriber, isNew: boolean) =>
  account.stale === true || account.package !== wanted.package || (held.kind === 'change_package' && held.cloudRef === null && !isNew);

async function updateAccount(ctx: Context, cloud: Cloud, held: OperationRow, wanted: CloudSubscriber, account: CloudAccount): Promise<Advance> {
  const changed = await step(ctx, held, cloud, 'change_package', () => changeAccount(cloud, account.ref, wanted));
  await rememberAccount(ctx, held, account.ref);
  if (cloud.traits.synchronous) return { outcome: 'done', account: changed };
  await noteWaiting(ctx, held);
  // The platform answers with the old values while it works, so even "ready" is only believed at the next look.
  return { outcome: 'wait', account: changed };
}

/** @throws CloudError also where the platform answers at once, and shows that it changed nothing: the old package, or a user id that would be looked for in vain */
async function changeAccount(cloud: Cloud, ref: string, wanted: CloudSubscriber): Promise<CloudAccount> {
  const changed = await cloud.changePackage(ref, wanted);
  const hasOldPackage = cloud.traits.synchronous && changed.package !== wanted.package;
  const hasOldId = wanted.otherUserId !== null && changed.stale === true;
  if (hasOldPackage || hasOldId) throw new CloudError('unknown', `The platform answered, and still has the ${hasOldPackage ? 'package' : 'user id'} there was.`, { trackingId: cloud.lastTrackingId() });
  return changed;
}

async function noteWaiting(ctx: Context, held: OperationRow): Promise<void> {
  await recordStep(ctx, held, 'wait_for_cloud', 'running');
  await inTransaction(ctx, (ctx) => noteProgress(ctx, held.subscriberId, held.kind === 'change_package' ? 'changing_package' : 'waiting_for_cloud'));
}

async function step<T>(ctx: Context, held: OperationRow, cloud: Cloud, name: StepName, work: () => Promise<T>): Promise<T> {
  await recordStep(ctx, held, name, 'running');
  try {
    const result = await work();
    await recordStep(ctx, held, name, 'done', cloud.lastTrackingId());
    return result;
  } catch (error) {
    await recordStep(ctx, held, name, 'failed', error instanceof CloudError ? error.trackingId : null);
    throw error;
  }
}
