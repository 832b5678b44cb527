import { and, eq, ne, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { subscribers } from './table.ts';

/** Would a user of the customer, besides these, stay with another template than this one? */
export async function anyLeftBehind(db: Db, providerId: string, move: { customerId: string; templateId: string; ids: readonly string[] }): Promise<boolean> {
  const rows = await db
    .select({ id: subscribers.id })
    .from(subscribers)
    .where(
      and(
        eq(subscribers.providerId, providerId),
        eq(subscribers.customerId, move.customerId),
        ne(subscribers.templateId, move.templateId),
        sql`${subscribers.id} <> all(${sql.param([...move.ids])}::uuid[])`,
      ),
    )
    .limit(1);
  return rows.length === 1;
}
