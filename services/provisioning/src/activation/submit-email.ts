import { type Context, inTransaction } from '../context.ts';
import { RESEND_AFTER_MS } from '../email-proofs/email-proof.ts';
import { currentCode, requirePause } from '../email-proofs/current-code.ts';
import { sendCode } from '../email-proofs/send-code.ts';
import { recordEvent } from '../events/record-event.ts';
import { isUndeliverable } from '../mail/find-deliveries.ts';
import { judgeAddress } from '../mail/address-remarks.ts';
import { isDisposable } from '../mail/disposable-domains.ts';
import { type EmailAddress, parseEmailAddress } from '../mail/email-address.ts';
import { stopOperation } from '../operations/start-operation.ts';
import { problem } from '../problems.ts';
import { changeStatus } from '../subscribers/change-status.ts';
import { loadSubscriber, lockSubscriber } from '../subscribers/load-subscriber.ts';
import { loadTemplateEver } from '../templates/load-template.ts';
import type { Visit } from './session.ts';

/**
 * Takes the address the person gives and mails a code to it. Nothing is told about the address before the mailbox is proven.
 * The same address again within a minute sends no second mail.
 * @param input.confirmed the person was told what is unusual about the address, and means it
 * @throws activation.email_invalid, activation.email_domain_dead, activation.email_blocked, activation.email_unusual (both with `remarks`), activation.step_not_possible, activation.too_many_mails, activation.address_undeliverable
 */
export async function submitEmail(ctx: Context, visit: Visit, { email: text, confirmed = false }: { email: string; confirmed?: boolean }): Promise<void> {
  const parsed = parseEmailAddress(text);
  if (!parsed) throw problem('activation.email_invalid', { errors: [{ pointer: '/email', message: 'not a usable e-mail address' }] });
  await requireFit(ctx, visit, parsed, confirmed);
  const email = parsed.address;
  await inTransaction(ctx, async (ctx) => {
    const now = ctx.clock.now();
    await lockSubscriber(ctx, visit.subscriberId);
    const code = await currentCode(ctx, visit.subscriberId);
    const isUnderWay = code?.email === email && now.getTime() - code.createdAt.getTime() < RESEND_AFTER_MS && code.expiresAt > now;
    if (isUnderWay && !(await isUndeliverable(ctx, visit.subscriberId, 'verification_code', email))) return;
    const row = await changeStatus(ctx, visit.subscriberId, 'email_submitted', { email, emailConfirmedAt: null, reason: 'waiting_for_code', errors: [], failures: 0 });
    if (!row) throw problem('activation.step_not_possible');
    await stopOperation(ctx, row.id);
    await recordEvent(ctx, { type: 'subscriber.email_submitted', subscriberId: row.id, templateId: row.templateId, data: { email } });
    await sendCode(ctx, { subscriberId: row.id, templateId: row.templateId, name: row.firstName, email, language: visit.language });
  });
}

/** The template says what may be unusual about an address; a domain that takes no mail never will bring the code. */
async function requireFit(ctx: Context, visit: Visit, address: EmailAddress, confirmed: boolean): Promise<void> {
  const { addressPolicy } = await inTransaction(ctx, async (ctx) => loadTemplateEver(ctx, (await loadSubscriber(ctx, visit.subscriberId)).templateId));
  const { blocked, warned } = judgeAddress(address, isDisposable(address.domain), addressPolicy);
  const errors = (message: string) => [{ pointer: '/email', message }];
  if (blocked.length > 0) throw problem('activation.email_blocked', { remarks: blocked, errors: errors('not allowed here') });
  if ((await ctx.mailDomains.takesMail(address.domain)) === 'no') throw problem('activation.email_domain_dead', { errors: errors('nobody at this domain gets mail') });
  if (warned.length > 0 && !confirmed) throw problem('activation.email_unusual', { remarks: warned });
}

/**
 * Mails another code to the same address.
 * @throws activation.resend_too_soon with retryAfterSeconds, activation.too_many_mails, activation.step_not_possible, activation.address_undeliverable
 */
export async function resendCode(ctx: Context, visit: Visit): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const row = await lockSubscriber(ctx, visit.subscriberId);
    if (row.status !== 'pending_email_validation' || !row.email) throw problem('activation.step_not_possible');
    await requirePause(ctx, row.id);
    await sendCode(ctx, { subscriberId: row.id, templateId: row.templateId, name: row.firstName, email: row.email, language: visit.language });
  });
}
