import { and, eq, inArray } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { subscribers } from './table.ts';

/** The templates of those of these subscribers that still exist, by subscriber id. */
export async function templatesOf(db: Db, providerId: string, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.select({ id: subscribers.id, templateId: subscribers.templateId }).from(subscribers).where(and(eq(subscribers.providerId, providerId), inArray(subscribers.id, [...ids])));
  return new Map(rows.map(({ id, templateId }) => [id, templateId]));
}
