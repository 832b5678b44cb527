import { and, eq, ne } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { templates } from '../templates/table.ts';
import { subscribers } from './table.ts';

/** Whether an account on a connector's platform is known to be that of another user. @param ref the platform's id of the account */
export async function hasOtherHolder(db: Db, { providerId, id, connectorId, ref }: { providerId: string; id: string; connectorId: string; ref: string }): Promise<boolean> {
  const rows = await db
    .select({ id: subscribers.id })
    .from(subscribers)
    .innerJoin(templates, and(eq(templates.providerId, subscribers.providerId), eq(templates.id, subscribers.templateId)))
    .where(and(eq(subscribers.providerId, providerId), eq(subscribers.cloudRef, ref), ne(subscribers.id, id), eq(templates.connectorId, connectorId)))
    .limit(1);
  return rows.length > 0;
}
