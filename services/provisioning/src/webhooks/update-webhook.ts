import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { changesBetween, changesNothing } from '../events/changes.ts';
import { recordEvent } from '../events/record-event.ts';
import { requireVersion } from '../preconditions.ts';
import { problem } from '../problems.ts';
import { knownTypes, nameOf } from './create-webhook.ts';
import { type DescribedWebhook, describeWebhook } from './describe-webhooks.ts';
import { holdWebhook } from './load-webhook.ts';
import { changeWebhook, deleteWebhook as deleteRow, type WebhookChanges } from './store.ts';
import { webhookUrl } from './webhook-url.ts';

/** Changes the fields that are given. Other types count for what happens from now on. @throws webhook.not_found, request.version_outdated, request.version_missing, request.invalid */
export async function updateWebhook(ctx: Context, id: string, input: { url?: string; description?: string; types?: string[] }): Promise<DescribedWebhook> {
  requireRight(ctx, 'webhooks:write');
  const changes: WebhookChanges = {};
  if (input.url !== undefined) changes.url = webhookUrl(ctx, input.url);
  if (input.description !== undefined) changes.description = input.description.trim();
  if (input.types !== undefined) changes.types = knownTypes(input.types);
  return inTransaction(ctx, async (ctx) => {
    const before = await holdWebhook(ctx, id);
    requireVersion(ctx, before.version);
    if (changesNothing(before, changes)) return describeWebhook(ctx, before);
    const row = await changeWebhook(ctx.db, ctx.providerId, id, changes);
    if (!row) throw problem('webhook.not_found');
    const told = (webhook: typeof row) => ({ ...webhook, host: new URL(webhook.url).host });
    await recordEvent(ctx, { type: 'webhook.changed', subject: nameOf(row), data: { webhookId: id, newAddress: before.url !== row.url, changes: changesBetween(told(before), told(row), ['host', 'description', 'types']) } });
    return describeWebhook(ctx, row);
  });
}

/** Ends it at once; its deliveries are gone with it. @throws webhook.not_found, request.version_outdated, request.version_missing */
export async function deleteWebhook(ctx: Context, id: string): Promise<void> {
  requireRight(ctx, 'webhooks:write');
  await inTransaction(ctx, async (ctx) => {
    requireVersion(ctx, (await holdWebhook(ctx, id)).version);
    const row = await deleteRow(ctx.db, ctx.providerId, id);
    if (!row) throw problem('webhook.not_found');
    await recordEvent(ctx, { type: 'webhook.deleted', subject: nameOf(row), data: { webhookId: id, host: new URL(row.url).host } });
  });
}
