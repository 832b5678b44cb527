import type { TxContext } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { withdrawUnsent } from './store.ts';
import type { MessageKind, Recipient } from './message.ts';

/** Gives up every mail of the kind that still waits to be sent. One that is with the relay at this moment can not be called back. */
export async function withdrawMessages(ctx: TxContext, to: Recipient, kind: MessageKind, why: string): Promise<void> {
  for (const { id, subscriberId, templateId, toAddress, attempt } of await withdrawUnsent(ctx.db, ctx.providerId, to, kind, ctx.clock.now())) {
    await recordEvent(ctx, { type: 'message.refused', subscriberId, templateId, data: { messageId: id, kind, to: toAddress, attempt, smtpCode: null, response: why } });
  }
}
