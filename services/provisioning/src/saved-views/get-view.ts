import { type Context, inTransaction } from '../context.ts';
import { problem } from '../problems.ts';
import { findView, type SavedViewRow } from './store.ts';
import { viewOwner } from './view-owner.ts';

/** @throws saved_view.not_found, also for another admin's */
export async function getView(ctx: Context, id: string): Promise<SavedViewRow> {
  const adminId = viewOwner(ctx);
  const row = await inTransaction(ctx, ({ db, providerId }) => findView(db, { providerId, adminId }, id));
  if (!row) throw problem('saved_view.not_found');
  return row;
}
