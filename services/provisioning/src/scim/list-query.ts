import { and, asc, eq, getTableColumns, gt, gte, isNull, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import type { Status } from '../subscribers/subscriber.ts';
import { subscribers } from '../subscribers/table.ts';
import type { Condition } from './filter.ts';
import type { ScimUserRow } from './store.ts';
import { scimEmails, scimUsers } from './table.ts';

/** What became of the user here; null when there is no such user, or another template has it. */
export type Became = { id: string; status: Status; removing: boolean; version: number };
export type ScimUserWithState = ScimUserRow & { became: Became | null };
export type Scope = { providerId: string; templateId: string; clusterId: string };

const became = { becameId: subscribers.id, status: subscribers.status, removing: subscribers.removing, becameVersion: subscribers.version };

const selectUsers = (db: Db, { clusterId }: Scope) =>
  db
    .select({ ...getTableColumns(scimUsers), ...became })
    .from(scimUsers)
    .leftJoin(subscribers, and(eq(subscribers.providerId, scimUsers.providerId), eq(subscribers.clusterId, clusterId), eq(subscribers.userId, scimUsers.userId), eq(subscribers.templateId, scimUsers.templateId)));
type Joined = Awaited<ReturnType<typeof selectUsers>>[number];

const isLive = ({ providerId, templateId }: Scope) => and(eq(scimUsers.providerId, providerId), eq(scimUsers.templateId, templateId), isNull(scimUsers.deletedAt));

function withState({ becameId, status, removing, becameVersion, ...row }: Joined): ScimUserWithState {
  const known = becameId !== null && status !== null && removing !== null && becameVersion !== null;
  return { ...row, became: known ? { id: becameId, status, removing, version: becameVersion } : null };
}

export async function findUser(db: Db, scope: Scope, id: string): Promise<ScimUserWithState | null> {
  const [row] = await selectUsers(db, scope).where(and(isLive(scope), eq(scimUsers.id, id)));
  return row ? withState(row) : null;
}

/** In the order they came. What is passed over is read from the index alone; in two steps, so that no plan can come to ask the first for every row of the second. */
export async function readUsers(db: Db, scope: Scope, page: { condition: Condition | null; after: string | null; offset: number; limit: number }): Promise<ScimUserWithState[]> {
  const found = await db
    .select({ id: scimUsers.id })
    .from(scimUsers)
    .where(and(isLive(scope), page.condition ? whereOf(page.condition, scope) : undefined, page.after ? gt(scimUsers.id, page.after) : undefined))
    .orderBy(asc(scimUsers.id))
    .limit(page.limit)
    .offset(page.offset);
  if (found.length === 0) return [];
  const ids = sql.param(found.map(({ id }) => id));
  const rows = await selectUsers(db, scope).where(and(isLive(scope), sql`${scimUsers.id} = any(${ids}::uuid[])`)).orderBy(asc(scimUsers.id));
  return rows.map(withState);
}

/** How many there are, counting no further than `limit`. */
export async function countUsers(db: Db, scope: Scope, condition: Condition | null, limit: number): Promise<number> {
  const found = db.select({ one: sql`1` }).from(scimUsers).where(and(isLive(scope), condition ? whereOf(condition, scope) : undefined)).limit(limit).as('found');
  const [row] = await db.select({ count: sql<number>`count(*)::int` }).from(found);
  return row?.count ?? 0;
}

const moments = { created: scimUsers.createdAt, lastModified: scimUsers.updatedAt } as const;
const texts = { userName: scimUsers.userName, externalId: scimUsers.externalId, userId: scimUsers.userId } as const;
const comparisons = { eq, gt, ge: gte, lt, le: lte } as const;

function whereOf(condition: Condition, scope: Scope): SQL | undefined {
  switch (condition.kind) {
    case 'and': return and(...condition.parts.map((part) => whereOf(part, scope)));
    case 'or': return condition.parts.some(holdsAddress) ? sql`${scimUsers.id} in (${idsOf(condition, scope)})` : or(...condition.parts.map((part) => whereOf(part, scope)));
    case 'id': return condition.value === null ? sql`false` : eq(scimUsers.id, condition.value);
    // `^@` stays on the index under row-level security; LIKE does not.
    case 'text': return condition.op === 'eq' ? eq(texts[condition.field], condition.value) : sql`${texts[condition.field]} ^@ ${condition.value}`;
    case 'moment': return comparisons[condition.op](moments[condition.field], condition.value);
    case 'email': return sql`${scimUsers.id} in (${idsOf(condition, scope)})`;
  }
}

const holdsAddress = (condition: Condition): boolean => ('parts' in condition ? condition.parts.some(holdsAddress) : condition.kind === 'email');

/** Who fits, each part by its own index: an "or" over two tables would otherwise read everybody. */
function idsOf(condition: Condition, scope: Scope): SQL {
  const { providerId, templateId } = scope;
  if (condition.kind === 'or') return sql.join(condition.parts.map((part) => idsOf(part, scope)), sql` union `);
  if (condition.kind !== 'email') return sql`select ${scimUsers.id} from ${scimUsers} where ${and(isLive(scope), whereOf(condition, scope))}`;
  const { op, value, type } = condition;
  return sql`select ${scimEmails.scimUserId} from ${scimEmails} where ${and(eq(scimEmails.providerId, providerId), eq(scimEmails.templateId, templateId), op === 'eq' ? eq(scimEmails.value, value) : sql`${scimEmails.value} ^@ ${value}`, type === null ? undefined : eq(scimEmails.type, type))}`;
}
