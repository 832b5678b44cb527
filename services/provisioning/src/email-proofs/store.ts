import { and, desc, eq, gt, isNotNull, isNull, lt, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { emailProofs } from './table.ts';

export type EmailProofRow = typeof emailProofs.$inferSelect;

const ofSubscriber = (providerId: string, subscriberId: string) => and(eq(emailProofs.providerId, providerId), eq(emailProofs.subscriberId, subscriberId));
const isOpen = and(isNull(emailProofs.consumedAt), isNull(emailProofs.supersededAt));

export async function insertProof(db: Db, row: typeof emailProofs.$inferInsert): Promise<void> {
  await db.insert(emailProofs).values(row);
}

export async function supersedeProofs(db: Db, providerId: string, subscriberId: string, now: Date): Promise<void> {
  await db.update(emailProofs).set({ supersededAt: now }).where(and(ofSubscriber(providerId, subscriberId), isOpen));
}

export async function currentProof(db: Db, providerId: string, subscriberId: string): Promise<EmailProofRow | null> {
  const [row] = await db.select().from(emailProofs).where(and(ofSubscriber(providerId, subscriberId), isOpen));
  return row ?? null;
}

// Comparing costs time on purpose; nobody types the code of a mail further down in the mailbox.
const RECOGNISED_PROOFS = 5;

/** The ones before the current, newest first: to tell somebody who types such a code that a newer mail exists. */
export async function supersededProofs(db: Db, providerId: string, subscriberId: string, since: Date): Promise<EmailProofRow[]> {
  return db
    .select()
    .from(emailProofs)
    .where(and(ofSubscriber(providerId, subscriberId), isNotNull(emailProofs.supersededAt), gt(emailProofs.createdAt, since)))
    .orderBy(desc(emailProofs.createdAt))
    .limit(RECOGNISED_PROOFS);
}

/** Counts a try and hands out what to compare with, in one statement: the limit holds however many try at once. */
export async function claimTry(db: Db, providerId: string, subscriberId: string, maxTries: number, now: Date): Promise<EmailProofRow | null> {
  const [row] = await db
    .update(emailProofs)
    .set({ tries: sql`${emailProofs.tries} + 1` })
    .where(and(ofSubscriber(providerId, subscriberId), isOpen, lt(emailProofs.tries, maxTries), gt(emailProofs.expiresAt, now)))
    .returning();
  return row ?? null;
}

/** Uses the proof up; only one of many at the same time succeeds. */
export async function consumeProof(db: Db, providerId: string, id: string, now: Date): Promise<boolean> {
  const rows = await db
    .update(emailProofs)
    .set({ consumedAt: now })
    .where(and(eq(emailProofs.providerId, providerId), eq(emailProofs.id, id), isOpen))
    .returning({ id: emailProofs.id });
  return rows.length === 1;
}

/** When the subscriber's mails of the last day left, newest first. */
export async function proofsSince(db: Db, providerId: string, subscriberId: string, since: Date): Promise<Pick<EmailProofRow, 'createdAt' | 'email'>[]> {
  return db
    .select({ createdAt: emailProofs.createdAt, email: emailProofs.email })
    .from(emailProofs)
    .where(and(ofSubscriber(providerId, subscriberId), gt(emailProofs.createdAt, since)))
    .orderBy(desc(emailProofs.createdAt));
}
