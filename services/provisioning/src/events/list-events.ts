import type { TxContext } from '../context.ts';
import { cutPage, type Page } from '../db/page.ts';
import { type EventRow, eventsOfSubscriber } from './store.ts';

/** One page of a subscriber's events, newest first; checks no right. */
export async function listEventsOf(ctx: TxContext, subscriberId: string, page: { limit: number; after: string | null }): Promise<Page<EventRow, string>> {
  return cutPage(await eventsOfSubscriber(ctx.db, ctx.providerId, subscriberId, page), page.limit, (row) => row.id);
}
