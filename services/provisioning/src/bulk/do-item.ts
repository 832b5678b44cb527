import { type Context, inTransaction, type TxContext } from '../context.ts';
import { Problem, type ProblemCode } from '../problems.ts';
import { changePackage } from '../subscribers/change-package.ts';
import { deleteSubscriber } from '../subscribers/delete-subscriber.ts';
import { loadVisibleSubscriber } from '../subscribers/load-subscriber.ts';
import { moveSubscribers } from '../subscribers/move-subscriber.ts';
import { resendMail } from '../subscribers/resend-mail.ts';
import { retryActivation } from '../subscribers/retry-activation.ts';
import type { SubscriberRow } from '../subscribers/store.ts';
import { type BulkWork, isDoneAlready, type ItemState, type Obstacle, obstacleTo } from './bulk-operation.ts';
import { claimItem, type ItemRow, settleItems, waitingOfCustomer } from './items-query.ts';
import { type BulkRow, countResult } from './store.ts';

/**
 * Does the work for one user of the list. The act and the note that it is done are one transaction: a worker killed at any
 * line has done both or neither, so nothing is done twice. A refusal is the user's result, not the end of the operation.
 */
export async function doItem(ctx: Context, held: BulkRow, position: number): Promise<void> {
  let together = [position];
  try {
    await inTransaction(ctx, async (ctx) => {
      const item = await claimItem(ctx.db, held, position);
      if (!item) return;
      const user = item.subscriberId && (await findUser(ctx, item.subscriberId));
      const obstacle = user ? obstacleFor(ctx, held.work, item, user) : 'not_found';
      if (obstacle || !user) return settle(ctx, held, [position], 'skipped', obstacle);
      const group = held.action === 'move_template' ? await waitingOfCustomer(ctx.db, held, user.customerId) : [];
      together = group.length > 0 ? group.map((one) => one.position) : together;
      await act(ctx, held.work, { user, email: item.email, together: group.map((one) => one.subscriberId) });
      await settle(ctx, held, together, 'succeeded', null);
    });
  } catch (error) {
    if (!(error instanceof Problem)) ctx.log.error({ err: error, bulkOperationId: held.id, position }, 'one user of a bulk operation failed');
    await settleRefused(ctx, held, { position, together }, error instanceof Problem ? error.code : 'request.failed');
  }
}

/** A user who is gone, or whom the actor may not see, is nobody. */
async function findUser(ctx: TxContext, id: string): Promise<SubscriberRow | null> {
  return loadVisibleSubscriber(ctx, id).catch((error: unknown) => {
    if (error instanceof Problem && error.code === 'subscriber.not_found') return null;
    throw error;
  });
}

function obstacleFor(ctx: TxContext, work: BulkWork, item: ItemRow, user: SubscriberRow): Obstacle | null {
  if (work.action === 'retry' && item.email !== null && isDoneAlready(work.mode, user, item.email)) return 'already_done';
  return obstacleTo(work, { ...user, hasEmail: (item.email ?? user.email) !== null }, ctx.clock.now());
}

async function act(ctx: TxContext, work: BulkWork, { user, email, together }: { user: SubscriberRow; email: string | null; together: readonly string[] }): Promise<void> {
  switch (work.action) {
    case 'retry':
      await retryActivation(ctx, user.id, { email: email ?? user.email ?? '', mode: work.mode });
      return;
    case 'resend':
      await resendMail(ctx, user.id);
      return;
    case 'change_package':
      await changePackage(ctx, user.id, work.package);
      return;
    case 'delete':
      await deleteSubscriber(ctx, user.id);
      return;
    case 'move_template':
      await moveSubscribers(ctx, together, work.templateId);
  }
}

const obstacleBehind: Partial<Record<ProblemCode, Obstacle>> = {
  'subscriber.not_found': 'not_found',
  'template.other_cluster': 'other_cluster',
  'subscriber.bound_to_cloud': 'other_cloud',
  'customer.users_stay_behind': 'users_stay_behind',
};

/** Whoever was to move with a user that could not, stays as well, or the customer would have two templates. */
async function settleRefused(ctx: Context, held: BulkRow, { position, together }: { position: number; together: readonly number[] }, code: ProblemCode): Promise<void> {
  const obstacle = obstacleBehind[code];
  await inTransaction(ctx, async (ctx) => {
    await settle(ctx, held, [position], obstacle ? 'skipped' : 'failed', obstacle ?? code);
    const others = together.filter((one) => one !== position);
    if (others.length > 0) await settle(ctx, held, others, 'skipped', 'users_stay_behind');
  });
}

async function settle(ctx: TxContext, held: BulkRow, positions: readonly number[], state: Exclude<ItemState, 'waiting'>, code: string | null): Promise<void> {
  const count = await settleItems(ctx.db, held, positions, { state, code, at: ctx.clock.now() });
  // Last in the transaction, because every user of the operation waits for this row.
  if (count > 0) await countResult(ctx.db, held.providerId, held.id, { state, code, count });
}
