import { requireRight, visibleTemplates } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { cutPage, type Page, type PageRequest } from '../db/page.ts';
import { COUNT_LIMIT, countByStatus } from './count-query.ts';
import type { Sort } from './list-options.ts';
import { keyOf, selectSubscribers, type SubscriberFilters, type SubscriberKey } from './list-query.ts';
import { type NamedSubscriber, nameSubscribers } from './name-subscribers.ts';
import { type Status, statuses } from './subscriber.ts';

export type ListRequest = { filters: SubscriberFilters; sort: Sort } & PageRequest<SubscriberKey>;

/** User status: one page in the order asked for, never counted to the end. */
export async function listSubscribers(ctx: Context, request: ListRequest): Promise<Page<NamedSubscriber, SubscriberKey>> {
  requireRight(ctx, 'subscribers:read');
  return inTransaction(ctx, async (ctx) => {
    const rows = await selectSubscribers(ctx.db, ctx.providerId, { ...request, visible: visibleTemplates(ctx.actor) });
    const page = cutPage(rows, request, (row) => keyOf(request.sort, row));
    return { ...page, items: await nameSubscribers(ctx, page.items) };
  });
}

export type Counts = { total: number; byStatus: Record<Status, number>; capped: boolean };

/** How many stand in each status; each number is exact up to 10,000 and stops there. */
export async function countSubscribers(ctx: Context, filters: SubscriberFilters): Promise<Counts> {
  requireRight(ctx, 'subscribers:read');
  return inTransaction(ctx, async (ctx) => {
    const byStatus = await countByStatus(ctx.db, ctx.providerId, filters, visibleTemplates(ctx.actor));
    const numbers = statuses.map((status) => byStatus[status]);
    return { total: numbers.reduce((sum, number) => sum + number, 0), byStatus, capped: numbers.some((number) => number >= COUNT_LIMIT) };
  });
}
