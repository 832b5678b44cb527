import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { foldedColumns } from './fold.ts';
import type { Status } from './subscriber.ts';
import { subscribers } from './table.ts';

export type SubscriberRow = typeof subscribers.$inferSelect;
type NewRow = Omit<typeof subscribers.$inferInsert, 'nameFolded' | 'searchFolded'>;
export type SubscriberChanges = Partial<Omit<SubscriberRow, 'providerId' | 'id' | 'nameFolded' | 'searchFolded' | 'version' | 'status'>>;

const isThis = (providerId: string, id: string) => and(eq(subscribers.providerId, providerId), eq(subscribers.id, id));

export async function findSubscriber(db: Db, providerId: string, id: string): Promise<SubscriberRow | null> {
  const [row] = await db.select().from(subscribers).where(isThis(providerId, id));
  return row ?? null;
}

/** The same, held until the transaction ends: whoever else acts on this subscriber waits. */
export async function lockRow(db: Db, providerId: string, id: string): Promise<SubscriberRow | null> {
  const [row] = await db.select().from(subscribers).where(isThis(providerId, id)).for('update');
  return row ?? null;
}

/** @param userId complete; BroadWorks does not tell upper from lower case in it, and neither do we. */
export async function findByUserId(db: Db, providerId: string, clusterId: string, userId: string): Promise<SubscriberRow | null> {
  const [row] = await db
    .select()
    .from(subscribers)
    .where(and(eq(subscribers.providerId, providerId), eq(subscribers.clusterId, clusterId), eq(subscribers.userId, userId.toLowerCase())));
  return row ?? null;
}

/** The same, held until the transaction ends. */
export async function lockByUserId(db: Db, providerId: string, clusterId: string, userId: string): Promise<SubscriberRow | null> {
  const [row] = await db
    .select()
    .from(subscribers)
    .where(and(eq(subscribers.providerId, providerId), eq(subscribers.clusterId, clusterId), eq(subscribers.userId, userId.toLowerCase())))
    .for('update');
  return row ?? null;
}

/**
 * Nobody else takes this user id until the transaction ends: a new user and a change of another's id look first, and both could look
 * before either has written.
 * @returns who has it, or may have an account under it; null when it is free
 */
export async function holdUserId(db: Db, providerId: string, clusterId: string, userId: string): Promise<SubscriberRow | null> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${providerId}/${clusterId}/${userId.toLowerCase()}`}, 0))`);
  const other = and(eq(subscribers.providerId, providerId), eq(subscribers.clusterId, clusterId), eq(subscribers.otherUserId, userId.toLowerCase()));
  const [reserved] = await db.select().from(subscribers).where(other);
  return reserved ?? findByUserId(db, providerId, clusterId, userId);
}

/** @returns the row, or null when the user id exists on this cluster already. */
export async function insertSubscriber(db: Db, row: NewRow): Promise<SubscriberRow | null> {
  const userId = row.userId.toLowerCase();
  const folded = foldedColumns({ ...row, userId, email: row.email ?? null });
  const [inserted] = await db
    .insert(subscribers)
    .values({ ...row, userId, ...folded })
    .onConflictDoNothing({ target: [subscribers.providerId, subscribers.clusterId, subscribers.userId] })
    .returning();
  return inserted ?? null;
}

/**
 * Changes a subscriber only while it stands in one of the expected statuses and is not being removed.
 * @returns the row as it is now, or null when somebody was faster.
 */
export async function claimSubscriber(
  db: Db,
  providerId: string,
  id: string,
  expected: readonly Status[],
  changes: SubscriberChanges & { status?: Status },
): Promise<SubscriberRow | null> {
  const [row] = await db
    .update(subscribers)
    .set({ ...changes, version: sql`${subscribers.version} + 1` })
    .where(and(isThis(providerId, id), inArray(subscribers.status, [...expected]), eq(subscribers.removing, false)))
    .returning();
  return row ? refold(db, row) : null;
}

/** Another reason for the same status; nothing when the user has another address, status or reason by now. */
export async function noteReason(db: Db, providerId: string, id: string, { email, status, from, reason }: { email: string; status: Status; from: string; reason: string }): Promise<void> {
  await db
    .update(subscribers)
    .set({ reason, version: sql`${subscribers.version} + 1` })
    .where(and(isThis(providerId, id), eq(subscribers.email, email), eq(subscribers.status, status), eq(subscribers.reason, from)));
}

/** Keeps the folded columns true after a change of name or address. */
async function refold(db: Db, row: SubscriberRow): Promise<SubscriberRow> {
  const folded = foldedColumns(row);
  if (folded.searchFolded === row.searchFolded && folded.nameFolded === row.nameFolded) return row;
  const [changed] = await db.update(subscribers).set(folded).where(isThis(row.providerId, row.id)).returning();
  return changed ?? row;
}

/** Sets the bits. @returns false when they were set already. */
export async function setMilestones(db: Db, providerId: string, id: string, bits: number): Promise<boolean> {
  const rows = await db
    .update(subscribers)
    .set({ milestones: sql`${subscribers.milestones} | ${bits}::int` })
    .where(and(isThis(providerId, id), sql`${subscribers.milestones} & ${bits}::int <> ${bits}::int`))
    .returning({ id: subscribers.id });
  return rows.length === 1;
}

/** Where the work on it stands; no change of status, so no new version. */
export async function setLanguage(db: Db, providerId: string, id: string, language: string): Promise<void> {
  await db.update(subscribers).set({ language }).where(isThis(providerId, id));
}

export async function setReason(db: Db, providerId: string, id: string, reason: string | null): Promise<void> {
  await db.update(subscribers).set({ reason }).where(isThis(providerId, id));
}

/** Marks it for removal, unless work is running that must not be disturbed. @returns false when it is not possible now. */
export async function claimRemoval(db: Db, providerId: string, id: string, expected: readonly Status[]): Promise<SubscriberRow | null> {
  const [row] = await db
    .update(subscribers)
    .set({ removing: true, reason: 'removing', version: sql`${subscribers.version} + 1` })
    .where(and(isThis(providerId, id), inArray(subscribers.status, [...expected]), eq(subscribers.removing, false)))
    .returning();
  return row ?? null;
}

/** Takes the mark back, because the removal failed. */
export async function undoRemoval(db: Db, providerId: string, id: string, changes: Pick<SubscriberChanges, 'reason' | 'errors'>): Promise<void> {
  await db.update(subscribers).set({ ...changes, removing: false, version: sql`${subscribers.version} + 1` }).where(isThis(providerId, id));
}

export async function deleteRow(db: Db, providerId: string, id: string): Promise<boolean> {
  const rows = await db.delete(subscribers).where(isThis(providerId, id)).returning({ id: subscribers.id });
  return rows.length === 1;
}

/** Does another subscriber hold this address as confirmed? */
export async function emailIsConfirmedElsewhere(db: Db, providerId: string, email: string, exceptId: string): Promise<boolean> {
  const rows = await db
    .select({ id: subscribers.id })
    .from(subscribers)
    .where(and(eq(subscribers.providerId, providerId), eq(subscribers.email, email), sql`${subscribers.emailConfirmedAt} is not null`, sql`${subscribers.id} <> ${exceptId}`))
    .limit(1);
  return rows.length > 0;
}
