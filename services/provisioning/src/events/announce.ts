import type { TxContext } from '../context.ts';
import { notify } from './store.ts';

export const CHANNEL = 'subscriber_changed';
export const SESSION_CHANNEL = 'session_changed';
export const EVENTS_CHANNEL = 'events_numbered';

/**
 * Tells every process, once the transaction has committed, that a subscriber's state is worth another look.
 * @param templateId to be given where it is known, and always where the subscriber is gone: nobody can look it up then.
 */
export async function announceSubscriber(ctx: TxContext, subscriberId: string, templateId: string | null = null): Promise<void> {
  await notify(ctx.db, CHANNEL, JSON.stringify({ providerId: ctx.providerId, subscriberId, templateId }));
}

/** Tells every process that an admin's session has ended or may do something else now: what is open under it must look again. */
export async function announceSession(ctx: TxContext, sessionId: string): Promise<void> {
  await notify(ctx.db, SESSION_CHANNEL, JSON.stringify({ providerId: ctx.providerId, sessionId }));
}

/** Tells every process that a provider's newest events have got their numbers; once for a whole batch. */
export async function announceEvents(ctx: TxContext): Promise<void> {
  await notify(ctx.db, EVENTS_CHANNEL, ctx.providerId);
}
