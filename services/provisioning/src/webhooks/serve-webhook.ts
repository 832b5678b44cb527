import { type Context, inTransaction, type TxContext } from '../context.ts';
import { attemptDelivery } from './attempt-delivery.ts';
import { cloudEventsOf } from './body-of-delivery.ts';
import { type DeliveryRow, nextDueAt, pickDue, probeAt } from './queue-query.ts';
import { endReplay } from './replay-events.ts';
import { lockWebhook, noteWebhook, renewLease, takeLease, type WebhookRow } from './store.ts';
import { takeUpEvents } from './take-up-events.ts';

/** One receiver gets so many at once: enough for a fast one, bearable for a slow one. */
const AT_ONCE = 4;
/** After so long the place is given up to the next who waits. */
const TURN_MS = 10_000;
/** A killed worker's webhook is taken over after this; it is renewed long before. */
const LEASE_MS = 12_000;
const RENEW_MS = 4_000;
/** Where no new event can be taken up, which would show that a receiver is back, one that waits is tried so often. */
const PROBE_MS = 10 * 60_000;

/** `stop`: no new attempt is begun after it, those on their way are waited for. `mostPending`: so much is taken up at most. */
export type Serving = { stop: AbortSignal; mostPending: number };

/**
 * Takes new events up for one webhook and sends what is due, for a while; nothing while another worker does. Of one user the earlier
 * event is settled before the next is sent, all others go on beside it.
 */
export async function serveWebhook(ctx: Context, id: string, { stop, mostPending }: Serving): Promise<void> {
  const until = () => new Date(ctx.clock.now().getTime() + LEASE_MS);
  const lease = await inTransaction(ctx, (ctx) => takeLease(ctx.db, ctx.providerId, id, ctx.clock.now(), until()));
  if (lease === null) return;
  let isOurs = true;
  const renewing = setInterval(() => {
    // A database that does not answer for a moment is no reason to stop: the lease decides.
    inTransaction(ctx, (ctx) => renewLease(ctx.db, ctx.providerId, id, lease, until())).then((renewed) => (isOurs = renewed), () => undefined);
  }, RENEW_MS);
  const start = performance.now();
  try {
    await sendWhileDue(ctx, { id, lease, mostPending }, () => isOurs && !stop.aborted && performance.now() - start < TURN_MS);
  } finally {
    clearInterval(renewing);
    await giveBack(ctx, id, lease);
  }
}

async function sendWhileDue(ctx: Context, { id, lease, mostPending }: { id: string; lease: number; mostPending: number }, mayGoOn: () => boolean): Promise<void> {
  const inHand = new Map<string, Promise<void>>();
  try {
    while (mayGoOn()) {
      const look = await inTransaction(ctx, async (ctx) => {
        const webhook = await lockWebhook(ctx.db, ctx.providerId, id);
        if (webhook?.state !== 'enabled' || webhook.lease !== lease) return null;
        const hasMore = await takeUpEvents(ctx, webhook, mostPending);
        const due = await pickDue(ctx.db, { providerId: ctx.providerId, webhookId: id }, { now: ctx.clock.now(), limit: AT_ONCE - inHand.size, except: [...inHand.keys()] });
        return { webhook, due, hasMore };
      });
      if (!look || (look.due.length === 0 && inHand.size === 0 && !look.hasMore)) return;
      await send(ctx, look.webhook, look.due, inHand);
      if (inHand.size > 0 && (inHand.size >= AT_ONCE || look.due.length === 0)) await Promise.race(inHand.values());
    }
  } finally {
    await Promise.all(inHand.values());
  }
}

async function send(ctx: Context, webhook: WebhookRow, due: readonly DeliveryRow[], inHand: Map<string, Promise<void>>): Promise<void> {
  if (due.length === 0) return;
  const events = await cloudEventsOf(ctx, due);
  for (const delivery of due) {
    const attempt = attemptDelivery(ctx, webhook, delivery, events.get(delivery.id))
      // What could not be written down is due still, and sent again: better twice than not at all.
      .catch((error: unknown) => ctx.log.warn({ err: error, webhookId: webhook.id }, 'what came of a webhook could not be written down; it is sent again'))
      .finally(() => void inHand.delete(delivery.id));
    inHand.set(delivery.id, attempt);
  }
}

/** Says when the next attempt is due, and lets others take it up. The row is held, so that nobody's word of more comes between. */
async function giveBack(ctx: Context, id: string, lease: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const webhook = await lockWebhook(ctx.db, ctx.providerId, id);
    if (webhook?.lease !== lease) return;
    await endReplay(ctx, webhook);
    await noteWebhook(ctx.db, ctx.providerId, id, { leaseUntil: null, dueAt: await nextDue(ctx, webhook) });
  });
}

async function nextDue(ctx: TxContext, { id: webhookId, isFull }: WebhookRow): Promise<Date | null> {
  const from = { providerId: ctx.providerId, webhookId };
  const [next, probe] = [await nextDueAt(ctx.db, from), new Date(ctx.clock.now().getTime() + PROBE_MS)];
  if (!isFull || next === null || next <= probe) return next;
  await probeAt(ctx.db, from, probe);
  return probe;
}
