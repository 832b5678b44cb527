import { type Context, inTransaction } from '../context.ts';
import { violatesUnique } from '../db/db.ts';
import { problem } from '../problems.ts';
import { MOST_VIEWS, type ViewQuery } from './saved-view.ts';
import { changeView, countViews, deleteView, insertView, type SavedViewRow } from './store.ts';
import { viewOwner } from './view-owner.ts';

// How somebody likes to look at the list is no event: like the language of a page, it tells nothing about anybody's work.

/** Keeps a view under a name of one's own. @throws saved_view.name_taken, saved_view.too_many */
export async function saveView(ctx: Context, input: { name: string; query: ViewQuery }): Promise<SavedViewRow> {
  const adminId = viewOwner(ctx);
  return unlessTaken(inTransaction(ctx, async (ctx) => {
    const { providerId } = ctx;
    if ((await countViews(ctx.db, { providerId, adminId })) >= MOST_VIEWS) throw problem('saved_view.too_many');
    const now = ctx.clock.now();
    const row: SavedViewRow = { providerId, adminId, id: ctx.ids.next(), name: input.name.trim(), query: input.query, createdAt: now, updatedAt: now };
    await insertView(ctx.db, row);
    return row;
  }));
}

/** Changes what is given: the name, or what the view shows. @throws saved_view.not_found (also for another admin's), saved_view.name_taken */
export async function updateView(ctx: Context, id: string, input: { name?: string; query?: ViewQuery }): Promise<SavedViewRow> {
  const adminId = viewOwner(ctx);
  return unlessTaken(inTransaction(ctx, async (ctx) => {
    const changes = { ...(input.name !== undefined && { name: input.name.trim() }), ...(input.query !== undefined && { query: input.query }), updatedAt: ctx.clock.now() };
    const row = await changeView(ctx.db, { providerId: ctx.providerId, adminId }, id, changes);
    if (!row) throw problem('saved_view.not_found');
    return row;
  }));
}

/** @throws saved_view.not_found */
export async function removeView(ctx: Context, id: string): Promise<void> {
  const adminId = viewOwner(ctx);
  await inTransaction(ctx, async (ctx) => {
    if (!(await deleteView(ctx.db, { providerId: ctx.providerId, adminId }, id))) throw problem('saved_view.not_found');
  });
}

async function unlessTaken<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw violatesUnique(error, 'saved_views_name') ? problem('saved_view.name_taken') : error;
  });
}
