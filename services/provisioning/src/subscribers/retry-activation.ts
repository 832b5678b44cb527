import { requireRight } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { violatesUnique } from '../db/db.ts';
import { sendCode } from '../email-proofs/send-code.ts';
import { dropCodes } from '../email-proofs/drop-codes.ts';
import { recordEvent } from '../events/record-event.ts';
import { parseEmailAddress } from '../mail/email-address.ts';
import { startOperation, stopOperation } from '../operations/start-operation.ts';
import { problem } from '../problems.ts';
import { offeredLanguage } from '../templates/language-in.ts';
import { loadTemplateEver } from '../templates/load-template.ts';
import { changeStatus } from './change-status.ts';
import { holdVisibleSubscriber } from './load-subscriber.ts';
import { emailIsConfirmedElsewhere, type SubscriberRow } from './store.ts';
import type { RetryMode } from './subscriber.ts';

/**
 * Starts a user's activation again with an address the admin gives.
 * @throws subscriber.not_found, subscriber.email_invalid, subscriber.email_in_use,
 *   subscriber.action_not_allowed (running, provisioned or being removed), activation.too_many_mails
 */
export async function retryActivation(ctx: Context, id: string, input: { email: string; mode: RetryMode }): Promise<SubscriberRow> {
  requireRight(ctx, 'subscribers:write');
  if (input.mode === 'vouch') requireRight(ctx, 'subscribers:vouch');
  return inTransaction(ctx, async (ctx) => restart(ctx, await holdVisibleSubscriber(ctx, id), input)).catch(asInUse);
}

/**
 * The same for an identity system that a template trusts: the address counts as the user's, and the account is made with it. It holds the subscriber.
 * @throws subscriber.email_invalid, subscriber.email_in_use, subscriber.action_not_allowed
 */
export const vouchFor = (ctx: TxContext, before: SubscriberRow, email: string): Promise<SubscriberRow> => restart(ctx, before, { email, mode: 'vouch' }).catch(asInUse);

async function restart(ctx: TxContext, before: SubscriberRow, input: { email: string; mode: RetryMode }): Promise<SubscriberRow> {
  const email = parseEmailAddress(input.email)?.address;
  if (!email) throw problem('subscriber.email_invalid', { errors: [{ pointer: '/email', message: 'not a usable e-mail address' }] });
  if (await emailIsConfirmedElsewhere(ctx.db, ctx.providerId, email, before.id)) throw problem('subscriber.email_in_use');
  const after = input.mode === 'vouch' ? await vouch(ctx, before, email) : await verify(ctx, before, email);
  await recordEvent(ctx, { type: 'subscriber.retried', subscriberId: before.id, templateId: before.templateId, data: { mode: input.mode, oldEmail: before.email, newEmail: email } });
  return after;
}

function asInUse(error: unknown): never {
  throw violatesUnique(error, 'subscribers_confirmed_email') ? problem('subscriber.email_in_use') : error;
}

const cleared = { errors: [], failures: 0 };

async function vouch(ctx: TxContext, before: SubscriberRow, email: string): Promise<SubscriberRow> {
  const after = await changeStatus(ctx, before.id, 'email_vouched', { ...cleared, email, emailConfirmedAt: ctx.clock.now(), reason: 'queued' });
  if (!after) throw problem('subscriber.action_not_allowed');
  await dropCodes(ctx, before.id);
  await startOperation(ctx, before.id, 'provision');
  return after;
}

async function verify(ctx: TxContext, before: SubscriberRow, email: string): Promise<SubscriberRow> {
  const after = await changeStatus(ctx, before.id, 'email_submitted', { ...cleared, email, emailConfirmedAt: null, reason: 'waiting_for_code' });
  if (!after) throw problem('subscriber.action_not_allowed');
  await stopOperation(ctx, before.id);
  const template = await loadTemplateEver(ctx, before.templateId);
  await sendCode(ctx, { subscriberId: before.id, templateId: before.templateId, name: before.firstName, email, language: offeredLanguage(template, [before.language]) }, { evenIfRefused: true });
  return after;
}
