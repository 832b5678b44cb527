import { type Context, inTransaction, type TxContext } from '../context.ts';
import type { CloudEvent } from '../events/cloud-event.ts';
import { disableFor } from './enable-webhook.ts';
import { changePending, type DeliveryRow, hurryPending, insertAttempt, markDelivered } from './queue-query.ts';
import type { Posted } from './receiver.ts';
import { signedHeaders, type SigningKeys } from './signature.ts';
import { lockWebhook, noteWebhook, type WebhookRow } from './store.ts';
import { askedMs, DISABLE_AFTER_MS, DOWN_AFTER, MOST_BODY_BYTES, pauseAfter, TEST_TYPE } from './webhook.ts';

/** Sends one event once and writes down what came of it. What a killed worker had in hand is sent again: at least once, never lost. */
export async function attemptDelivery(ctx: Context, webhook: WebhookRow, delivery: DeliveryRow, event: CloudEvent | undefined): Promise<void> {
  const at = ctx.clock.now();
  const start = performance.now();
  const posted = await post(ctx, webhook, delivery.id, event, at);
  const durationMs = Math.round(performance.now() - start);
  await inTransaction(ctx, async (ctx) => {
    const { providerId, id: webhookId } = webhook;
    // Locked first, as whoever changes a webhook does: then two never wait for each other.
    const current = await lockWebhook(ctx.db, providerId, webhookId);
    const { outcome, status, detail, reply } = posted;
    const row = current && (await insertAttempt(ctx.db, { providerId, webhookId, deliveryId: delivery.id, at, durationMs, outcome, status, detail, reply }));
    if (!row) return;
    // Also what somebody left out, or took back, while it was on its way.
    if (outcome === 'delivered') await noteSuccess(ctx, current, row);
    else if (row.state === 'pending') await noteFailure(ctx, current, row, posted);
  });
}

async function post(ctx: Context, webhook: WebhookRow, id: string, event: CloudEvent | undefined, at: Date): Promise<Posted> {
  const body = event && JSON.stringify(event);
  if (!body || Buffer.byteLength(body) > MOST_BODY_BYTES) return { outcome: 'refused', status: null, detail: body ? 'the event is larger than may be sent' : 'the event is not kept any more', reply: null, retryAfterSeconds: null };
  return ctx.postWebhook({ url: webhook.url, headers: signedHeaders(keysOf(ctx, webhook, at), { id, at, body }), body, now: at });
}

/** The present keys, and those of before as long as they are good. */
function keysOf({ vault }: Context, webhook: WebhookRow, now: Date): SigningKeys {
  const opened = (present: string, previous: string | null, until: Date | null) => [present, ...(previous && until && until > now ? [previous] : [])].map((sealed) => vault.open(sealed, webhook.id));
  return {
    secrets: opened(webhook.secretSealed, webhook.previousSecretSealed, webhook.previousSecretUntil),
    signingKeys: opened(webhook.signingKeySealed, webhook.previousSigningKeySealed, webhook.previousSigningKeyUntil),
  };
}

async function noteSuccess(ctx: TxContext, webhook: WebhookRow, { id }: DeliveryRow): Promise<void> {
  const [now, from] = [ctx.clock.now(), { providerId: ctx.providerId, webhookId: webhook.id }];
  await markDelivered(ctx.db, from, id, now);
  await noteWebhook(ctx.db, ctx.providerId, webhook.id, { lastSuccessAt: now, failures: 0, failingSince: null });
  // It is back: nobody should have to wait until tomorrow for what failed while it was away.
  if (webhook.failures >= DOWN_AFTER) await hurryPending(ctx.db, from, now);
}

async function noteFailure(ctx: TxContext, webhook: WebhookRow, { id, type, step, resumeAt }: DeliveryRow, { outcome, retryAfterSeconds }: Posted): Promise<void> {
  const [now, from] = [ctx.clock.now(), { providerId: ctx.providerId, webhookId: webhook.id }];
  const failingSince = webhook.failingSince ?? now;
  if (type !== TEST_TYPE) await noteWebhook(ctx.db, ctx.providerId, webhook.id, { lastFailureAt: now, failures: webhook.failures + 1, failingSince });
  if (resumeAt) {
    const earliest = now.getTime() + askedMs(retryAfterSeconds);
    await changePending(ctx.db, from, id, { resumeAt: null, nextAttemptAt: new Date(Math.max(resumeAt.getTime(), earliest)) });
  } else {
    const pause = pauseAfter(step + 1, retryAfterSeconds, Math.random());
    const next = pause === null ? { state: 'failed' as const, nextAttemptAt: null, settledAt: now } : { nextAttemptAt: new Date(now.getTime() + pause) };
    await changePending(ctx.db, from, id, { step: step + 1, ...next });
    const isUsedUp = pause === null && type !== TEST_TYPE;
    if (isUsedUp && now.getTime() - failingSince.getTime() >= DISABLE_AFTER_MS) await disableFor(ctx, webhook.id, 'failing');
  }
  if (outcome === 'gone') await disableFor(ctx, webhook.id, 'gone');
}
