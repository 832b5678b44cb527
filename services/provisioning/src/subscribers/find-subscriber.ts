import type { TxContext } from '../context.ts';
import { findByUserId, findSubscriber, lockByUserId, type SubscriberRow } from './store.ts';

/** The subscriber with this BroadWorks user id on a cluster, or null; checks no right. */
export const findSubscriberByUserId = (ctx: TxContext, clusterId: string, userId: string): Promise<SubscriberRow | null> => findByUserId(ctx.db, ctx.providerId, clusterId, userId);

/** The same, held until the transaction ends; null also for one that was removed while it was waited for. */
export const holdSubscriberByUserId = (ctx: TxContext, clusterId: string, userId: string): Promise<SubscriberRow | null> => lockByUserId(ctx.db, ctx.providerId, clusterId, userId);

/** The subscriber, or null; checks no right. */
export const findSubscriberById = (ctx: TxContext, id: string): Promise<SubscriberRow | null> => findSubscriber(ctx.db, ctx.providerId, id);
