import type { TxContext } from '../context.ts';
import { cutPage, type Page } from '../db/page.ts';
import type { EventType } from './event.ts';
import { type EventPage, type EventRow, eventsOfSubscriber, eventsOfType } from './store.ts';

/** One page of a subscriber's events, newest first; checks no right. */
export async function listEventsOf(ctx: TxContext, subscriberId: string, page: EventPage): Promise<Page<EventRow, string>> {
  return cutPage(await eventsOfSubscriber(ctx.db, ctx.providerId, subscriberId, page), page, (row) => row.id);
}

/** A subscriber's newest events of one type; checks no right. */
export const listEventsOfType = (ctx: TxContext, subscriberId: string, type: EventType, limit: number): Promise<EventRow[]> => eventsOfType(ctx.db, ctx.providerId, subscriberId, type, limit);
