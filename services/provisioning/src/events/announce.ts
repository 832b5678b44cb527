import type { TxContext } from '../context.ts';
import { notify } from './store.ts';

export const CHANNEL = 'subscriber_changed';

/** Tells every process, once the transaction has committed, that a subscriber's state is worth another look. */
export async function announceSubscriber(ctx: TxContext, subscriberId: string): Promise<void> {
  await notify(ctx.db, CHANNEL, JSON.stringify({ providerId: ctx.providerId, subscriberId }));
}
