import { and, asc, eq, gt, gte, inArray, type SQL, sql } from 'drizzle-orm';
import { customers } from '../customers/table.ts';
import type { Db } from '../db/db.ts';
import type { SubscriberRow } from './store.ts';
import type { Status } from './subscriber.ts';
import { subscribers } from './table.ts';

/** The search of the published API: exact values, oldest first. */
export type Search = {
  userId?: string | undefined;
  email?: string | undefined;
  personId?: string | undefined;
  templateId?: string | undefined;
  spEnterpriseId?: string | undefined;
  status?: readonly Status[] | undefined;
  selfActivated?: boolean | undefined;
  createdAfter?: Date | undefined;
  changedAfter?: Date | undefined;
};

/** By creation, one more than `limit` where there are more. `visible` limits an admin to some templates; null is all. */
export async function findMatching(db: Db, providerId: string, search: Search, page: { limit: number; after: string | null; visible: readonly string[] | null }): Promise<SubscriberRow[]> {
  const { after, visible } = page;
  return db
    .select()
    .from(subscribers)
    .where(
      and(
        eq(subscribers.providerId, providerId),
        visible ? inArray(subscribers.templateId, [...visible]) : undefined,
        after ? gt(subscribers.id, after) : undefined,
        ...conditionsOf(search),
      ),
    )
    .orderBy(asc(subscribers.id))
    .limit(page.limit + 1);
}

function conditionsOf(search: Search): (SQL | undefined)[] {
  const { userId, email, personId, templateId, spEnterpriseId, status, selfActivated, createdAfter, changedAfter } = search;
  return [
    userId ? eq(subscribers.userId, userId.toLowerCase()) : undefined,
    email ? eq(subscribers.email, email.toLowerCase()) : undefined,
    personId ? eq(subscribers.personId, personId) : undefined,
    templateId ? eq(subscribers.templateId, templateId) : undefined,
    // By the customer, which has an index; it is known by this very name.
    spEnterpriseId ? sql`${subscribers.customerId} in (select ${customers.id} from ${customers} where ${customers.providerId} = ${subscribers.providerId} and ${customers.spEnterpriseId} = ${spEnterpriseId})` : undefined,
    status ? inArray(subscribers.status, [...status]) : undefined,
    selfActivated === undefined ? undefined : eq(subscribers.selfActivated, selfActivated),
    createdAfter ? gt(subscribers.createdAt, createdAfter) : undefined,
    changedAfter ? gte(subscribers.lastStatusChange, changedAfter) : undefined,
  ];
}
