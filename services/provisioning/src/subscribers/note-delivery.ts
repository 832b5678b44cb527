import type { NoteDelivery } from '../mail/send-message.ts';
import { noteReason } from './store.ts';

/** Shows in the list that a code cannot reach the user, and that it can again. Only the mail to the present address counts. */
export const noteDelivery: NoteDelivery = async (ctx, { subscriberId, kind, to, state, undeliverable }) => {
  if (kind !== 'verification_code') return;
  if (undeliverable) await noteReason(ctx.db, ctx.providerId, subscriberId, { email: to, status: 'pending_email_validation', from: 'waiting_for_code', reason: 'mail_refused' });
  else if (state === 'accepted') await noteReason(ctx.db, ctx.providerId, subscriberId, { email: to, status: 'pending_email_validation', from: 'mail_refused', reason: 'waiting_for_code' });
};
