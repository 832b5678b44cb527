import { and, desc, eq, gt, isNotNull, isNull, lt, notExists, or, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import type { ProblemCode } from '../problems.ts';
import { subscribers } from '../subscribers/table.ts';
import { templates } from '../templates/table.ts';
import { scimAccesses, scimEmails, scimUsers } from './table.ts';

export type ScimUserRow = typeof scimUsers.$inferSelect;
export type ScimAccessRow = typeof scimAccesses.$inferSelect;
export type ScimUserChanges = Partial<Pick<ScimUserRow, 'userName' | 'externalId' | 'document' | 'owned' | 'active' | 'settleAt' | 'deletedAt'>>;
type Address = { value: string; type: string };

const isThis = (providerId: string, id: string) => and(eq(scimUsers.providerId, providerId), eq(scimUsers.id, id));
const isAccess = (providerId: string, templateId: string) => and(eq(scimAccesses.providerId, providerId), eq(scimAccesses.templateId, templateId));

export async function findAccess(db: Db, providerId: string, templateId: string): Promise<ScimAccessRow | null> {
  const [row] = await db.select().from(scimAccesses).where(isAccess(providerId, templateId));
  return row ?? null;
}

/** A new token, for a template that has one or has none yet. */
export async function putAccess(db: Db, row: typeof scimAccesses.$inferInsert): Promise<void> {
  const { providerId: _, templateId: __, ...set } = row;
  await db.insert(scimAccesses).values(row).onConflictDoUpdate({ target: [scimAccesses.providerId, scimAccesses.templateId], set });
}

/** @returns false when there is none */
export async function changeAccess(db: Db, providerId: string, templateId: string, changes: { spEnterpriseId: string | null }): Promise<boolean> {
  const rows = await db.update(scimAccesses).set(changes).where(isAccess(providerId, templateId)).returning({ templateId: scimAccesses.templateId });
  return rows.length === 1;
}

export async function deleteAccess(db: Db, providerId: string, templateId: string): Promise<boolean> {
  const rows = await db.delete(scimAccesses).where(isAccess(providerId, templateId)).returning({ templateId: scimAccesses.templateId });
  return rows.length === 1;
}

/** Notes a call that was let in, at most once in so long. */
export async function noteUse(db: Db, providerId: string, templateId: string, now: Date, unlessSince: Date): Promise<void> {
  await db.update(scimAccesses).set({ lastUsedAt: now }).where(and(isAccess(providerId, templateId), or(isNull(scimAccesses.lastUsedAt), lt(scimAccesses.lastUsedAt, unlessSince))));
}

export type Refusal = { reason: ProblemCode; call: string; field: string | null };
export async function noteRefusal(db: Db, providerId: string, templateId: string, { reason, call, field }: Refusal, now: Date): Promise<void> {
  await db.update(scimAccesses).set({ lastRefusalAt: now, lastRefusalReason: reason, lastRefusalCall: call, lastRefusalField: field, refusalOverAt: null }).where(isAccess(providerId, templateId));
}

export async function noteRefusalOver(db: Db, providerId: string, templateId: string, now: Date): Promise<void> {
  await db.update(scimAccesses).set({ refusalOverAt: now }).where(and(isAccess(providerId, templateId), isNotNull(scimAccesses.lastRefusalAt), isNull(scimAccesses.refusalOverAt)));
}

/** Of live templates what was refused since then and did not work afterwards, the latest first. */
export async function refusalsSince(db: Db, providerId: string, query: { since: Date; limit: number; only: readonly string[] | null }) {
  const { lastRefusalAt: at, lastRefusalReason: reason, lastRefusalCall: call, lastRefusalField: field } = scimAccesses;
  const rows = await db
    .select({ templateId: templates.id, name: templates.name, at, reason, call, field })
    .from(scimAccesses)
    .innerJoin(templates, and(eq(templates.providerId, scimAccesses.providerId), eq(templates.id, scimAccesses.templateId)))
    .where(and(eq(scimAccesses.providerId, providerId), isNull(templates.deletedAt), isNull(scimAccesses.refusalOverAt), gt(at, query.since), query.only ? sql`${templates.id} = any(${sql.param([...query.only])}::uuid[])` : undefined))
    .orderBy(desc(at))
    .limit(query.limit);
  return rows.flatMap(({ at, reason, ...row }) => (at && reason ? [{ ...row, call: row.call ?? '', at, reason }] : []));
}

/** Held until the transaction ends, so that two who change the same user come one after the other. Also one that is deleted and not gone yet. */
export async function lockUser(db: Db, providerId: string, id: string): Promise<ScimUserRow | null> {
  const [row] = await db.select().from(scimUsers).where(isThis(providerId, id)).for('update');
  return row ?? null;
}

/** @throws the database's refusal of a second userName, externalId or BroadWorks id */
export async function insertUser(db: Db, row: typeof scimUsers.$inferInsert, addresses: readonly Address[]): Promise<ScimUserRow> {
  const [inserted] = await db.insert(scimUsers).values(row).returning();
  if (!inserted) throw new Error('an insert that was not refused gave no row');
  await insertAddresses(db, inserted, addresses);
  return inserted;
}

export async function changeUser(db: Db, { providerId, id }: Pick<ScimUserRow, 'providerId' | 'id'>, changes: ScimUserChanges, now: Date): Promise<ScimUserRow | null> {
  const [row] = await db.update(scimUsers).set({ ...changes, updatedAt: now, version: sql`${scimUsers.version} + 1` }).where(isThis(providerId, id)).returning();
  return row ?? null;
}

export async function replaceAddresses(db: Db, row: ScimUserRow, addresses: readonly Address[]): Promise<void> {
  await db.delete(scimEmails).where(and(eq(scimEmails.providerId, row.providerId), eq(scimEmails.scimUserId, row.id)));
  await insertAddresses(db, row, addresses);
}

async function insertAddresses(db: Db, { providerId, id, templateId }: ScimUserRow, addresses: readonly Address[]): Promise<void> {
  if (addresses.length > 0) await db.insert(scimEmails).values(addresses.map((address) => ({ ...address, providerId, scimUserId: id, templateId })));
}

/** When to look again, and whether the user comes back then; no change of what the identity system said. */
export async function setSettleAt(db: Db, { providerId, id }: Pick<ScimUserRow, 'providerId' | 'id'>, settleAt: Date | null, comesBack = false): Promise<void> {
  await db.update(scimUsers).set({ settleAt, comesBack }).where(isThis(providerId, id));
}

export async function deleteUserRow(db: Db, { providerId, id }: Pick<ScimUserRow, 'providerId' | 'id'>): Promise<void> {
  await db.delete(scimUsers).where(isThis(providerId, id));
}

/** What was to be deleted when its time came, and who was deleted by an admin, is overtaken by the same user handed over again. */
export async function dropGone(db: Db, { providerId, templateId, clusterId }: { providerId: string; templateId: string; clusterId: string }, userId: string): Promise<void> {
  const here = db.select({ one: sql`1` }).from(subscribers).where(and(eq(subscribers.providerId, providerId), eq(subscribers.clusterId, clusterId), eq(subscribers.userId, userId), eq(subscribers.templateId, templateId)));
  const wasRemoved = and(scimUsers.active, isNull(scimUsers.settleAt), notExists(here));
  await db.delete(scimUsers).where(and(eq(scimUsers.providerId, providerId), eq(scimUsers.templateId, templateId), eq(scimUsers.userId, userId), or(isNotNull(scimUsers.deletedAt), wasRemoved)));
}

/** Of all providers, those whose time to be tried again has come. */
export async function findUnsettled(db: Db, before: Date, limit: number): Promise<{ providerId: string; scimUserId: string }[]> {
  return db.select({ providerId: scimUsers.providerId, scimUserId: scimUsers.id }).from(scimUsers).where(lt(scimUsers.settleAt, before)).orderBy(scimUsers.settleAt).limit(limit);
}
