import { requireRight, visibleTemplates } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { cutPage, type Page } from '../db/page.ts';
import { findMatching, type Search, type SearchKey, type SearchStart } from './search-query.ts';
import type { SubscriberRow } from './store.ts';

/** The search of the published API. Pages in the order of creation, so that rows added meanwhile never shift a page. */
export async function searchSubscribers(ctx: Context, search: Search, page: { limit: number; start: SearchStart }): Promise<Page<SubscriberRow, SearchKey>> {
  requireRight(ctx, 'subscribers:read');
  return inTransaction(ctx, async (ctx) => {
    const rows = await findMatching(ctx.db, ctx.providerId, search, { ...page, visible: visibleTemplates(ctx.actor) });
    return cutPage(rows, page, (row): SearchKey => [row.createdAt.toISOString(), row.id]);
  });
}
