import type { TxContext } from '../context.ts';
import { withdrawMessages } from '../mail/withdraw-messages.ts';
import { supersedeProofs } from './store.ts';

/** Makes every code of the subscriber useless, because the address no longer needs one, and holds back a mail that has not left yet. */
export async function dropCodes(ctx: TxContext, subscriberId: string): Promise<void> {
  await supersedeProofs(ctx.db, ctx.providerId, subscriberId, ctx.clock.now());
  await withdrawMessages(ctx, { subscriberId }, 'verification_code', 'the address was vouched for');
}
