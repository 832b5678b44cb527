import { and, asc, eq, inArray } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { invitableStatuses } from './subscriber.ts';
import { subscribers } from './table.ts';

/** Ids of a customer's users who are not finished, in the order of their names. */
export async function selectInvitable(db: Db, providerId: string, query: { customerId: string; limit: number; visible: readonly string[] | null }): Promise<string[]> {
  const s = subscribers;
  const rows = await db
    .select({ id: s.id })
    .from(s)
    .where(
      and(
        eq(s.providerId, providerId),
        eq(s.customerId, query.customerId),
        inArray(s.status, [...invitableStatuses]),
        eq(s.removing, false),
        query.visible ? inArray(s.templateId, query.visible.length > 0 ? [...query.visible] : ['00000000-0000-0000-0000-000000000000']) : undefined,
      ),
    )
    .orderBy(asc(s.nameFolded), asc(s.id))
    .limit(query.limit);
  return rows.map(({ id }) => id);
}
