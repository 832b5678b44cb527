import { asSystem, type Context, inTransaction } from '../context.ts';
import { withTenant } from '../db/db.ts';
import { announceSubscriber } from '../events/announce.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import type { DeliveryReport } from './delivery-report.ts';
import { blamesAddress, keptResponse } from './message.ts';
import { messageOfReturnAddress } from './return-address.ts';
import type { NoteDelivery } from './send-message.ts';
import { findMessageAnywhere, holdUser, insertAttempt, settleReport } from './store.ts';

/**
 * Takes note of what a mail server on the way says about a mail that our relay had accepted. Told twice, it counts once.
 * @param returnAddress the envelope sender of the mail, which only who handled the mail knows
 * @throws mail.report_unknown (no mail of ours), mail.report_early (the mail is still being sent; report again in a minute)
 */
export async function recordReport(ctx: Context, returnAddress: string, report: DeliveryReport, noteDelivery: NoteDelivery): Promise<void> {
  const base = ctx.config.mailReturnAddress;
  const messageId = base && messageOfReturnAddress(ctx.vault, base, returnAddress);
  const found = messageId && (await withTenant(ctx.pool, 'system', (db) => findMessageAnywhere(db, messageId)));
  if (!messageId || !found) throw problem('mail.report_unknown');
  if (found.state === 'queued' || found.state === 'deferred') throw problem('mail.report_early', { retryAfterSeconds: 60 });
  if (report.action === 'delivered') return;
  const state = report.action === 'failed' ? 'bounced' : 'delayed';
  const { status, diagnostic } = report;
  const response = keptResponse(diagnostic.includes(status) ? diagnostic : `${status} ${diagnostic}`, {});
  const undeliverable = blamesAddress(state, null, response);
  await inTransaction(asSystem(ctx, found.providerId, 'mail'), async (ctx) => {
    await holdUser(ctx.db, ctx.providerId, found.subscriberId);
    const message = await settleReport(ctx.db, ctx.providerId, messageId, state, undeliverable);
    if (!message) return;
    const { subscriberId, templateId, kind, attempt, toAddress: to } = message;
    const traced = { ...ctx, traceId: message.traceId };
    await insertAttempt(ctx.db, { providerId: ctx.providerId, messageId, attempt, at: ctx.clock.now(), outcome: state, smtpCode: null, response });
    await recordEvent(traced, { type: `message.${state}`, subscriberId, templateId, data: { messageId, kind, to, status, response } });
    if (!subscriberId) return;
    await noteDelivery(traced, { subscriberId, kind, to, state, undeliverable });
    await announceSubscriber(traced, subscriberId);
  });
}
