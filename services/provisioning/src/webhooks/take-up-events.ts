import type { TxContext } from '../context.ts';
import { type FeedEvent, readStretch } from '../events/feed-for-delivery.ts';
import { countPending, insertDeliveries, type NewDelivery } from './queue-query.ts';
import { renewDeliveries } from './replay-query.ts';
import { noteWebhook, type WebhookRow } from './store.ts';

const BATCH = 500;

/**
 * Takes the next events of the feed up for a webhook, the new ones first, then those to be sent once more. The row is held, so that
 * each is taken up once; what is taken up and how far it went is written together.
 * @param mostPending with so many waiting nothing more is taken up: what follows stays on the feed, which keeps it.
 * @returns whether there is more to take up.
 */
export async function takeUpEvents(ctx: TxContext, webhook: WebhookRow, mostPending: number): Promise<boolean> {
  const room = mostPending - (await countPending(ctx.db, { providerId: ctx.providerId, webhookId: webhook.id }, mostPending));
  if (room <= 0) {
    if (!webhook.isFull) await noteWebhook(ctx.db, ctx.providerId, webhook.id, { isFull: true });
    return false;
  }
  const limit = Math.min(room, BATCH);
  const news = await readStretch(ctx, { after: webhook.cursor, to: null, limit, types: webhook.types });
  await insertDeliveries(ctx.db, deliveriesOf(ctx, webhook, news.events));
  const replay = news.events.length === 0 ? await takeUpReplay(ctx, webhook, limit) : {};
  if (news.next !== webhook.cursor || webhook.isFull || 'replayTo' in replay) await noteWebhook(ctx.db, ctx.providerId, webhook.id, { cursor: news.next, isFull: false, ...replay });
  return news.next < news.head || (replay.replayTo ?? null) !== null || (news.events.length > 0 && webhook.replayTo !== null);
}

async function takeUpReplay(ctx: TxContext, webhook: WebhookRow, limit: number): Promise<Partial<Pick<WebhookRow, 'replayCursor' | 'replayTo' | 'replay'>>> {
  const { replay, replayCursor, replayTo, types } = webhook;
  if (!replay || replayCursor === null || replayTo === null) return {};
  const stretch = await readStretch(ctx, { after: replayCursor, to: replayTo, limit, types });
  const renewed = await renewDeliveries(ctx.db, deliveriesOf(ctx, webhook, stretch.events), replay.id, ctx.clock.now());
  const isAll = stretch.next >= replayTo;
  // What waits anyway is not sent once more, so it does not count.
  const [taken, waiting] = [replay.taken + renewed, stretch.events.length - renewed];
  const total = isAll ? taken : replay.total && Math.max(replay.total - waiting, taken);
  return { ...(isAll ? { replayCursor: null, replayTo: null } : { replayCursor: stretch.next, replayTo }), replay: { ...replay, taken, total } };
}

function deliveriesOf(ctx: TxContext, { id: webhookId }: WebhookRow, events: readonly FeedEvent[]): NewDelivery[] {
  const now = ctx.clock.now();
  return events.map(({ number, thingId, cloudEvent }) => ({ providerId: ctx.providerId, webhookId, id: cloudEvent.id, sequence: number, type: cloudEvent.type, orderKey: thingId, state: 'pending', nextAttemptAt: now, createdAt: now }));
}
