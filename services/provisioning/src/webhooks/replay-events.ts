import { requireRight } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { firstIdOf } from '../db/first-id.ts';
import { countOnFeed, numbersBetween, readEnds } from '../events/feed-for-delivery.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { nameOf } from './create-webhook.ts';
import { type DescribedWebhook, describeWebhook } from './describe-webhooks.ts';
import { holdWebhook } from './load-webhook.ts';
import { countOfReplay, renewFailed, takeBackReplay } from './replay-query.ts';
import { holdEnabled } from './send-again.ts';
import { changeWebhook, noteWebhook, wakeWebhook, type WebhookRow } from './store.ts';
import type { Replay } from './webhook.ts';

export type ReplayRequest = { from: Date; /** Null is now. */ to: Date | null; failedOnly: boolean };

/**
 * Sends everything that happened in a span of time and that the webhook is for once more, in order; what had never been sent, too. Or only
 * what was given up. Goes back as far as the feed does.
 * @throws webhook.not_found, webhook.disabled, webhook.replay_running, request.invalid
 */
export async function replayEvents(ctx: Context, webhookId: string, { from, to, failedOnly }: ReplayRequest): Promise<DescribedWebhook> {
  requireRight(ctx, 'webhooks:write');
  if (to && to <= from) throw problem('request.invalid', { errors: [{ pointer: '/to', message: 'must be after from' }] });
  return inTransaction(ctx, async (ctx) => {
    const webhook = await holdEnabled(ctx, webhookId);
    if (webhook.replay) throw problem('webhook.replay_running');
    const now = ctx.clock.now();
    const replay = { id: ctx.ids.next(), failedOnly, from: from.toISOString(), to: (to ?? now).toISOString(), startedAt: now.toISOString(), total: 0, taken: 0 };
    const changes = await (failedOnly ? beginFailed : beginStretch)(ctx, webhook, replay, { from, to });
    if (!changes) return describeWebhook(ctx, webhook);
    const row = await changeWebhook(ctx.db, ctx.providerId, webhookId, changes);
    if (!row) throw problem('webhook.not_found');
    await recordEvent(ctx, { type: 'webhook.replayed', subject: nameOf(row), data: { webhookId, from: replay.from, to: replay.to, failedOnly } });
    return describeWebhook(ctx, row);
  });
}

type Span = Pick<ReplayRequest, 'from' | 'to'>;
type Begun = Pick<WebhookRow, 'replay'> & Partial<Pick<WebhookRow, 'replayCursor' | 'replayTo'>>;

/** Null where there is nothing to send. */
async function beginFailed(ctx: TxContext, { id: webhookId }: WebhookRow, replay: Replay, { from, to }: Span): Promise<Begun | null> {
  const [of, now] = [{ providerId: ctx.providerId, webhookId }, ctx.clock.now()];
  const count = await renewFailed(ctx.db, of, { first: firstIdOf(from), end: firstIdOf(new Date((to ?? now).getTime() + 1)) }, replay.id, now);
  if (count === 0) return null;
  await wakeWebhook(ctx.db, ctx.providerId, webhookId, now);
  return { replay: { ...replay, total: count, taken: count } };
}

async function beginStretch(ctx: TxContext, { cursor, types }: WebhookRow, replay: Replay, { from, to }: Span): Promise<Begun | null> {
  const { beforeKept } = await readEnds(ctx);
  const span = await numbersBetween(ctx, from, to && new Date(to.getTime() + 1));
  const replayCursor = Math.max(span.after, beforeKept);
  // What comes after the cursor is sent anyway.
  const replayTo = Math.min(span.to, cursor);
  if (replayTo <= replayCursor) return null;
  const total = await countOnFeed(ctx, { after: replayCursor, to: replayTo, types });
  return total === 0 ? null : { replayCursor, replayTo, replay: { ...replay, total } };
}

/**
 * Sends no more of what a replay has not sent yet; what is on its way at this moment may still arrive. Does nothing where none runs.
 * @throws webhook.not_found
 */
export async function cancelReplay(ctx: Context, webhookId: string): Promise<DescribedWebhook> {
  requireRight(ctx, 'webhooks:write');
  return inTransaction(ctx, async (ctx) => {
    const webhook = await holdWebhook(ctx, webhookId);
    const { replay } = webhook;
    if (!replay) return describeWebhook(ctx, webhook);
    const of = { providerId: ctx.providerId, webhookId };
    const sent = replay.taken - (await countOfReplay(ctx.db, of, replay.id));
    await takeBackReplay(ctx.db, of, replay.id, ctx.clock.now());
    const row = await changeWebhook(ctx.db, ctx.providerId, webhookId, { replay: null, replayCursor: null, replayTo: null });
    if (!row) throw problem('webhook.not_found');
    await recordEvent(ctx, { type: 'webhook.replay_cancelled', subject: nameOf(row), data: { webhookId, sent } });
    return describeWebhook(ctx, row);
  });
}

/** Ends a replay of which nothing waits any more, and tells so; checks no right. */
export async function endReplay(ctx: TxContext, webhook: WebhookRow): Promise<void> {
  const { id: webhookId, replay, replayTo } = webhook;
  if (!replay || replayTo !== null || (await countOfReplay(ctx.db, { providerId: ctx.providerId, webhookId }, replay.id)) > 0) return;
  await noteWebhook(ctx.db, ctx.providerId, webhookId, { replay: null });
  await recordEvent(ctx, { type: 'webhook.replay_finished', subject: nameOf(webhook), data: { webhookId, sent: replay.taken } });
}
