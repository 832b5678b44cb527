import { and, eq, gt, isNull } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { invitations } from './table.ts';

export type InvitationRow = typeof invitations.$inferSelect;

const isThis = (providerId: string, id: string) => and(eq(invitations.providerId, providerId), eq(invitations.id, id));
const isOpen = and(isNull(invitations.usedAt), isNull(invitations.revokedAt));

export async function insertInvitation(db: Db, row: typeof invitations.$inferInsert): Promise<void> {
  await db.insert(invitations).values(row);
}

export async function findInvitation(db: Db, providerId: string, id: string): Promise<InvitationRow | null> {
  const [row] = await db.select().from(invitations).where(isThis(providerId, id));
  return row ?? null;
}

/** The invitation of a subscriber that was neither used nor revoked; it may have expired. */
export async function openInvitationOf(db: Db, providerId: string, subscriberId: string): Promise<InvitationRow | null> {
  const [row] = await db.select().from(invitations).where(and(eq(invitations.providerId, providerId), eq(invitations.subscriberId, subscriberId), isOpen));
  return row ?? null;
}

/** Ends the subscriber's open invitation. @returns it, or null when there was none */
export async function revokeOpen(db: Db, providerId: string, subscriberId: string, now: Date): Promise<InvitationRow | null> {
  const [row] = await db
    .update(invitations)
    .set({ revokedAt: now })
    .where(and(eq(invitations.providerId, providerId), eq(invitations.subscriberId, subscriberId), isOpen))
    .returning();
  return row ?? null;
}

/** Uses it up: of many who hold it, one does. @returns false when it was used, revoked or has expired. */
export async function claimInvitation(db: Db, providerId: string, id: string, now: Date): Promise<boolean> {
  const rows = await db
    .update(invitations)
    .set({ usedAt: now })
    .where(and(isThis(providerId, id), isOpen, gt(invitations.expiresAt, now)))
    .returning({ id: invitations.id });
  return rows.length === 1;
}
