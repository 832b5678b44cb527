import type { TxContext } from '../context.ts';
import { announceSubscriber } from '../events/announce.ts';
import { recordEvent } from '../events/record-event.ts';
import { withdrawMessages } from '../mail/withdraw-messages.ts';
import { dayOf } from '../tallies/tallied.ts';
import { tally } from '../tallies/tally.ts';
import { milestoneOf, reachMilestone } from './reach-milestone.ts';
import { claimSubscriber, type SubscriberChanges, type SubscriberRow } from './store.ts';
import { statusAfter, statusesBefore, type SubscriberEvent } from './subscriber.ts';

/**
 * The one way to change a status: a conditional update that names the statuses the event may start from, with its event in the
 * same transaction, and word to every open page.
 * @returns the subscriber as it is now, or null when its status does not allow the event (somebody was faster).
 */
export async function changeStatus(
  ctx: TxContext,
  subscriberId: string,
  event: SubscriberEvent,
  changes: SubscriberChanges,
  data: Record<string, unknown> = {},
): Promise<SubscriberRow | null> {
  const to = statusAfter(event);
  const row = await claimSubscriber(ctx.db, ctx.providerId, subscriberId, statusesBefore(event), { ...changes, status: to, reminded: 0, lastStatusChange: ctx.clock.now() });
  if (!row) return null;
  // What they were reminded of is over, also where the mail has not left yet.
  await withdrawMessages(ctx, { subscriberId }, 'reminder', 'not needed any more');
  await recordEvent(ctx, { type: 'subscriber.status_changed', subscriberId, templateId: row.templateId, data: { ...data, cause: event, to } });
  const milestone = milestoneOf[event];
  if (milestone) await reachMilestone(ctx, row, milestone);
  if (event === 'failed') await tally(ctx, 'failed', row.templateId, dayOf(ctx.clock.now()));
  await announceSubscriber(ctx, subscriberId, row.templateId);
  return row;
}
