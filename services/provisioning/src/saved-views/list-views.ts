import { type Context, inTransaction } from '../context.ts';
import { cutPage, type Page, type PageRequest } from '../db/page.ts';
import { selectViews, type SavedViewRow } from './store.ts';
import { viewOwner } from './view-owner.ts';

/** One's own views, by name. */
export async function listViews(ctx: Context, page: PageRequest<string>): Promise<Page<SavedViewRow, string>> {
  const adminId = viewOwner(ctx);
  return inTransaction(ctx, async (ctx) => cutPage(await selectViews(ctx.db, { providerId: ctx.providerId, adminId }, page), page, (row) => row.name));
}
