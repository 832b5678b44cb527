import { requireRight, visibleTemplates } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { problem } from '../problems.ts';
import { type CloudEvent, cloudEventOf, sourceOf } from './cloud-event.ts';
import { newestNumber, oldestSince, selectFeed } from './feed-query.ts';
import { fitsPrefix, recordedTypes, unknownPrefixes } from './public-event.ts';

/** How far back the feed goes. */
export const FEED_DAYS = 30;
const DAY_MS = 86_400_000;
/** One look goes over so many numbers, whatever it finds, and one call looks so often: a filter that hardly fits must not read for minutes. */
const WINDOW = 5_000;
const MOST_LOOKS = 10;

/** Where to go on: after a number, at the beginning of what is kept, or with what comes from now on. */
export type FeedStart = number | 'oldest' | 'latest';
export type FeedRequest = { after: FeedStart; limit: number; types: readonly string[] };
/** Every event with a number up to `next` that fits and that the caller may see has been given. */
export type FeedPage = { items: CloudEvent[]; next: number; hasMore: boolean };

/**
 * The events of a provider in the order of their numbers. Numbers are given after an event is committed, one after the other, so whoever
 * goes on after `next` misses none. An admin limited to some templates gets what happened there.
 * @throws events.too_old when the feed does not go back that far; request.invalid for a number or a type there never was.
 */
export async function readFeed(ctx: Context, { after, limit, types }: FeedRequest): Promise<FeedPage> {
  requireRight(ctx, 'events:read');
  const unknown = unknownPrefixes(types);
  if (unknown.length > 0) throw problem('request.invalid', { errors: [{ pointer: '/type', message: `no event type begins with ${unknown.join(', ')}` }] });
  return inTransaction(ctx, async (ctx) => {
    const head = await newestNumber(ctx.db, ctx.providerId);
    const from = await startAt(ctx, after, head);
    return gather(ctx, { from, head, limit, types });
  });
}

async function startAt(ctx: TxContext, after: FeedStart, head: number): Promise<number> {
  if (after === 'latest') return head;
  if (after !== 'oldest' && after > head) throw problem('request.invalid', { errors: [{ pointer: '/after', message: `the newest event has the number ${head}` }] });
  const before = await numberBeforeKept(ctx, head);
  if (after === 'oldest') return before;
  if (after < before) throw problem('events.too_old', { suggestion: String(before), detail: `The feed goes back ${FEED_DAYS} days. Read the present state from the lists (GET /v1/subscribers), then go on with after=${before}.` });
  return after;
}

/** The number before the oldest event that the feed still gives: whoever goes on after it misses nothing that is kept. */
export async function numberBeforeKept(ctx: TxContext, head: number): Promise<number> {
  const oldest = await oldestSince(ctx.db, ctx.providerId, new Date(ctx.clock.now().getTime() - FEED_DAYS * DAY_MS));
  return oldest === null ? head : oldest - 1;
}

type Reading = { from: number; head: number; limit: number; types: readonly string[] };

async function gather(ctx: TxContext, { from, head, limit, types }: Reading): Promise<FeedPage> {
  const items: CloudEvent[] = [];
  const source = sourceOf(ctx.config.publicUrl, ctx.providerId);
  const wanted = { types: recordedTypes(types), visible: visibleTemplates(ctx.actor) };
  let next = from;
  for (let look = 0; look < MOST_LOOKS && next < head && items.length < limit; look++) {
    const to = Math.min(head, next + WINDOW);
    const left = limit - items.length;
    const rows = await selectFeed(ctx.db, ctx.providerId, { ...wanted, after: next, to, limit: left });
    for (const { number, event } of rows) {
      const cloudEvent = cloudEventOf(event, number, source);
      if (cloudEvent && fitsPrefix(cloudEvent.type, types)) items.push(cloudEvent);
    }
    next = rows.length === left ? (rows.at(-1)?.number ?? to) : to;
  }
  return { items, next, hasMore: next < head };
}
