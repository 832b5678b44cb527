import { and, eq, gt, inArray, type SQL, sql } from 'drizzle-orm';
import { customers } from '../customers/table.ts';
import type { Db } from '../db/db.ts';
import { keyset } from '../db/keyset.ts';
import type { Start } from '../db/page.ts';
import type { SubscriberRow } from './store.ts';
import type { Status } from './subscriber.ts';
import { subscribers } from './table.ts';

/** The search of the published API: exact values, oldest first. */
export type Search = {
  userId?: string | undefined;
  email?: string | undefined;
  personId?: string | undefined;
  templateId?: string | undefined;
  /** Any of these. */
  spEnterpriseIds?: readonly string[] | undefined;
  status?: readonly Status[] | undefined;
  selfActivated?: boolean | undefined;
  createdAfter?: Date | undefined;
  changedAfter?: Date | undefined;
};

export type SearchKey = [createdAt: string, id: string];
/** Where a page begins: next to a row, on either side of it, or so many rows from the start. */
export type SearchStart = Start<SearchKey> | { offset: number };
export type SearchPage = { limit: number; start: SearchStart; visible: readonly string[] | null };

/** By creation, one more than `limit` where there are more; those before a row come nearest first. `visible` limits an admin to some templates; null is all. */
export async function findMatching(db: Db, providerId: string, search: Search, { limit, start, visible }: SearchPage): Promise<SubscriberRow[]> {
  const { beyond, order } = keyset([subscribers.createdAt, subscribers.id], start);
  return db
    .select()
    .from(subscribers)
    .where(
      and(
        eq(subscribers.providerId, providerId),
        visible ? inArray(subscribers.templateId, [...visible]) : undefined,
        beyond,
        ...conditionsOf(search),
      ),
    )
    .orderBy(...order)
    .limit(limit + 1)
    .offset('offset' in start ? start.offset : 0);
}

function conditionsOf(search: Search): (SQL | undefined)[] {
  const { userId, email, personId, templateId, spEnterpriseIds, status, selfActivated, createdAfter, changedAfter } = search;
  return [
    userId ? eq(subscribers.userId, userId.toLowerCase()) : undefined,
    email ? eq(subscribers.email, email.toLowerCase()) : undefined,
    personId ? eq(subscribers.personId, personId) : undefined,
    templateId ? eq(subscribers.templateId, templateId) : undefined,
    // By the customer, which has an index; it is known by this very name.
    spEnterpriseIds ? sql`${subscribers.customerId} in (select ${customers.id} from ${customers} where ${customers.providerId} = ${subscribers.providerId} and ${inArray(customers.spEnterpriseId, [...spEnterpriseIds])})` : undefined,
    status ? inArray(subscribers.status, [...status]) : undefined,
    selfActivated === undefined ? undefined : eq(subscribers.selfActivated, selfActivated),
    createdAfter ? gt(subscribers.createdAt, createdAfter) : undefined,
    changedAfter ? gt(subscribers.lastStatusChange, changedAfter) : undefined,
  ];
}
