import { requireRight } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { problem } from '../problems.ts';
import { attemptsOf } from './delivery-query.ts';
import type { Delivery } from './list-deliveries.ts';
import { holdWebhook } from './load-webhook.ts';
import { type DeliveryRow, insertDeliveries, sendAgain } from './queue-query.ts';
import { wakeWebhook, type WebhookRow } from './store.ts';
import { MOST_ATTEMPTS, TEST_TYPE } from './webhook.ts';

/** Sends an event that stands for nothing, once. @throws webhook.not_found, webhook.disabled */
export async function sendTestEvent(ctx: Context, webhookId: string): Promise<Delivery> {
  requireRight(ctx, 'webhooks:write');
  return inTransaction(ctx, async (ctx) => {
    await holdEnabled(ctx, webhookId);
    const [id, now] = [ctx.ids.next(), ctx.clock.now()];
    const row: DeliveryRow = {
      providerId: ctx.providerId, webhookId, id, sequence: null, type: TEST_TYPE, orderKey: id, state: 'pending',
      // Somebody is watching: what fails is not tried again behind their back.
      step: MOST_ATTEMPTS - 1,
      attempts: 0, nextAttemptAt: now, resumeAt: null, replayId: null, lastOutcome: null, lastStatus: null, createdAt: now, settledAt: null,
    };
    await insertDeliveries(ctx.db, [row]);
    await wakeWebhook(ctx.db, ctx.providerId, webhookId, now);
    return { ...row, tries: [] };
  });
}

/**
 * Sends one event once more, with its id, so that the receiver can tell it from a new one; one that waits for a later attempt is tried now.
 * It still waits for an earlier event of the same user.
 * @throws webhook.not_found, webhook.disabled, webhook.delivery_not_found
 */
export async function resendDelivery(ctx: Context, webhookId: string, id: string): Promise<Delivery> {
  requireRight(ctx, 'webhooks:write');
  return inTransaction(ctx, async (ctx) => {
    await holdEnabled(ctx, webhookId);
    const [from, now] = [{ providerId: ctx.providerId, webhookId }, ctx.clock.now()];
    const row = await sendAgain(ctx.db, from, id, now);
    if (!row) throw problem('webhook.delivery_not_found');
    await wakeWebhook(ctx.db, ctx.providerId, webhookId, now);
    return { ...row, tries: await attemptsOf(ctx.db, from, [id]) };
  });
}

/** The webhook, held, as long as something may be sent to it. @throws webhook.not_found, webhook.disabled */
export async function holdEnabled(ctx: TxContext, id: string): Promise<WebhookRow> {
  const row = await holdWebhook(ctx, id);
  if (row.state === 'disabled') throw problem('webhook.disabled');
  return row;
}
