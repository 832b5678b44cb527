import { requireRight, visibleTemplates } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { problem } from '../problems.ts';
import { findSubscriber, lockRow, type SubscriberRow } from './store.ts';

/** The subscriber by its id, for other use cases; checks no right. @throws subscriber.not_found */
export async function loadSubscriber(ctx: TxContext, id: string): Promise<SubscriberRow> {
  const row = await findSubscriber(ctx.db, ctx.providerId, id);
  if (!row) throw problem('subscriber.not_found');
  return row;
}

/**
 * The subscriber, held until the transaction ends. Whoever sends or takes a code begins with this, so that two at the same
 * moment come one after the other, and never wait for each other in a circle.
 * @throws subscriber.not_found
 */
export async function lockSubscriber(ctx: TxContext, id: string): Promise<SubscriberRow> {
  const row = await lockRow(ctx.db, ctx.providerId, id);
  if (!row) throw problem('subscriber.not_found');
  return row;
}

/** The same; null for one that is gone. */
export const lockIfThere = (ctx: TxContext, id: string): Promise<SubscriberRow | null> => lockRow(ctx.db, ctx.providerId, id);

/**
 * The subscriber, if the actor may see it. One of a template outside the admin's own is as absent as one that does not exist.
 * @throws subscriber.not_found
 */
export const loadVisibleSubscriber = async (ctx: TxContext, id: string): Promise<SubscriberRow> => requireVisible(ctx, await loadSubscriber(ctx, id));

/**
 * The same, held until the transaction ends. Whoever decides by what stands there begins with this: what was read before somebody
 * else's change says the wrong thing after it.
 * @throws subscriber.not_found
 */
export const holdVisibleSubscriber = async (ctx: TxContext, id: string): Promise<SubscriberRow> => requireVisible(ctx, await lockSubscriber(ctx, id));

function requireVisible(ctx: TxContext, row: SubscriberRow): SubscriberRow {
  const visible = visibleTemplates(ctx.actor);
  if (visible && !visible.includes(row.templateId)) throw problem('subscriber.not_found');
  return row;
}

/** What an admin or an API client reads. @throws subscriber.not_found */
export async function getSubscriber(ctx: Context, id: string): Promise<SubscriberRow> {
  requireRight(ctx, 'subscribers:read');
  return inTransaction(ctx, (ctx) => loadVisibleSubscriber(ctx, id));
}
