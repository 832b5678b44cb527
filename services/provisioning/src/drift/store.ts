import { and, asc, eq, gt, inArray, isNull, lte, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { keyset } from '../db/keyset.ts';
import type { PageRequest } from '../db/page.ts';
import { subscribers } from '../subscribers/table.ts';
import { templates } from '../templates/table.ts';
import type { Drift } from './drift.ts';
import { driftFindings, driftRounds } from './table.ts';

export type RoundRow = typeof driftRounds.$inferSelect;
export type FindingRow = typeof driftFindings.$inferSelect & { userId: string; templateId: string };

const isRound = (providerId: string, connectorId: string) => and(eq(driftRounds.providerId, providerId), eq(driftRounds.connectorId, connectorId));

/** Across tenants: rounds whose next users are due. */
export async function findDueRounds(db: Db, now: Date, limit: number): Promise<{ providerId: string; connectorId: string }[]> {
  return db.select({ providerId: driftRounds.providerId, connectorId: driftRounds.connectorId }).from(driftRounds).where(lte(driftRounds.nextAt, now)).orderBy(driftRounds.nextAt).limit(limit);
}

/** Takes a round up when it is due: whoever comes second finds that it is not any more. */
export async function claimRound(db: Db, providerId: string, connectorId: string, now: Date, until: Date): Promise<RoundRow | null> {
  const [row] = await db.update(driftRounds).set({ nextAt: until }).where(and(isRound(providerId, connectorId), lte(driftRounds.nextAt, now))).returning();
  return row ?? null;
}

/** Puts a round down that was taken up; one that was begun anew meanwhile, or taken up by another, is left as it is. */
export async function putRoundDown(db: Db, { providerId, connectorId, nextAt }: RoundRow, changes: Partial<Pick<RoundRow, 'cursor' | 'checked' | 'nextAt' | 'finishedAt'>>): Promise<void> {
  await db.update(driftRounds).set(changes).where(and(isRound(providerId, connectorId), eq(driftRounds.nextAt, nextAt)));
}

/** A round that begins now, whatever was under way. */
export async function restartRound(db: Db, providerId: string, connectorId: string, now: Date): Promise<RoundRow | null> {
  const fresh = { cursor: null, checked: 0, nextAt: now };
  const [row] = await db.insert(driftRounds).values({ providerId, connectorId, ...fresh }).onConflictDoUpdate({ target: [driftRounds.providerId, driftRounds.connectorId], set: fresh }).returning();
  return row ?? null;
}

export async function findRound(db: Db, providerId: string, connectorId: string): Promise<RoundRow | null> {
  const [row] = await db.select().from(driftRounds).where(isRound(providerId, connectorId));
  return row ?? null;
}

/** The next users of a connector that should have an account, by id. */
export async function nextUsers(db: Db, providerId: string, connectorId: string, after: string | null, limit: number): Promise<string[]> {
  const users = db.select({ id: templates.id }).from(templates).where(and(eq(templates.providerId, providerId), eq(templates.connectorId, connectorId), isNull(templates.deletedAt)));
  const rows = await db
    .select({ id: subscribers.id })
    .from(subscribers)
    .where(and(eq(subscribers.providerId, providerId), inArray(subscribers.templateId, users), eq(subscribers.status, 'provisioned'), eq(subscribers.removing, false), after === null ? undefined : gt(subscribers.id, after)))
    .orderBy(asc(subscribers.id))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** @returns whether it is news */
export async function putFinding(db: Db, row: { providerId: string; subscriberId: string; connectorId: string; foundAt: Date } & Drift): Promise<boolean> {
  const { kind, expected, found, connectorId } = row;
  const rows = await db
    .insert(driftFindings)
    .values(row)
    .onConflictDoUpdate({
      target: [driftFindings.providerId, driftFindings.subscriberId],
      set: { kind, expected, found, connectorId, foundAt: row.foundAt },
      setWhere: sql`(${driftFindings.kind}, ${driftFindings.found}, ${driftFindings.connectorId}) is distinct from (${kind}, ${found}::text, ${connectorId}::uuid)`,
    })
    .returning({ id: driftFindings.subscriberId });
  return rows.length === 1;
}

/** @returns whether there was one */
export async function dropFinding(db: Db, providerId: string, subscriberId: string): Promise<boolean> {
  const rows = await db.delete(driftFindings).where(and(eq(driftFindings.providerId, providerId), eq(driftFindings.subscriberId, subscriberId))).returning({ id: driftFindings.subscriberId });
  return rows.length === 1;
}

export async function findFinding(db: Db, providerId: string, subscriberId: string): Promise<FindingRow | null> {
  const [row] = await select(db).where(and(eq(driftFindings.providerId, providerId), eq(driftFindings.subscriberId, subscriberId)));
  return row ?? null;
}

/** Of these templates, or of all; newest first, one more than `limit` where there are more. */
export async function listFindings(db: Db, providerId: string, { connectorId, templateIds, limit, start }: PageRequest<[foundAt: string, id: string]> & { connectorId: string; templateIds: readonly string[] | null }): Promise<FindingRow[]> {
  const { beyond, order } = keyset([driftFindings.foundAt, driftFindings.subscriberId], start, 'desc');
  const ofTemplates = templateIds ? inArray(subscribers.templateId, [...templateIds]) : undefined;
  return select(db).where(and(eq(driftFindings.providerId, providerId), eq(driftFindings.connectorId, connectorId), ofTemplates, beyond)).orderBy(...order).limit(limit + 1);
}

const select = (db: Db) =>
  db
    .select({
      providerId: driftFindings.providerId, subscriberId: driftFindings.subscriberId, connectorId: driftFindings.connectorId, kind: driftFindings.kind, expected: driftFindings.expected, found: driftFindings.found, foundAt: driftFindings.foundAt,
      userId: subscribers.userId, templateId: subscribers.templateId,
    })
    .from(driftFindings)
    .innerJoin(subscribers, and(eq(subscribers.providerId, driftFindings.providerId), eq(subscribers.id, driftFindings.subscriberId)));
