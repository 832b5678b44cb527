import type { TxContext } from '../context.ts';
import { supersedeProofs } from './store.ts';

/** Makes every code of the subscriber useless, because the address no longer needs one. */
export async function dropCodes(ctx: TxContext, subscriberId: string): Promise<void> {
  await supersedeProofs(ctx.db, ctx.providerId, subscriberId, ctx.clock.now());
}
