import { requireRight } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { cutPage, type Page, type PageRequest } from '../db/page.ts';
import { problem } from '../problems.ts';
import type { ItemState } from './bulk-operation.ts';
import { type ItemView, selectItems } from './items-query.ts';
import { type BulkRow, findBulk, selectBulk } from './store.ts';
import { seesOnlyOf } from './who.ts';

/** Newest first. Whoever is limited to some templates sees what they asked for themselves. */
export async function listBulkOperations(ctx: Context, page: PageRequest<string>): Promise<Page<BulkRow, string>> {
  requireRight(ctx, 'subscribers:read');
  return inTransaction(ctx, async (ctx) => cutPage(await selectBulk(ctx.db, ctx.providerId, { ...page, actorId: seesOnlyOf(ctx.actor) }), page, (row) => row.id));
}

/** @throws bulk_operation.not_found */
export async function getBulkOperation(ctx: Context, id: string): Promise<BulkRow> {
  requireRight(ctx, 'subscribers:read');
  return inTransaction(ctx, (ctx) => loadVisibleBulk(ctx, id));
}

/** The operation, if the actor may see it; checks no right. @throws bulk_operation.not_found */
export async function loadVisibleBulk(ctx: TxContext, id: string): Promise<BulkRow> {
  const row = await findBulk(ctx.db, ctx.providerId, id, seesOnlyOf(ctx.actor));
  if (!row) throw problem('bulk_operation.not_found');
  return row;
}

/** What came of each user, in the order of the list. @throws bulk_operation.not_found */
export async function listBulkItems(ctx: Context, id: string, page: PageRequest<number> & { states: readonly ItemState[] | null }): Promise<Page<ItemView, number>> {
  requireRight(ctx, 'subscribers:read');
  return inTransaction(ctx, async (ctx) => {
    const bulk = await loadVisibleBulk(ctx, id);
    return cutPage(await selectItems(ctx.db, bulk, page), page, (row) => row.position);
  });
}
