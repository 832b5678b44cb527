import type { TxContext } from '../context.ts';
import { countDue } from './store.ts';

/** Has the provider at least `limit` operations that are due and that no worker has taken up? */
export const areOperationsBackedUp = async (ctx: TxContext, limit: number): Promise<boolean> => (await countDue(ctx.db, ctx.providerId, ctx.clock.now(), limit)) >= limit;
