import { and, eq, gt, gte, isNull, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import { subscribers } from '../subscribers/table.ts';
import type { Column, Field } from './fields.ts';
import { type AddressCondition, addressIn, type Condition, isIndexed, type TextOp } from './filter.ts';
import { scimEmails, scimUsers } from './table.ts';

export type Scope = { providerId: string; templateId: string; clusterId: string };

export const isLive = ({ providerId, templateId }: Scope) => and(eq(scimUsers.providerId, providerId), eq(scimUsers.templateId, templateId), isNull(scimUsers.deletedAt));

const comparisons = { eq, gt, ge: gte, lt, le: lte } as const;
const isHere = sql`${subscribers.id} is not null and not ${subscribers.removing}`;
/** What a user shows, by the same rules as showUser. Columns that are kept folded are compared as they are, so that their index serves. */
const columns = {
  id: scimUsers.id, userName: scimUsers.userName, externalId: scimUsers.externalId, userId: scimUsers.userId, created: scimUsers.createdAt, lastModified: scimUsers.updatedAt,
  spEnterpriseId: sql`lower(${scimUsers.spEnterpriseId})`,
  active: sql`(${scimUsers.active} and ((${isHere}) or ${scimUsers.comesBack}))`,
  status: sql`(case when ${isHere} then ${subscribers.status} end)`,
  subscriberId: sql`(case when ${isHere} then ${subscribers.id}::text end)`,
} as const satisfies Record<Column, unknown>;

const ENTRY = sql.raw('entry');
/** A field's value, folded unless it tells cases apart; null where there is none. */
export function valueOf(field: Field): SQL {
  if (field.at === 'column') return sql`${columns[field.name]}`;
  if (field.at === 'document') return foldedUnless(field.exact || field.type === 'complex', sql`(${scimUsers.document} #>> ${sql.param(field.path)}::text[])`);
  if (field.at === 'entry') return field.type === 'boolean' ? sql`coalesce((${ENTRY} ->> ${field.name})::boolean, false)` : foldedUnless(field.exact, sql`(${ENTRY} ->> ${field.name})`);
  // Of a list the primary one, else the first.
  if (field.at === 'list') return sql`(select ${valueOf(field.part)} from jsonb_array_elements(${scimUsers.document} -> ${field.list}) with ordinality as listed(entry, place) order by coalesce((entry ->> 'primary')::boolean, false) desc, place limit 1)`;
  return sql`${field.values[0] ?? ''}::text`;
}
const foldedUnless = (exact: boolean, value: SQL) => (exact ? value : sql`lower(${value})`);

/** Does it depend on what became of the user here? */
export const asksForState = (condition: Condition | null): boolean => {
  if (!condition) return false;
  if ('parts' in condition) return condition.parts.some(asksForState);
  if ('part' in condition) return asksForState(condition.part);
  return 'field' in condition && isOfState(condition.field);
};
export const isOfState = (field: Field): boolean => field.at === 'column' && ['active', 'status', 'subscriberId'].includes(field.name);

/** Who fits. What is unknown about somebody fits nothing, and "not" turns that round: no null comes out of a "not". */
export function whereOf(condition: Condition, scope: Scope): SQL | undefined {
  switch (condition.kind) {
    case 'and': return and(...condition.parts.map((part) => whereOf(part, scope)));
    case 'or': return condition.parts.some(holdsAddress) && isIndexed(condition) ? sql`${scimUsers.id} in (${idsOf(condition, scope)})` : or(...condition.parts.map((part) => whereOf(part, scope)));
    case 'not': return sql`(${whereOf(condition.part, scope)}) is not true`;
    case 'always': return condition.value ? sql`true` : sql`false`;
    case 'present': return sql`${valueOf(condition.field)} is not null`;
    case 'truth': return sql`${valueOf(condition.field)} = ${condition.value}`;
    case 'moment': return comparisons[condition.op](condition.field.at === 'column' && condition.field.name === 'created' ? scimUsers.createdAt : scimUsers.updatedAt, condition.value);
    case 'text': return whereText(condition.field, condition.op, condition.value);
    case 'entry': return whereEntry(condition, scope);
  }
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
function whereText(field: Field, op: TextOp, value: string): SQL {
  if (field.at === 'column' && field.name === 'id') return op === 'eq' ? (UUID.test(value) ? eq(scimUsers.id, value) : sql`false`) : textHolds(sql`${scimUsers.id}::text`, op, sql`${value}`);
  // The database folds letters its own way: both sides by the same.
  const folds = field.at === 'document' || field.at === 'entry' ? !field.exact : field.at === 'column' && field.name === 'spEnterpriseId';
  return textHolds(valueOf(field), op, folds ? sql`lower(${value}::text)` : sql`${value}::text`);
}

function textHolds(held: SQL, op: TextOp, value: SQL): SQL {
  switch (op) {
    case 'eq': return sql`${held} = ${value}`;
    case 'co': return sql`strpos(${held}, ${value}) > 0`;
    // `^@` stays on the index under row-level security; LIKE does not.
    case 'sw': return sql`${held} ^@ ${value}`;
    case 'ew': return sql`right(${held}, length(${value})) = ${value}`;
    default: return sql`${held} ${sql.raw({ gt: '>', ge: '>=', lt: '<', le: '<=' }[op])} ${value}`;
  }
}

function whereEntry(condition: Condition & { kind: 'entry' }, scope: Scope): SQL {
  const address = addressIn(condition);
  if (address) return sql`${scimUsers.id} in (${idsByAddress(address, scope)})`;
  return sql`exists (select 1 from jsonb_array_elements(${scimUsers.document} -> ${condition.list}) as listed(entry) where ${whereOf(condition.part, scope)})`;
}

const holdsAddress = (condition: Condition): boolean => ('parts' in condition ? condition.parts.some(holdsAddress) : addressIn(condition) !== null);

/** Who fits, each part by its own index: an "or" over two tables would otherwise read everybody. */
function idsOf(condition: Condition, scope: Scope): SQL {
  if (condition.kind === 'or') return sql.join(condition.parts.map((part) => sql`(${idsOf(part, scope)})`), sql` union `);
  const address = addressIn(condition);
  return address ? idsByAddress(address, scope) : sql`select ${scimUsers.id} from ${scimUsers} where ${and(isLive(scope), whereOf(condition, scope))}`;
}

function idsByAddress({ op, value, type }: AddressCondition, { providerId, templateId }: Scope): SQL {
  return sql`select ${scimEmails.scimUserId} from ${scimEmails} where ${and(eq(scimEmails.providerId, providerId), eq(scimEmails.templateId, templateId), op === 'eq' ? eq(scimEmails.value, value) : sql`${scimEmails.value} ^@ ${value}`, type === null ? undefined : eq(scimEmails.type, type))}`;
}
