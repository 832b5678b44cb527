import { and, asc, eq, gt, inArray, lte, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import { type SubscriberFilters, whereOf } from './list-query.ts';
import { movableStatuses, type Package, type Status, WAITING_FOR_FIRST } from './subscriber.ts';
import { subscribers } from './table.ts';

/** Whom something is about to be done to: users named one by one, or all who match a filter. */
export type Target = { ids: readonly string[] } | { filters: SubscriberFilters };

/** Users that are alike in everything an action depends on, counted, with the first and last of them as examples. */
export type FactsGroup = {
  status: Status;
  package: Package;
  templateId: string;
  removing: boolean;
  hasEmail: boolean;
  hasAccount: boolean;
  /** Running work that may be given up: stuck, or not begun because somebody else has to be first. */
  stuck: boolean;
  /** Others of their customer would stay behind if they moved. */
  heldBack: boolean;
  count: number;
  first: string;
  last: string;
};

/** As far as users are counted. */
export const TARGET_LIMIT = 1_000_000;

const whereTarget = (providerId: string, target: Target, visible: readonly string[] | null): SQL | undefined =>
  'ids' in target
    ? and(whereOf(providerId, {}, visible), sql`${subscribers.id} = any(${sql.param([...target.ids])}::uuid[])`)
    : whereOf(providerId, target.filters, visible);

/**
 * One pass over the users, however many, without reading them into memory.
 * @param stuckBefore running work that began before this moment counts as stuck
 * @param moveTo the template they would move to, if that is what is asked
 */
export async function groupFacts(db: Db, providerId: string, query: { target: Target; visible: readonly string[] | null; stuckBefore: Date; moveTo: string | null }): Promise<FactsGroup[]> {
  const { target, visible, stuckBefore, moveTo } = query;
  const s = subscribers;
  const movable = sql.join(movableStatuses.map((status) => sql`${status}`), sql`, `);
  const held = moveTo
    ? sql`select distinct s.customer_id from subscribers s
        where s.provider_id = ${providerId} and s.template_id <> ${moveTo}::uuid and s.customer_id in (select customer_id from target where template_id <> ${moveTo}::uuid)
          and (s.removing or s.status not in (${movable}) or not exists (select 1 from target t where t.id = s.id))`
    : sql`select null::uuid as customer_id where false`;
  const { rows } = await db.execute<FactsGroup>(sql`
    with target as materialized (
      select ${s.id}, ${s.customerId}, ${s.templateId}, ${s.status}, ${s.package}, ${s.removing}, ${s.userId}, ${s.email} is not null as has_email, ${s.cloudRef} is not null as has_account, (${s.lastStatusChange} < ${stuckBefore} or (${s.status} = 'provisioning' and ${s.reason} = ${WAITING_FOR_FIRST})) as stuck
      from ${s} where ${whereTarget(providerId, target, visible)} limit ${TARGET_LIMIT}
    ), held as materialized (${held})
    select status, package, template_id as "templateId", removing, has_email as "hasEmail", has_account as "hasAccount", stuck, customer_id in (select customer_id from held) as "heldBack",
      count(*)::int as count, min(user_id) as first, max(user_id) as last
    from target group by 1, 2, 3, 4, 5, 6, 7, 8`);
  return rows;
}

/** In the order of their ids, only those who were there at `until`: so a list that is made in many steps is the list of one moment. */
export async function selectTarget(db: Db, providerId: string, query: { target: Target; visible: readonly string[] | null; after: string | null; until: Date; limit: number }): Promise<{ id: string; userId: string }[]> {
  const { target, visible, after, until, limit } = query;
  return db
    .select({ id: subscribers.id, userId: subscribers.userId })
    .from(subscribers)
    .where(and(whereTarget(providerId, target, visible), lte(subscribers.createdAt, until), after ? gt(subscribers.id, after) : undefined))
    .orderBy(asc(subscribers.id))
    .limit(limit);
}

export type NamedUser = { id: string; userId: string; email: string | null; status: Status; removing: boolean };

/** Users by their complete BroadWorks ids, on whatever cluster; lower-case. */
export async function selectByUserIds(db: Db, providerId: string, userIds: readonly string[], visible: readonly string[] | null): Promise<NamedUser[]> {
  const { id, userId, email, status, removing } = subscribers;
  return db
    .select({ id, userId, email, status, removing })
    .from(subscribers)
    .where(and(whereOf(providerId, {}, visible), inArray(userId, [...userIds])));
}

/** Who holds these addresses as confirmed. */
export async function selectHolders(db: Db, providerId: string, emails: readonly string[]): Promise<{ id: string; email: string | null }[]> {
  return db
    .select({ id: subscribers.id, email: subscribers.email })
    .from(subscribers)
    .where(and(eq(subscribers.providerId, providerId), inArray(subscribers.email, [...emails]), sql`${subscribers.emailConfirmedAt} is not null`));
}
