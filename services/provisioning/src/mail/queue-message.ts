import type { TxContext } from '../context.ts';
import { announceSubscriber } from '../events/announce.ts';
import { recordEvent } from '../events/record-event.ts';
import { enqueue } from '../jobs/enqueue.ts';
import type { MessageKind, MessageSecrets } from './message.ts';
import { insertMessage } from './store.ts';
import { withdrawMessages } from './withdraw-messages.ts';

/** A user's mail looks as the template says, an admin's as the provider. */
type About = { subscriberId: string; templateId: string } | { adminId: string };
export type NewMessage = About & { kind: MessageKind; to: string; language: string; secrets: MessageSecrets };

/**
 * Leaves a mail to be sent, in the caller's transaction. An earlier one of the kind that has not left yet never will:
 * two mails with two codes, the older arriving last, would only mislead.
 * @param message.to an address as parseEmailAddress gives it
 * @returns the message's id
 */
export async function queueMessage(ctx: TxContext, message: NewMessage): Promise<string> {
  const { kind, to, language, secrets } = message;
  await withdrawMessages(ctx, message, kind, 'superseded by a newer mail');
  const { subscriberId, templateId, adminId } = { subscriberId: null, templateId: null, adminId: null, ...message };
  const id = ctx.ids.next();
  const now = ctx.clock.now();
  await insertMessage(ctx.db, {
    providerId: ctx.providerId,
    id,
    subscriberId,
    templateId,
    adminId,
    kind,
    toAddress: to,
    language,
    state: 'queued',
    secretsSealed: ctx.vault.seal(JSON.stringify(secrets), id),
    nextAttemptAt: now,
    traceId: ctx.traceId,
    createdAt: now,
  });
  await recordEvent(ctx, { type: 'message.queued', subscriberId, templateId, data: { messageId: id, kind, to, ...(adminId && { adminId }) } });
  await enqueue(ctx, 'send-message', { providerId: ctx.providerId, messageId: id });
  if (subscriberId) await announceSubscriber(ctx, subscriberId);
  return id;
}
