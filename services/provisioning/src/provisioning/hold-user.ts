import type { TxContext } from '../context.ts';
import { OperationLost } from '../operations/hold-operation.ts';
import type { OperationRow } from '../operations/store.ts';
import { lockIfThere } from '../subscribers/load-subscriber.ts';
import type { SubscriberRow } from '../subscribers/store.ts';

/**
 * The user of an operation, held before the operation is written to, as everybody does who starts or stops one: so nobody waits for
 * the other in a circle.
 * @throws OperationLost when the user is gone, and the operation with it
 */
export async function holdUser(ctx: TxContext, { subscriberId }: OperationRow): Promise<SubscriberRow> {
  const subscriber = await lockIfThere(ctx, subscriberId);
  if (!subscriber) throw new OperationLost();
  return subscriber;
}
