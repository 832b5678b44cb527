import type { TxContext } from '../context.ts';
import { countDue } from './store.ts';

/** Has the provider at least `limit` mails that are due and have not left? */
export const areMailsBackedUp = async (ctx: TxContext, limit: number): Promise<boolean> => (await countDue(ctx.db, ctx.providerId, ctx.clock.now(), limit)) >= limit;
