import type { TxContext } from '../context.ts';
import { deleteMessages } from './store.ts';

/** Drops a subscriber's mails with their addresses and attempts, unsent ones included; the events that tell of them stay. */
export async function forgetMessages(ctx: TxContext, subscriberId: string): Promise<void> {
  await deleteMessages(ctx.db, ctx.providerId, subscriberId);
}
