import { requireRight } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { readEnds } from '../events/feed-for-delivery.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { nameOf } from './create-webhook.ts';
import { type DescribedWebhook, describeWebhook } from './describe-webhooks.ts';
import { holdWebhook, loadWebhook } from './load-webhook.ts';
import { makeAllDue, reviveFailed, skipPending } from './queue-query.ts';
import { changeWebhook, disableEnabled } from './store.ts';
import type { DisabledReason } from './webhook.ts';

/**
 * Sends again. What happened meanwhile follows in order, as far back as the feed goes, or is left out with `skipMissed`.
 * Does nothing to one that is enabled.
 * @throws webhook.not_found
 */
export async function enableWebhook(ctx: Context, id: string, { skipMissed }: { skipMissed: boolean }): Promise<DescribedWebhook> {
  requireRight(ctx, 'webhooks:write');
  return inTransaction(ctx, async (ctx) => {
    const before = await holdWebhook(ctx, id);
    if (before.state === 'enabled') return describeWebhook(ctx, before);
    const now = ctx.clock.now();
    const from = { providerId: ctx.providerId, webhookId: id };
    if (skipMissed) await skipPending(ctx.db, from, now);
    else {
      await makeAllDue(ctx.db, from, now);
      // Given up while nobody was there is missed as well.
      if (before.failingSince) await reviveFailed(ctx.db, from, before.failingSince, now);
    }
    const { head, beforeKept } = await readEnds(ctx);
    const cursor = skipMissed ? head : Math.max(before.cursor, beforeKept);
    const fresh = { failures: 0, failingSince: null, isFull: false, dueAt: now, ...(skipMissed && { replay: null, replayCursor: null, replayTo: null }) };
    const row = await changeWebhook(ctx.db, ctx.providerId, id, { state: 'enabled', disabledReason: null, disabledAt: null, cursor, ...fresh });
    if (!row) throw problem('webhook.not_found');
    await recordEvent(ctx, { type: 'webhook.enabled', subject: nameOf(row), data: { webhookId: id, skipMissed } });
    return describeWebhook(ctx, row);
  });
}

/** Sends nothing from now on; what is on its way at this moment may still arrive. @throws webhook.not_found */
export async function disableWebhook(ctx: Context, id: string): Promise<DescribedWebhook> {
  requireRight(ctx, 'webhooks:write');
  return inTransaction(ctx, async (ctx) => {
    await holdWebhook(ctx, id);
    await disableFor(ctx, id, 'somebody');
    return describeWebhook(ctx, await loadWebhook(ctx, id));
  });
}

/** Disables one that is enabled, and records why; checks no right. */
export async function disableFor(ctx: TxContext, id: string, reason: DisabledReason): Promise<void> {
  const row = await disableEnabled(ctx.db, ctx.providerId, id, reason, ctx.clock.now());
  if (row) await recordEvent(ctx, { type: 'webhook.disabled', subject: nameOf(row), data: { webhookId: id, reason, host: new URL(row.url).host } });
}
