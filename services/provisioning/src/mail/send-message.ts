import { type Context, inTransaction, type TxContext } from '../context.ts';
import { announceSubscriber } from '../events/announce.ts';
import { recordEvent } from '../events/record-event.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { blockedFor } from './block-address.ts';
import { blockLinkOf, blockPageBeside } from './block-link.ts';
import type { MailOutcome, OutgoingMail } from './mailer.ts';
import { afterAttempt, blamesAddress, EXPIRED, isExpired, keptResponse, LEASE_MS, messageIdOf, type MessageKind, type MessageSecrets, type MessageState, minutesLeft, STOPPED_BY_READER, stoppableKinds } from './message.ts';
import { LOGO_CID } from './message-logo.ts';
import { type MessageLook, renderMessage } from './render-message.ts';
import { returnAddressOf } from './return-address.ts';
import { claimMessage, holdUser, insertAttempt, type MessageRow, settleMessage, whenClaimable } from './store.ts';

/** Asks whoever knows templates; mail itself stands below them. Without a template it is the provider that writes. */
export type LoadLook = (ctx: TxContext, templateId: string | null) => Promise<MessageLook>;
/** Tells whoever knows subscribers how far a mail to one came; in the transaction that records it. */
export type NoteDelivery = (ctx: TxContext, mail: { subscriberId: string; kind: MessageKind; to: string; state: MessageState; undeliverable: boolean }) => Promise<void>;

/**
 * Makes one attempt to hand a message to the relay, outside any transaction, and records what came of it.
 * Whatever the attempt is interrupted by, the message stays claimable: after the lease it is sent again under the same Message-ID.
 */
export async function sendMessage(ctx: Context, messageId: string, { loadLook, noteDelivery }: { loadLook: LoadLook; noteDelivery: NoteDelivery }): Promise<void> {
  const message = await inTransaction(ctx, (ctx) => claim(ctx, messageId));
  if (!message) return;
  const traced = { ...ctx, traceId: message.traceId };
  const outcome = await attempt(traced, message, loadLook);
  await inTransaction(traced, (ctx) => recordOutcome(ctx, message, outcome, noteDelivery));
}

async function claim(ctx: TxContext, messageId: string): Promise<MessageRow | null> {
  const now = ctx.clock.now();
  const message = await claimMessage(ctx.db, ctx.providerId, messageId, now, new Date(now.getTime() + LEASE_MS));
  if (message) return message;
  // A wake-up that came too early, or while a lost attempt still holds the message, must not be the last one.
  const due = await whenClaimable(ctx.db, ctx.providerId, messageId);
  const startAfterSeconds = due && Math.max(1, Math.ceil((due.getTime() - now.getTime()) / 1000));
  if (startAfterSeconds) await enqueue(ctx, 'send-message', { providerId: ctx.providerId, messageId }, { startAfterSeconds });
  return null;
}

async function attempt(ctx: Context, message: MessageRow, loadLook: LoadLook): Promise<MailOutcome> {
  try {
    const secrets = secretsOf(ctx, message);
    if (isExpired(secrets, ctx.clock.now())) return { outcome: 'refused', smtpCode: null, response: EXPIRED };
    if (stoppableKinds.includes(message.kind) && (await blockedFor(ctx, message.toAddress)) > 0) return { outcome: 'refused', smtpCode: null, response: STOPPED_BY_READER };
    const look = await inTransaction(ctx, (ctx) => loadLook(ctx, message.templateId));
    const result = await ctx.mailer.send(mailOf(ctx, message, look, secrets));
    return { ...result, response: keptResponse(result.response, secrets) };
  } catch (error) {
    // Ours to mend, not the recipient's: it is tried again like a relay that is away, and ends like one.
    ctx.log.error({ err: error, messageId: message.id, kind: message.kind, traceId: message.traceId }, 'a mail could not be made');
    return { outcome: 'deferred', smtpCode: null, response: 'the mail could not be made' };
  }
}

function mailOf(ctx: Context, message: MessageRow, look: MessageLook, secrets: MessageSecrets): OutgoingMail {
  const sender = ctx.config.mailFrom;
  const blockLink = stoppableKinds.includes(message.kind) ? blockLinkOf(ctx, blockPageBeside(secrets['link'] ?? ''), message.toAddress, message.language) : '';
  const values = { ...secrets, blockLink, address: message.toAddress, minutes: String(minutesLeft(secrets, ctx.clock.now())) };
  return {
    messageId: messageIdOf(message.id, sender),
    returnTo: ctx.config.mailReturnAddress && returnAddressOf(ctx.vault, ctx.config.mailReturnAddress, message.id),
    from: { name: look.senderName || look.brandName, address: sender },
    replyTo: look.supportEmail,
    to: { name: '', address: message.toAddress },
    ...renderMessage(message.kind, message.language, look, values),
    pictures: look.logo ? [{ cid: LOGO_CID, png: look.logo.png }] : [],
  };
}

/** Sealed by queueMessage as JSON of strings; nothing else opens with the message's id. */
const secretsOf = (ctx: Context, { id, secretsSealed }: MessageRow): MessageSecrets =>
  secretsSealed === null ? {} : (JSON.parse(ctx.vault.open(secretsSealed, id)) as MessageSecrets);

async function recordOutcome(ctx: TxContext, message: MessageRow, { outcome, smtpCode, response }: MailOutcome, noteDelivery: NoteDelivery): Promise<void> {
  const { id, subscriberId, templateId, kind, attempt } = message;
  const now = ctx.clock.now();
  const { state, retryAfterSeconds } = afterAttempt(outcome, attempt);
  const nextAttemptAt = retryAfterSeconds === null ? null : new Date(now.getTime() + retryAfterSeconds * 1000);
  const undeliverable = blamesAddress(outcome, smtpCode, response);
  await holdUser(ctx.db, ctx.providerId, subscriberId);
  const settled = await settleMessage(ctx.db, message, { state, nextAttemptAt, undeliverable, forgetSecrets: nextAttemptAt === null });
  // Too late: the lease ran out and another attempt counts, or the message is no longer wanted.
  if (!settled) return ctx.log.warn({ messageId: id, attempt, outcome, traceId: ctx.traceId }, 'the outcome of a mail came too late to count');
  await insertAttempt(ctx.db, { providerId: ctx.providerId, messageId: id, attempt, at: now, outcome, smtpCode, response });
  await recordEvent(ctx, { type: `message.${state}`, subscriberId, templateId, data: { messageId: id, kind, to: message.toAddress, attempt, smtpCode, response } });
  if (retryAfterSeconds !== null) await enqueue(ctx, 'send-message', { providerId: ctx.providerId, messageId: id }, { startAfterSeconds: retryAfterSeconds });
  if (!subscriberId) return;
  await noteDelivery(ctx, { subscriberId, kind, to: message.toAddress, state, undeliverable });
  await announceSubscriber(ctx, subscriberId);
}
