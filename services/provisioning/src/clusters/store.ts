import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Finding } from '../checks/finding.ts';
import type { Db } from '../db/db.ts';
import { keyset } from '../db/keyset.ts';
import type { PageRequest } from '../db/page.ts';
import { templates } from '../templates/table.ts';
import { clusters } from './table.ts';

export type ClusterRow = typeof clusters.$inferSelect;
export type ClusterChanges = Partial<Pick<ClusterRow, 'name' | 'xsiUrl' | 'defaultDomain'>>;

const isThis = (providerId: string, id: string) => and(eq(clusters.providerId, providerId), eq(clusters.id, id));

export async function findCluster(db: Db, providerId: string, id: string): Promise<ClusterRow | null> {
  const [row] = await db.select().from(clusters).where(isThis(providerId, id));
  return row ?? null;
}

/** By name, one more than `limit` where there are more. */
export async function listClusters(db: Db, providerId: string, { limit, start }: PageRequest<[name: string, id: string]>): Promise<ClusterRow[]> {
  const { beyond, order } = keyset([clusters.name, clusters.id], start);
  return db.select().from(clusters).where(and(eq(clusters.providerId, providerId), beyond)).orderBy(...order).limit(limit + 1);
}

export async function insertCluster(db: Db, row: typeof clusters.$inferInsert): Promise<ClusterRow> {
  const [inserted] = await db.insert(clusters).values(row).returning();
  if (!inserted) throw new Error('the insert gave no row');
  return inserted;
}

/** The cluster, held until the transaction ends; null when it is gone. */
export async function lockCluster(db: Db, providerId: string, id: string): Promise<ClusterRow | null> {
  const [row] = await db.select().from(clusters).where(isThis(providerId, id)).for('update');
  return row ?? null;
}

/** @returns the row as it is now, or null when it is gone. */
export async function changeCluster(db: Db, providerId: string, id: string, changes: ClusterChanges): Promise<ClusterRow | null> {
  const [row] = await db.update(clusters).set({ ...changes, version: sql`${clusters.version} + 1` }).where(isThis(providerId, id)).returning();
  return row ?? null;
}

/** @returns what was deleted, or null when it was gone already. Throws a foreign-key violation while something points to it. */
export async function deleteCluster(db: Db, providerId: string, id: string): Promise<ClusterRow | null> {
  const [row] = await db.delete(clusters).where(isThis(providerId, id)).returning();
  return row ?? null;
}

/** A note beside the settings, not a change of them: the version stays. */
export async function noteCheck(db: Db, providerId: string, id: string, lastCheck: Finding[], lastCheckAt: Date): Promise<void> {
  await db.update(clusters).set({ lastCheck, lastCheckAt }).where(isThis(providerId, id));
}

export type User = { clusterId: string | null; templateId: string; name: string };

/** The templates that use them, by name. A provider has dozens of templates, not thousands. */
export async function templatesUsing(db: Db, providerId: string, ids: readonly string[]): Promise<User[]> {
  if (ids.length === 0) return [];
  return db
    .select({ clusterId: templates.clusterId, templateId: templates.id, name: templates.name })
    .from(templates)
    .where(and(eq(templates.providerId, providerId), inArray(templates.clusterId, [...ids]), isNull(templates.deletedAt)))
    .orderBy(asc(templates.name));
}
