import { type Context, inTransaction } from '../context.ts';
import { endWait, park } from '../operations/hold-operation.ts';
import type { OperationRow } from '../operations/store.ts';
import { mustWaitForFirst, noteWaitingForFirst, noteWaitOver } from '../subscribers/first-user.ts';
import { lockSubscriber } from '../subscribers/load-subscriber.ts';
import { WAITING_FOR_FIRST } from '../subscribers/subscriber.ts';

/** Who waits is woken when the first administrator is there; this is for what nobody is woken for, such as a changed template. */
const LOOK_AGAIN_SECONDS = 5 * 60;

/**
 * Provision Admin First, held at the one place everything passes on its way to the cloud platform: a proven mailbox, an admin who
 * vouches, another try. @returns the operation to carry on with, or null when it waits. @throws OperationLost
 */
export async function passFirst(ctx: Context, held: OperationRow): Promise<OperationRow | null> {
  if (held.kind !== 'provision') return held;
  return inTransaction(ctx, async (ctx) => {
    const subscriber = await lockSubscriber(ctx, held.subscriberId);
    if (subscriber.status !== 'provisioning') return held;
    if (await mustWaitForFirst(ctx, subscriber)) {
      await park(ctx, held, LOOK_AGAIN_SECONDS);
      await noteWaitingForFirst(ctx, subscriber);
      return null;
    }
    if (subscriber.reason !== WAITING_FOR_FIRST) return held;
    await noteWaitOver(ctx, subscriber);
    return endWait(ctx, held);
  });
}
