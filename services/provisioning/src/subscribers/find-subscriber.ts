import type { TxContext } from '../context.ts';
import { findByUserId, type SubscriberRow } from './store.ts';

/** The subscriber with this BroadWorks user id on a cluster, or null; checks no right. */
export const findSubscriberByUserId = (ctx: TxContext, clusterId: string, userId: string): Promise<SubscriberRow | null> => findByUserId(ctx.db, ctx.providerId, clusterId, userId);
