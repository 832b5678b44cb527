import { and, eq } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { connectors } from './table.ts';

export type ConnectorRow = typeof connectors.$inferSelect;

export async function findConnector(db: Db, providerId: string, id: string): Promise<ConnectorRow | null> {
  const [row] = await db.select().from(connectors).where(and(eq(connectors.providerId, providerId), eq(connectors.id, id)));
  return row ?? null;
}
