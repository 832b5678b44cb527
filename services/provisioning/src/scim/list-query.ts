import { and, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import type { Status } from '../subscribers/subscriber.ts';
import { subscribers } from '../subscribers/table.ts';
import { asksForState, isLive, isOfState, type Scope, valueOf, whereOf } from './condition-query.ts';
import { type Condition, isIndexed, narrowed } from './filter.ts';
import { isIndexedOrder, type Order, type Place } from './order.ts';
import type { ScimUserRow } from './store.ts';
import { scimUsers } from './table.ts';

/** What became of the user here; null when there is no such user, or another template has it. */
export type Became = { id: string; status: Status; removing: boolean; version: number };
export type ScimUserWithState = ScimUserRow & { became: Became | null };
/** Who is asked for, and in which order. */
export type Wanted = { condition: Condition | null; order: Order };

const became = { becameId: subscribers.id, status: subscribers.status, removing: subscribers.removing, becameVersion: subscribers.version };
const isTheSame = ({ clusterId }: Scope) => and(eq(subscribers.providerId, scimUsers.providerId), eq(subscribers.clusterId, clusterId), eq(subscribers.userId, scimUsers.userId), eq(subscribers.templateId, scimUsers.templateId));

const selectUsers = (db: Db, scope: Scope) => db.select({ ...getTableColumns(scimUsers), ...became }).from(scimUsers).leftJoin(subscribers, isTheSame(scope));
type Joined = Awaited<ReturnType<typeof selectUsers>>[number];

function withState({ becameId, status, removing, becameVersion, ...row }: Joined): ScimUserWithState {
  const known = becameId !== null && status !== null && removing !== null && becameVersion !== null;
  return { ...row, became: known ? { id: becameId, status, removing, version: becameVersion } : null };
}

export async function findUser(db: Db, scope: Scope, id: string): Promise<ScimUserWithState | null> {
  const [row] = await selectUsers(db, scope).where(and(isLive(scope), eq(scimUsers.id, id)));
  return row ? withState(row) : null;
}

/** Does an index alone tell who fits, and in which order? */
export const isReadOffIndex = ({ condition, order }: Wanted): boolean => (condition === null || isIndexed(condition)) && isIndexedOrder(order);

/** How many would have to be read to tell who fits, counting no further than `limit`; by the index, never more than the template has. */
export async function countCandidates(db: Db, scope: Scope, { condition }: Wanted, limit: number): Promise<number> {
  const found = db.select({ one: sql`1` }).from(scimUsers).where(mayFit(condition, scope)).limit(limit).as('found');
  return countRows(db, sql`${found}`);
}

/** How many there are, counting no further than `limit`. @param most of how many of the template's users it may be told at most */
export async function countUsers(db: Db, scope: Scope, wanted: Wanted, { limit, most }: { limit: number; most: number }): Promise<number> {
  return countRows(db, sql`(select 1 from ${source(scope, wanted, most)} where ${fits(scope, wanted)} limit ${limit}) as found`);
}

async function countRows(db: Db, from: SQL): Promise<number> {
  const { rows: [row] } = await db.execute<{ count: number }>(sql`select count(*)::int as count from ${from}`);
  return row?.count ?? 0;
}

/**
 * A page in its order. In two steps, so that no plan can come to ask for the state of everybody who is passed over.
 * @returns the users, and where to go on after the last of them
 */
export async function readUsers(db: Db, scope: Scope, wanted: Wanted, page: { after: Place | null; offset: number; limit: number; most: number }): Promise<{ user: ScimUserWithState; place: Place }[]> {
  const { keys, value } = orderKeys(wanted.order);
  const order = sql.join(keys.map((key) => (wanted.order.descending ? sql`${key} desc` : sql`${key} asc`)), sql`, `);
  const from = page.after ? sql` and ${isAfter(wanted.order, page.after)}` : sql``;
  const { rows: found } = await db.execute<{ id: string; value: string | null }>(
    sql`select ${scimUsers.id} as id, ${value} as value from ${source(scope, wanted, page.most)} where ${fits(scope, wanted)}${from} order by ${order} limit ${page.limit} offset ${page.offset}`,
  );
  if (found.length === 0) return [];
  const rows = await selectUsers(db, scope).where(and(isLive(scope), sql`${scimUsers.id} = any(${sql.param(found.map(({ id }) => id))}::uuid[])`));
  const users = new Map(rows.map((row) => [row.id, withState(row)]));
  return found.flatMap((place) => {
    const user = users.get(place.id);
    return user ? [{ user, place }] : [];
  });
}

/** The users themselves, or, where no index tells who fits, those who may fit: never more than `most`, whatever the planner thinks. */
function source(scope: Scope, wanted: Wanted, most: number): SQL {
  const { condition, order } = wanted;
  const users = isReadOffIndex(wanted) ? sql`${scimUsers}` : sql`(select * from ${scimUsers} where ${mayFit(condition, scope)} limit ${most}) as ${scimUsers}`;
  const needsState = asksForState(condition) || (order.field !== null && isOfState(order.field));
  return needsState ? sql`${users} left join ${subscribers} on ${isTheSame(scope)}` : users;
}

const fits = (scope: Scope, { condition }: Wanted): SQL => sql`${and(isLive(scope), condition ? whereOf(condition, scope) : undefined)}`;

function mayFit(condition: Condition | null, scope: Scope): SQL | undefined {
  const narrow = condition && narrowed(condition);
  return and(isLive(scope), narrow ? whereOf(narrow, scope) : undefined);
}

/** What is unique ends the order by itself, so that its index has it; whoever has no value comes last, and first in the other direction (RFC 7644, 3.4.2.3). */
function orderKeys({ field }: Order): { keys: SQL[]; value: SQL } {
  const id = sql`${scimUsers.id}`;
  if (field === null || (field.at === 'column' && field.name === 'id')) return { keys: [id], value: sql`null::text` };
  if (field.at === 'column' && (field.name === 'userName' || field.name === 'userId')) return { keys: [valueOf(field)], value: valueOf(field) };
  if (field.at === 'column' && field.type === 'moment') return { keys: [valueOf(field), id], value: sql`${valueOf(field)}::text` };
  const value = sql`${valueOf(field)}::text`;
  return { keys: [sql`(${value} is null)`, sql`coalesce(${value}, '')`, id], value };
}

function isAfter({ field, descending }: Order, { value, id }: Place): SQL {
  const { keys } = orderKeys({ field, descending });
  const uuid = sql`${id}::uuid`;
  const isMoment = field?.at === 'column' && field.type === 'moment';
  const places = keys.length === 3 ? [sql`${value === null}::boolean`, sql`${value ?? ''}::text`, uuid] : keys.length === 2 ? [isMoment ? sql`${value}::timestamptz` : sql`${value}::text`, uuid] : field === null || value === null ? [uuid] : [sql`${value}::text`];
  return sql`(${sql.join(keys, sql`, `)}) ${sql.raw(descending ? '<' : '>')} (${sql.join(places, sql`, `)})`;
}
