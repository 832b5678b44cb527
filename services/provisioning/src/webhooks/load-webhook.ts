import { requireRight } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { cutPage, type Page, type PageRequest } from '../db/page.ts';
import { problem } from '../problems.ts';
import { type DescribedWebhook, describeWebhook, describeWebhooks } from './describe-webhooks.ts';
import { findWebhook, lockWebhook, selectWebhooks, type WebhookRow } from './store.ts';

/** Checks no right. @throws webhook.not_found */
export async function loadWebhook(ctx: TxContext, id: string): Promise<WebhookRow> {
  const row = await findWebhook(ctx.db, ctx.providerId, id);
  if (!row) throw problem('webhook.not_found');
  return row;
}

/** The same, held until the transaction ends. @throws webhook.not_found */
export async function holdWebhook(ctx: TxContext, id: string): Promise<WebhookRow> {
  const row = await lockWebhook(ctx.db, ctx.providerId, id);
  if (!row) throw problem('webhook.not_found');
  return row;
}

/** @throws webhook.not_found */
export async function getWebhook(ctx: Context, id: string): Promise<DescribedWebhook> {
  requireRight(ctx, 'webhooks:write');
  return inTransaction(ctx, async (ctx) => describeWebhook(ctx, await loadWebhook(ctx, id)));
}

/** In the order in which they were made. */
export async function listWebhooks(ctx: Context, page: PageRequest<string>): Promise<Page<DescribedWebhook, string>> {
  requireRight(ctx, 'webhooks:write');
  return inTransaction(ctx, async (ctx) => {
    const { items, ...others } = cutPage(await selectWebhooks(ctx.db, ctx.providerId, page), page, (row) => row.id);
    return { items: await describeWebhooks(ctx, items), ...others };
  });
}
