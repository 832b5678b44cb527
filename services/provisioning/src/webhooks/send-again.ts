import { requireRight } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { numberBefore, readEnds } from '../events/feed-for-delivery.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { nameOf } from './create-webhook.ts';
import { type DescribedWebhook, describeWebhook } from './describe-webhooks.ts';
import { attemptsOf } from './delivery-query.ts';
import type { Delivery } from './list-deliveries.ts';
import { holdWebhook } from './load-webhook.ts';
import { type DeliveryRow, insertDeliveries, sendAgain } from './queue-query.ts';
import { changeWebhook, wakeWebhook, type WebhookRow } from './store.ts';
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
      attempts: 0, nextAttemptAt: now, resumeAt: null, lastOutcome: null, lastStatus: null, createdAt: now, settledAt: null,
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

/**
 * Sends everything that happened in a span of time and that the webhook is for once more, in order; what had never been sent, too.
 * Goes back as far as the feed does.
 * @param to null is now.
 * @throws webhook.not_found, webhook.disabled, webhook.replay_running, request.invalid
 */
export async function replayEvents(ctx: Context, webhookId: string, { from, to }: { from: Date; to: Date | null }): Promise<DescribedWebhook> {
  requireRight(ctx, 'webhooks:write');
  if (to && to <= from) throw problem('request.invalid', { errors: [{ pointer: '/to', message: 'must be after from' }] });
  return inTransaction(ctx, async (ctx) => {
    const webhook = await holdEnabled(ctx, webhookId);
    if (webhook.replayTo !== null) throw problem('webhook.replay_running');
    const { beforeKept } = await readEnds(ctx);
    const replayCursor = Math.max(await numberBefore(ctx, from), beforeKept);
    // What comes after the cursor is sent anyway.
    const replayTo = Math.min(to ? await numberBefore(ctx, new Date(to.getTime() + 1)) : webhook.cursor, webhook.cursor);
    if (replayTo <= replayCursor) return describeWebhook(ctx, webhook);
    const row = await changeWebhook(ctx.db, ctx.providerId, webhookId, { replayCursor, replayTo });
    if (!row) throw problem('webhook.not_found');
    await recordEvent(ctx, { type: 'webhook.replayed', subject: nameOf(row), data: { webhookId, from: from.toISOString(), to: (to ?? ctx.clock.now()).toISOString() } });
    return describeWebhook(ctx, row);
  });
}

async function holdEnabled(ctx: TxContext, id: string): Promise<WebhookRow> {
  const row = await holdWebhook(ctx, id);
  if (row.state === 'disabled') throw problem('webhook.disabled');
  return row;
}
