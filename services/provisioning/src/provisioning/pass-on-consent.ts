import { findConsent, notePassedOn } from '../consents/find-consent.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { loadSubscriber } from '../subscribers/load-subscriber.ts';
import { type Cloud, CloudError } from './cloud.ts';

/**
 * Tells the cloud platform that the person agreed in the portal; it asks them once more in its own way, because it believes nobody
 * else. Once for each answer; what passes by itself is tried again at the next look.
 */
export async function passOnConsent(ctx: Context, cloud: Cloud, subscriberId: string, ref: string): Promise<void> {
  const consent = await inTransaction(ctx, async (ctx) => {
    const subscriber = await loadSubscriber(ctx, subscriberId);
    return subscriber.status === 'pending_user_migration' ? findConsent(ctx, subscriber, subscriber.lastStatusChange) : null;
  });
  if (!consent || consent.passedOnAt) return;
  try {
    await cloud.askConsent(ref);
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    ctx.log.warn({ err: error, subscriberId }, 'the cloud platform could not be told of a consent');
    if (error.kind !== 'answered' || (error.status ?? 500) >= 500 || error.status === 429) return;
  }
  await inTransaction(ctx, async (ctx) => {
    if (await notePassedOn(ctx, consent)) await recordEvent(ctx, { type: 'subscriber.consent_passed_on', subscriberId, data: { email: consent.email } });
  });
}
