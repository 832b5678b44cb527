import type { TxContext } from '../context.ts';
import { noteFirstAdmin } from '../customers/note-first-admin.ts';
import { dayOf } from '../tallies/tallied.ts';
import { tally } from '../tallies/tally.ts';
import { wakeWaiting } from './first-user.ts';
import { setMilestones, type SubscriberRow } from './store.ts';
import type { SubscriberEvent } from './subscriber.ts';

const bits = { signed_in: 1, address_given: 2, mailbox_proven: 4, provisioned: 8 } as const;
export type Milestone = keyof typeof bits;

/** What a change of status means for the way to a finished account. */
export const milestoneOf: Readonly<Partial<Record<SubscriberEvent, Milestone>>> = {
  email_submitted: 'address_given',
  email_vouched: 'address_given',
  email_proven: 'mailbox_proven',
  completed: 'provisioned',
};

/**
 * Notes that a user has come so far, the first time only: counted under the day the user was handed over, and the first account
 * of a customer makes its administrator. Call it while holding the row.
 */
export async function reachMilestone(ctx: TxContext, subscriber: SubscriberRow, milestone: Milestone): Promise<void> {
  if (!(await setMilestones(ctx.db, ctx.providerId, subscriber.id, bits[milestone]))) return;
  await tally(ctx, milestone === 'provisioned' ? 'reached_provisioned' : milestone, subscriber.templateId, dayOf(subscriber.createdAt));
  if (milestone !== 'provisioned') return;
  await tally(ctx, 'provisioned', subscriber.templateId, dayOf(ctx.clock.now()));
  if (await noteFirstAdmin(ctx, subscriber.customerId, subscriber)) await wakeWaiting(ctx, subscriber.customerId);
}
