import { and, eq } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { clusters } from './table.ts';

export type ClusterRow = typeof clusters.$inferSelect;

export async function findCluster(db: Db, providerId: string, id: string): Promise<ClusterRow | null> {
  const [row] = await db.select().from(clusters).where(and(eq(clusters.providerId, providerId), eq(clusters.id, id)));
  return row ?? null;
}
