import type { TxContext } from '../context.ts';
import { type AttemptRow, attemptsOf, isLatestUndeliverable, latestMessage, listMessages, type MessageRow } from './store.ts';
import type { MessageKind } from './message.ts';

/** How far a mail came, without what it said. */
export type Delivery = Pick<MessageRow, 'id' | 'kind' | 'toAddress' | 'state' | 'attempt' | 'undeliverable' | 'nextAttemptAt' | 'createdAt' | 'traceId'> & {
  attempts: Pick<AttemptRow, 'attempt' | 'at' | 'outcome' | 'smtpCode' | 'response'>[];
};

const MOST_SHOWN = 200;

/** The newest mail of a kind to a subscriber, or null when there is none. */
export async function findLatestDelivery(ctx: TxContext, subscriberId: string, kind: MessageKind): Promise<Delivery | null> {
  const message = await latestMessage(ctx.db, ctx.providerId, subscriberId, kind);
  if (!message) return null;
  return deliveryOf(message, await attemptsOf(ctx.db, ctx.providerId, [message.id]));
}

/** Did the newest mail of a kind show that this address of the subscriber does not work? */
export const isUndeliverable = (ctx: TxContext, subscriberId: string, kind: MessageKind, to: string): Promise<boolean> =>
  isLatestUndeliverable(ctx.db, ctx.providerId, subscriberId, kind, to);

/** A subscriber's mails, newest first, each with its attempts, oldest first. */
export async function findDeliveries(ctx: TxContext, subscriberId: string): Promise<Delivery[]> {
  const found = await listMessages(ctx.db, ctx.providerId, subscriberId, MOST_SHOWN);
  const attempts = await attemptsOf(ctx.db, ctx.providerId, found.map((message) => message.id));
  return found.map((message) => deliveryOf(message, attempts));
}

function deliveryOf({ id, kind, toAddress, state, attempt, undeliverable, nextAttemptAt, createdAt, traceId }: MessageRow, attempts: readonly AttemptRow[]): Delivery {
  const own = attempts.filter(({ messageId }) => messageId === id).map(({ attempt, at, outcome, smtpCode, response }) => ({ attempt, at, outcome, smtpCode, response }));
  return { id, kind, toAddress, state, attempt, undeliverable, nextAttemptAt, createdAt, traceId, attempts: own };
}
