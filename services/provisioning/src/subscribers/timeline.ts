import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import type { Page } from '../db/page.ts';
import { listEventsOf } from '../events/list-events.ts';
import type { EventRow } from '../events/store.ts';
import { loadVisibleSubscriber } from './load-subscriber.ts';

/** Everything that happened to a user, newest first. @throws subscriber.not_found */
export async function readTimeline(ctx: Context, id: string, page: { limit: number; after: string | null }): Promise<Page<EventRow, string>> {
  requireRight(ctx, 'subscribers:read');
  return inTransaction(ctx, async (ctx) => {
    await loadVisibleSubscriber(ctx, id);
    return listEventsOf(ctx, id, page);
  });
}
