import { type Context, inTransaction, type TxContext } from '../context.ts';
import { violatesUnique } from '../db/db.ts';
import { changesNothing } from '../events/changes.ts';
import { refuseOutdated } from '../preconditions.ts';
import { problem } from '../problems.ts';
import { MOST_VIEWS, type ViewQuery } from './saved-view.ts';
import { changeView, countViews, deleteView, insertView, lockView, type Owner, type SavedViewRow } from './store.ts';
import { viewOwner } from './view-owner.ts';

// How somebody likes to look at the list is no event: like the language of a page, it tells nothing about anybody's work.

/** Keeps a view under a name of one's own. @throws saved_view.name_taken, saved_view.too_many */
export async function saveView(ctx: Context, input: { name: string; query: ViewQuery }): Promise<SavedViewRow> {
  const adminId = viewOwner(ctx);
  return unlessTaken(inTransaction(ctx, async (ctx) => {
    const { providerId } = ctx;
    if ((await countViews(ctx.db, { providerId, adminId })) >= MOST_VIEWS) throw problem('saved_view.too_many');
    const now = ctx.clock.now();
    const row: SavedViewRow = { providerId, adminId, id: ctx.ids.next(), name: input.name.trim(), query: input.query, createdAt: now, updatedAt: now, version: 1 };
    await insertView(ctx.db, row);
    return row;
  }));
}

/** Changes what is given: the name, or what the view shows. @throws saved_view.not_found (also for another admin's), request.version_outdated, saved_view.name_taken */
export async function updateView(ctx: Context, id: string, input: { name?: string; query?: ViewQuery }): Promise<SavedViewRow> {
  const adminId = viewOwner(ctx);
  return unlessTaken(inTransaction(ctx, async (ctx) => {
    const wanted = { ...(input.name !== undefined && { name: input.name.trim() }), ...(input.query !== undefined && { query: input.query }) };
    const { owner, before } = await hold(ctx, adminId, id);
    if (changesNothing(before, wanted)) return before;
    const row = await changeView(ctx.db, owner, id, { ...wanted, updatedAt: ctx.clock.now() });
    if (!row) throw problem('saved_view.not_found');
    return row;
  }));
}

/** @throws saved_view.not_found, request.version_outdated */
export async function removeView(ctx: Context, id: string): Promise<void> {
  const adminId = viewOwner(ctx);
  await inTransaction(ctx, async (ctx) => {
    const { owner } = await hold(ctx, adminId, id);
    await deleteView(ctx.db, owner, id);
  });
}

/** Until the transaction ends; only people have views, and a page says which version it means where it edits. */
async function hold(ctx: TxContext, adminId: string, id: string): Promise<{ owner: Owner; before: SavedViewRow }> {
  const owner = { providerId: ctx.providerId, adminId };
  const before = await lockView(ctx.db, owner, id);
  if (!before) throw problem('saved_view.not_found');
  refuseOutdated(ctx, before.version);
  return { owner, before };
}

async function unlessTaken<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw violatesUnique(error, 'saved_views_name') ? problem('saved_view.name_taken') : error;
  });
}
