import type { TxContext } from '../context.ts';
import { REMIND_AGAIN_MS } from './customer.ts';
import { claimReminder } from './store.ts';

/** Claims the one reminder that may go to a customer's first user at a time. @returns false when one went out lately. */
export function noteReminder(ctx: TxContext, customerId: string): Promise<boolean> {
  const now = ctx.clock.now();
  return claimReminder(ctx.db, ctx.providerId, customerId, now, new Date(now.getTime() - REMIND_AGAIN_MS));
}
