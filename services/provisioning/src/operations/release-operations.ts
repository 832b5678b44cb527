import type { TxContext } from '../context.ts';
import { forgetPlaces, spreadWaiting } from './store.ts';

/** What waited for a connector of these templates is due again, one after the other; the sweeper wakes it. @returns how many */
export const releaseOperations = (ctx: TxContext, templateIds: readonly string[], everyMs: number): Promise<number> => spreadWaiting(ctx.db, ctx.providerId, templateIds, ctx.clock.now(), everyMs);

/** Whoever waits in a line of these templates asks for a place again when it is due. */
export const takePlacesBack = (ctx: TxContext, templateIds: readonly string[]): Promise<void> => forgetPlaces(ctx.db, ctx.providerId, templateIds);
