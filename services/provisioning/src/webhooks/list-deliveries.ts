import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { cutPage, type Page, type PageRequest } from '../db/page.ts';
import type { CloudEvent } from '../events/cloud-event.ts';
import { fitsPrefix, publicTypes, unknownPrefixes } from '../events/public-event.ts';
import { problem } from '../problems.ts';
import { cloudEventsOf } from './body-of-delivery.ts';
import { attemptsOf, type DeliveryFilters, findDelivery, selectDeliveries } from './delivery-query.ts';
import { loadWebhook } from './load-webhook.ts';
import type { AttemptRow, DeliveryRow } from './queue-query.ts';
import { TEST_TYPE } from './webhook.ts';

export type Delivery = DeliveryRow & { tries: AttemptRow[] };
export type DeliveryRequest = DeliveryFilters & PageRequest<string>;

/** What was sent or waits to be, newest event first, each with every attempt. @throws webhook.not_found, request.invalid */
export async function listDeliveries(ctx: Context, webhookId: string, { types, limit, start, ...others }: DeliveryRequest): Promise<Page<Delivery, string>> {
  requireRight(ctx, 'webhooks:write');
  return inTransaction(ctx, async (ctx) => {
    const { id } = await loadWebhook(ctx, webhookId);
    const from = { providerId: ctx.providerId, webhookId: id };
    const filters = { ...others, types: types && typesFrom(types) };
    const { items, ...page } = cutPage(await selectDeliveries(ctx.db, from, { filters, limit, start }), { limit, start }, (row) => row.id);
    const attempts = await attemptsOf(ctx.db, from, items.map((row) => row.id));
    return { items: items.map((row) => ({ ...row, tries: attempts.filter(({ deliveryId }) => deliveryId === row.id) })), ...page };
  });
}

/** With what is, or was, sent. @throws webhook.not_found, webhook.delivery_not_found */
export async function getDelivery(ctx: Context, webhookId: string, id: string): Promise<Delivery & { event: CloudEvent | null }> {
  requireRight(ctx, 'webhooks:write');
  return inTransaction(ctx, async (ctx) => {
    await loadWebhook(ctx, webhookId);
    const from = { providerId: ctx.providerId, webhookId };
    const row = await findDelivery(ctx.db, from, id);
    if (!row) throw problem('webhook.delivery_not_found');
    const events = await cloudEventsOf(ctx, [row]);
    return { ...row, tries: await attemptsOf(ctx.db, from, [id]), event: events.get(id) ?? null };
  });
}

/** The types that begin so, to look for. @throws request.invalid */
function typesFrom(prefixes: readonly string[]): string[] {
  const all = [...publicTypes, TEST_TYPE];
  const unknown = unknownPrefixes(prefixes).filter((prefix) => !fitsPrefix(TEST_TYPE, [prefix]));
  if (unknown.length > 0) throw problem('request.invalid', { errors: [{ pointer: '/type', message: `no event type begins with ${unknown.join(', ')}` }] });
  return all.filter((type) => fitsPrefix(type, prefixes));
}
