import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { loadVisibleCustomer } from '../customers/list-customers.ts';
import { findInvitable } from '../subscribers/find-invitable.ts';
import { lockSubscriber } from '../subscribers/load-subscriber.ts';
import { allowedActions } from '../subscribers/subscriber.ts';
import { MOST_AT_ONCE, USUAL_DAYS } from './invitation.ts';
import { type Invited, makeInvitation } from './invite-user.ts';

/** `left`: there are more users who are not finished than fit on one sheet. */
export type Sheet = { invited: Invited[]; left: boolean };

/**
 * Makes personal links for all users of a customer who are not finished, in the order of their names: to be printed and handed out.
 * Their earlier links stop working. @throws customer.not_found
 */
export async function inviteCustomer(ctx: Context, customerId: string, days = USUAL_DAYS): Promise<Sheet> {
  requireRight(ctx, 'subscribers:write');
  const found = await inTransaction(ctx, async (ctx) => {
    await loadVisibleCustomer(ctx, customerId);
    return findInvitable(ctx, customerId, MOST_AT_ONCE + 1);
  });
  const invited: Invited[] = [];
  for (const id of found.slice(0, MOST_AT_ONCE)) {
    // Each on its own, so that nobody waits for a whole sheet; who is finished or gone by now is passed over.
    const made = await inTransaction(ctx, async (ctx) => {
      const subscriber = await lockSubscriber(ctx, id).catch(() => null);
      return subscriber && allowedActions(subscriber, ctx.clock.now()).includes('invite') ? makeInvitation(ctx, subscriber, days) : null;
    });
    if (made) invited.push(made);
  }
  return { invited, left: found.length > MOST_AT_ONCE };
}
