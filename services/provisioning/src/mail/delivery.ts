import type { TxContext } from '../context.ts';
import { latestMessage } from './store.ts';
import type { MessageKind, MessageState } from './table.ts';

/** How far the newest mail of a kind came; one that was forgotten with its subscriber's other mails counts as not yet sent. */
export async function deliveryOf(ctx: TxContext, subscriberId: string, kind: MessageKind): Promise<MessageState> {
  const message = await latestMessage(ctx.db, ctx.providerId, subscriberId, kind);
  return message?.state ?? 'queued';
}
