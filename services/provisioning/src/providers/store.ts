import { eq } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { providers } from './table.ts';

export type ProviderRow = typeof providers.$inferSelect;

export async function findProvider(db: Db, id: string): Promise<ProviderRow | null> {
  const [row] = await db.select().from(providers).where(eq(providers.id, id));
  return row ?? null;
}
