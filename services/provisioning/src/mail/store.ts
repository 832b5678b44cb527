import { and, asc, desc, eq, inArray, isNull, lte, or, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import type { MessageKind, Recipient } from './message.ts';
import { subscribers } from '../subscribers/table.ts';
import { messageAttempts, messages } from './table.ts';

export type MessageRow = typeof messages.$inferSelect;
export type AttemptRow = typeof messageAttempts.$inferSelect;

const one = (providerId: string, id: string) => and(eq(messages.providerId, providerId), eq(messages.id, id));
const ofSubscriber = (providerId: string, subscriberId: string) => and(eq(messages.providerId, providerId), eq(messages.subscriberId, subscriberId));
const isTo = (to: Recipient) => ('subscriberId' in to ? eq(messages.subscriberId, to.subscriberId) : eq(messages.adminId, to.adminId));
const isUnsent = inArray(messages.state, ['queued', 'deferred']);
const isFree = (now: Date) => or(isNull(messages.leaseUntil), lte(messages.leaseUntil, now));

export async function insertMessage(db: Db, row: typeof messages.$inferInsert): Promise<void> {
  await db.insert(messages).values(row);
}

/** Takes a due message and counts the attempt; null when it is not due, sent already, or in somebody else's hands. */
export async function claimMessage(db: Db, providerId: string, id: string, now: Date, leaseUntil: Date): Promise<MessageRow | null> {
  const [row] = await db
    .update(messages)
    .set({ attempt: sql`${messages.attempt} + 1`, leaseUntil })
    .where(and(one(providerId, id), isUnsent, lte(messages.nextAttemptAt, now), isFree(now)))
    .returning();
  return row ?? null;
}

/** When an unsent message can be claimed, or null when there is nothing left to send. */
export async function whenClaimable(db: Db, providerId: string, id: string): Promise<Date | null> {
  const [row] = await db
    .select({ nextAttemptAt: messages.nextAttemptAt, leaseUntil: messages.leaseUntil })
    .from(messages)
    .where(and(one(providerId, id), isUnsent));
  const times = [row?.nextAttemptAt, row?.leaseUntil].filter((time) => time instanceof Date);
  return row && times.length > 0 ? new Date(Math.max(...times.map((time) => time.getTime()))) : null;
}

export type Settlement = Pick<MessageRow, 'state' | 'nextAttemptAt' | 'undeliverable'> & { forgetSecrets: boolean };

/**
 * Holds the user a mail is for, before the mail is written to: who deletes a user holds the user first, too, and then nobody waits for
 * the other in a circle.
 */
export async function holdUser(db: Db, providerId: string, subscriberId: string | null): Promise<void> {
  if (subscriberId) await db.select({ id: subscribers.id }).from(subscribers).where(and(eq(subscribers.providerId, providerId), eq(subscribers.id, subscriberId))).for('no key update');
}

/** Ends an attempt; false when the message was claimed again meanwhile, or withdrawn. */
export async function settleMessage(db: Db, claimed: MessageRow, { state, nextAttemptAt, undeliverable, forgetSecrets }: Settlement): Promise<boolean> {
  const rows = await db
    .update(messages)
    .set({ state, nextAttemptAt, undeliverable, leaseUntil: null, ...(forgetSecrets ? { secretsSealed: null } : {}) })
    .where(and(one(claimed.providerId, claimed.id), eq(messages.attempt, claimed.attempt), isUnsent))
    .returning({ id: messages.id });
  return rows.length === 1;
}

/** The provider of a message and how it stands, whoever's it is; null when there is none. */
export async function findMessageAnywhere(db: Db, id: string): Promise<Pick<MessageRow, 'providerId' | 'subscriberId' | 'state' | 'leaseUntil'> | null> {
  const [row] = await db.select({ providerId: messages.providerId, subscriberId: messages.subscriberId, state: messages.state, leaseUntil: messages.leaseUntil }).from(messages).where(eq(messages.id, id));
  return row ?? null;
}

/** Takes note of what became of a mail after it had left; null when it has not left, or is known to have bounced. */
export async function settleReport(db: Db, providerId: string, id: string, state: 'delayed' | 'bounced', undeliverable: boolean): Promise<MessageRow | null> {
  const [row] = await db
    .update(messages)
    .set({ state, undeliverable, attempt: sql`${messages.attempt} + 1` })
    .where(and(one(providerId, id), inArray(messages.state, ['accepted', 'delayed'])))
    .returning();
  return row ?? null;
}

/** Was the newest mail of a kind to this address of the subscriber found undeliverable? */
export async function isLatestUndeliverable(db: Db, providerId: string, subscriberId: string, kind: MessageKind, to: string): Promise<boolean> {
  const [row] = await db
    .select({ undeliverable: messages.undeliverable })
    .from(messages)
    .where(and(ofSubscriber(providerId, subscriberId), eq(messages.kind, kind), eq(messages.toAddress, to)))
    .orderBy(desc(messages.id))
    .limit(1);
  return row?.undeliverable ?? false;
}

export async function insertAttempt(db: Db, row: typeof messageAttempts.$inferInsert): Promise<void> {
  await db.insert(messageAttempts).values(row);
}

/** Gives up what nobody is sending at this moment. */
export async function withdrawUnsent(db: Db, providerId: string, to: Recipient, kind: MessageKind, now: Date): Promise<MessageRow[]> {
  return db
    .update(messages)
    .set({ state: 'refused', nextAttemptAt: null, leaseUntil: null, secretsSealed: null })
    .where(and(eq(messages.providerId, providerId), isTo(to), eq(messages.kind, kind), isUnsent, isFree(now)))
    .returning();
}

export async function deleteMessages(db: Db, providerId: string, subscriberId: string): Promise<void> {
  const ids = db.select({ id: messages.id }).from(messages).where(ofSubscriber(providerId, subscriberId));
  await db.delete(messageAttempts).where(and(eq(messageAttempts.providerId, providerId), inArray(messageAttempts.messageId, ids)));
  await db.delete(messages).where(ofSubscriber(providerId, subscriberId));
}

export async function latestMessage(db: Db, providerId: string, subscriberId: string, kind: MessageKind): Promise<MessageRow | null> {
  const [row] = await db
    .select()
    .from(messages)
    .where(and(ofSubscriber(providerId, subscriberId), eq(messages.kind, kind)))
    .orderBy(desc(messages.id))
    .limit(1);
  return row ?? null;
}

/** Newest first. */
export async function listMessages(db: Db, providerId: string, subscriberId: string, limit: number): Promise<MessageRow[]> {
  return db.select().from(messages).where(ofSubscriber(providerId, subscriberId)).orderBy(desc(messages.id)).limit(limit);
}

/** Oldest first. */
export async function attemptsOf(db: Db, providerId: string, messageIds: readonly string[]): Promise<AttemptRow[]> {
  return db
    .select()
    .from(messageAttempts)
    .where(and(eq(messageAttempts.providerId, providerId), inArray(messageAttempts.messageId, [...messageIds])))
    .orderBy(asc(messageAttempts.messageId), asc(messageAttempts.attempt));
}

/** Unsent messages of all tenants that have been due for a while and that nobody holds. */
export async function findOverdue(db: Db, dueBefore: Date, now: Date, limit: number): Promise<Pick<MessageRow, 'providerId' | 'id'>[]> {
  return db
    .select({ providerId: messages.providerId, id: messages.id })
    .from(messages)
    .where(and(isUnsent, lte(messages.nextAttemptAt, dueBefore), isFree(now)))
    .orderBy(messages.nextAttemptAt)
    .limit(limit);
}

/** How many of the provider's mails are due, counting no further than `limit`. */
export async function countDue(db: Db, providerId: string, now: Date, limit: number): Promise<number> {
  const rows = await db
    .select({ id: messages.id })
    .from(messages)
    .where(and(eq(messages.providerId, providerId), isUnsent, lte(messages.nextAttemptAt, now)))
    .limit(limit);
  return rows.length;
}
