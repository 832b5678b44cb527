import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { problem } from '../problems.ts';
import { loadVisibleTemplate } from '../templates/load-template.ts';
import { isTimeZone } from '../templates/reminders.ts';
import { type HandedOver, handOverSubscriber } from './hand-over-subscriber.ts';
import type { SubscriberRow } from './store.ts';

/**
 * An integrator hands a user over. Unlike the adapter's call this is not idempotent: a known user id is a conflict, as in the published API.
 * @throws request.invalid naming the time zone, template.not_found, subscriber.user_id_taken, and what handOverSubscriber throws
 */
export async function provisionSubscriber(ctx: Context, templateId: string, input: HandedOver): Promise<SubscriberRow> {
  requireRight(ctx, 'subscribers:write');
  if (input.timezone && !isTimeZone(input.timezone)) throw problem('request.invalid', { errors: [{ pointer: '/timezone', message: 'timezone must be a name as in Europe/Paris' }] });
  return inTransaction(ctx, async (ctx) => {
    const { subscriber, created } = await handOverSubscriber(ctx, await loadVisibleTemplate(ctx, templateId), input);
    if (!created) throw problem('subscriber.user_id_taken');
    return subscriber;
  });
}
