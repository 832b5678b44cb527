import { and, asc, eq, inArray, isNull, lt, or, sql } from 'drizzle-orm';
import type { Finding } from '../checks/finding.ts';
import type { Db } from '../db/db.ts';
import { keyset } from '../db/keyset.ts';
import type { PageRequest } from '../db/page.ts';
import { driftRounds } from '../drift/table.ts';
import { templates } from '../templates/table.ts';
import type { ProblemCode } from '../problems.ts';
import { connectors } from './table.ts';

export type ConnectorRow = typeof connectors.$inferSelect;
export type ConnectorChanges = Partial<Pick<ConnectorRow, 'name' | 'settings' | 'secrets' | 'tokenExpiresAt' | 'limits'>>;

const isThis = (providerId: string, id: string) => and(eq(connectors.providerId, providerId), eq(connectors.id, id));

export async function findConnector(db: Db, providerId: string, id: string): Promise<ConnectorRow | null> {
  const [row] = await db.select().from(connectors).where(isThis(providerId, id));
  return row ?? null;
}

/** By name, one more than `limit` where there are more. */
export async function listConnectors(db: Db, providerId: string, { limit, start }: PageRequest<[name: string, id: string]>): Promise<ConnectorRow[]> {
  const { beyond, order } = keyset([connectors.name, connectors.id], start);
  return db.select().from(connectors).where(and(eq(connectors.providerId, providerId), beyond)).orderBy(...order).limit(limit + 1);
}

export async function insertConnector(db: Db, row: typeof connectors.$inferInsert): Promise<ConnectorRow> {
  const [inserted] = await db.insert(connectors).values(row).returning();
  if (!inserted) throw new Error('the insert gave no row');
  // Its users are compared with the platform for the first time in a day.
  await db.insert(driftRounds).values({ providerId: inserted.providerId, connectorId: inserted.id, nextAt: new Date(inserted.createdAt.getTime() + 86_400_000) });
  return inserted;
}

/** The row, held until the transaction ends, so that a decision about it stays true. */
export async function lockConnector(db: Db, providerId: string, id: string): Promise<ConnectorRow | null> {
  const [row] = await db.select().from(connectors).where(isThis(providerId, id)).for('update');
  return row ?? null;
}

/** @returns the row as it is now, or null when it is gone. */
export async function changeConnector(db: Db, providerId: string, id: string, changes: ConnectorChanges): Promise<ConnectorRow | null> {
  const [row] = await db.update(connectors).set({ ...changes, version: sql`${connectors.version} + 1` }).where(isThis(providerId, id)).returning();
  return row ?? null;
}

/** @returns what was deleted, or null when it was gone already. Throws a foreign-key violation while something points to it. */
export async function deleteConnector(db: Db, providerId: string, id: string): Promise<ConnectorRow | null> {
  const [row] = await db.delete(connectors).where(isThis(providerId, id)).returning();
  return row ?? null;
}

/** A note beside the settings, not a change of them: the version stays. */
export async function noteCheck(db: Db, providerId: string, id: string, lastCheck: Finding[], lastCheckAt: Date): Promise<void> {
  await db.update(connectors).set({ lastCheck, lastCheckAt }).where(isThis(providerId, id));
}

export type User = { connectorId: string | null; templateId: string; name: string };

/** The templates that use them, by name. A provider has dozens of templates, not thousands. */
export async function templatesUsing(db: Db, providerId: string, ids: readonly string[]): Promise<User[]> {
  if (ids.length === 0) return [];
  return db
    .select({ connectorId: templates.connectorId, templateId: templates.id, name: templates.name })
    .from(templates)
    .where(and(eq(templates.providerId, providerId), inArray(templates.connectorId, [...ids]), isNull(templates.deletedAt)))
    .orderBy(asc(templates.name));
}

type Noted = { at: Date; since: Date };

/** Notes a success, unless one was noted after `since`; the first after a failure or a failed check always counts. */
export async function noteSuccess(db: Db, providerId: string, id: string, { at, since }: Noted): Promise<void> {
  const { lastSuccessAt, lastFailureAt, lastCheckAt } = connectors;
  await db
    .update(connectors)
    .set({ lastSuccessAt: at })
    .where(and(isThis(providerId, id), or(isNull(lastSuccessAt), lt(lastSuccessAt, since), lt(lastSuccessAt, lastFailureAt), lt(lastSuccessAt, lastCheckAt))));
}

/** Notes a failure with the platform's words, unless one was noted after `since`. */
export async function noteFailure(db: Db, providerId: string, id: string, { at, since, code, detail }: Noted & { code: ProblemCode; detail: string }): Promise<void> {
  await db
    .update(connectors)
    .set({ lastFailureAt: at, lastFailureCode: code, lastFailureDetail: detail })
    .where(and(isThis(providerId, id), or(isNull(connectors.lastFailureAt), lt(connectors.lastFailureAt, since))));
}

/** What a write has shown of the platform: no change of the settings, and written only where it is news. */
export async function noteKeyShown(db: Db, providerId: string, id: string, keyShown: boolean): Promise<void> {
  await db.update(connectors).set({ keyShown }).where(and(isThis(providerId, id), sql`${connectors.keyShown} is distinct from ${keyShown}`));
}

/** A token got with the other secrets: no change of the settings, so the version stays. */
export async function noteToken(db: Db, providerId: string, id: string, changes: Pick<ConnectorRow, 'secrets' | 'tokenExpiresAt'>): Promise<void> {
  await db.update(connectors).set(changes).where(isThis(providerId, id));
}
