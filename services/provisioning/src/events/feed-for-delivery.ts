import type { Context, TxContext } from '../context.ts';
import { inTransaction } from '../context.ts';
import { type CloudEvent, cloudEventOf, sourceOf } from './cloud-event.ts';
import { targetOf } from './event.ts';
import { countFeed, type FeedRow, highestBefore, lowestSince, newestNumber, selectFeed, selectNumbered } from './feed-query.ts';
import { fitsPrefix, publicTypeOf, recordedTypes } from './public-event.ts';
import { numberBeforeKept } from './read-feed.ts';

const WINDOW = 5_000;

/** An event as it is sent, with what it is about: of one thing the earlier event goes first. */
export type FeedEvent = { number: number; thingId: string; cloudEvent: CloudEvent };
export type FeedStretch = { events: FeedEvent[]; next: number; head: number };

/**
 * The next stretch of the feed for whoever sends events on; checks no right.
 * @param to goes no further than this number; null is to the newest.
 */
export async function readStretch(ctx: TxContext, { after, to, limit, types }: { after: number; to: number | null; limit: number; types: readonly string[] }): Promise<FeedStretch> {
  const head = await newestNumber(ctx.db, ctx.providerId);
  const end = Math.min(head, after + WINDOW, to ?? head);
  const rows = end > after ? await selectFeed(ctx.db, ctx.providerId, { after, to: end, types: recordedTypes(types), visible: null, limit }) : [];
  const events = rows.flatMap((row) => presented(ctx, row)).filter(({ cloudEvent }) => fitsPrefix(cloudEvent.type, types));
  return { events, next: rows.length === limit ? (rows.at(-1)?.number ?? end) : Math.max(after, end), head };
}

/** The same events by their ids, e.g. to send them once more. */
export async function readNumbered(ctx: Context, ids: readonly string[]): Promise<FeedEvent[]> {
  if (ids.length === 0) return [];
  return inTransaction(ctx, async (ctx) => (await selectNumbered(ctx.db, ctx.providerId, ids)).flatMap((row) => presented(ctx, row)));
}

function presented(ctx: TxContext, { number, event }: FeedRow): FeedEvent[] {
  const cloudEvent = cloudEventOf(event, number, sourceOf(ctx.config.publicUrl, ctx.providerId));
  return cloudEvent ? [{ number, thingId: targetOf(event)?.id ?? event.id, cloudEvent }] : [];
}

/** With a filter, more numbers than this are not looked through to be counted. */
const MOST_COUNTED = 100_000;

/** How many events such a stretch holds; null where that would take long to find out. Without types it is all of its numbers. */
export async function countOnFeed(ctx: TxContext, { after, to, types }: { after: number; to: number; types: readonly string[] }): Promise<number | null> {
  if (types.length === 0) return to - after;
  if (to - after > MOST_COUNTED) return null;
  const counts = await countFeed(ctx.db, ctx.providerId, { after, to, types: recordedTypes(types) });
  return counts.reduce((sum, { type, status, count }) => (fitsPrefix(publicTypeOf(type, { to: status }) ?? '', types) ? sum + count : sum), 0);
}

/** The newest number, and the one before the oldest event that is kept. */
export async function readEnds(ctx: TxContext): Promise<{ beforeKept: number; head: number }> {
  const head = await newestNumber(ctx.db, ctx.providerId);
  return { head, beforeKept: await numberBeforeKept(ctx, head) };
}

/** Between which numbers everything stands that happened from `from` to before `to`; `to` null is up to the newest. */
export async function numbersBetween(ctx: TxContext, from: Date, to: Date | null): Promise<{ after: number; to: number }> {
  const { db, providerId } = ctx;
  const [lowest, head] = [await lowestSince(db, providerId, from), await newestNumber(db, providerId)];
  return { after: lowest === null ? head : lowest - 1, to: to ? ((await highestBefore(db, providerId, to)) ?? 0) : head };
}
