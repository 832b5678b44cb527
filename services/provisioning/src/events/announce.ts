import { sql } from 'drizzle-orm';
import type { TxContext } from '../context.ts';

export const CHANNEL = 'subscriber_changed';

/** Tells every process, once the transaction has committed, that a subscriber's state is worth another look. */
export async function announceSubscriber(ctx: TxContext, subscriberId: string): Promise<void> {
  await ctx.db.execute(sql`select pg_notify(${CHANNEL}, ${JSON.stringify({ providerId: ctx.providerId, subscriberId })})`);
}
