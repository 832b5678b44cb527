import { readMoment } from '../moments.ts';
import { problem } from '../problems.ts';
import { type Field, fieldInEntry, fieldOf, type List } from './fields.ts';
import { type CompareOp, type Comparison, type ParsedFilter, parseFilter } from './filter-text.ts';

export type TextOp = Exclude<CompareOp, 'ne'>;
export type MomentOp = 'eq' | 'gt' | 'ge' | 'lt' | 'le';
/** What a list is narrowed by: a filter whose names have been understood. Texts are folded unless their attribute tells cases apart. */
export type Condition =
  | { kind: 'and' | 'or'; parts: Condition[] }
  | { kind: 'not'; part: Condition }
  | { kind: 'always'; value: boolean }
  | { kind: 'present'; field: Field }
  | { kind: 'text'; field: Field; op: TextOp; value: string }
  | { kind: 'truth'; field: Field; value: boolean }
  | { kind: 'moment'; field: Field; op: MomentOp; value: Date }
  /** One entry of a list for which all of it holds. */
  | { kind: 'entry'; list: List; part: Condition };

/** @throws scim.filter_invalid */
export const conditionOf = (text: string): Condition => understood(parseFilter(text, 'scim.filter_invalid'), fieldOf);

const refused = (detail: string) => problem('scim.filter_invalid', { detail });
type Names = (path: string) => Field | null;

function understood(filter: ParsedFilter, names: Names): Condition {
  switch (filter.op) {
    case 'and': case 'or': return { kind: filter.op, parts: filter.filters.map((part) => understood(part, names)) };
    case 'not': return { kind: 'not', part: understood(filter.filter, names) };
    case 'pr': return present(known(filter.path, names));
    case '[]': return inEntry(filter.path, filter.filter);
    default: return compared(known(filter.path, names), filter);
  }
}

function known(path: string, names: Names): Field {
  const field = names(path);
  if (!field) throw refused(`Users have no attribute ${path} here.`);
  return field;
}

function inEntry(path: string, filter: ParsedFilter): Condition {
  const field = fieldOf(path);
  if (field?.at !== 'list') throw refused(`${path} has no entries to choose from.`);
  return { kind: 'entry', list: field.list, part: understood(filter, (name) => fieldInEntry(field.list, name)) };
}

function present(field: Field): Condition {
  if (field.at === 'everybody') return { kind: 'always', value: true };
  return field.at === 'list' ? { kind: 'entry', list: field.list, part: { kind: 'present', field: field.part } } : { kind: 'present', field };
}

/** `ne` is said of what has another value and of what has none; of a list, when one entry has another. */
function compared(field: Field, comparison: Comparison): Condition {
  if (field.at === 'list') return { kind: 'entry', list: field.list, part: compared(field.part, comparison) };
  const { op, path, value } = comparison;
  if (op === 'ne') return { kind: 'not', part: compared(field, { ...comparison, op: 'eq' }) };
  if (value === null && op === 'eq') return { kind: 'not', part: present(field) };
  if (field.at === 'everybody') return { kind: 'always', value: field.values.some((one) => holds(folded(one), op, folded(String(value)))) };
  if (field.type === 'complex') throw refused(`${path} has parts: compare one of them.`);
  if (field.type === 'boolean') return { kind: 'truth', field, value: truthOf(comparison) };
  if (field.type === 'moment') return { kind: 'moment', field, op: momentOpOf(comparison), value: momentFrom(value) };
  if (typeof value !== 'string' && typeof value !== 'number') throw refused(`${path} is a text.`);
  return { kind: 'text', field, op, value: field.exact ? String(value) : folded(String(value)) };
}

const holds = (a: string, op: TextOp, b: string) =>
  ({ eq: a === b, co: a.includes(b), sw: a.startsWith(b), ew: a.endsWith(b), gt: a > b, ge: a >= b, lt: a < b, le: a <= b })[op];

/** Identity systems write a truth as they write a text. */
function truthOf({ op, path, value }: Comparison): boolean {
  const word = folded(String(value));
  if (op !== 'eq' || (word !== 'true' && word !== 'false')) throw refused(`${path} is true or false: compare it by eq or ne.`);
  return word === 'true';
}

const momentOps: readonly MomentOp[] = ['eq', 'gt', 'ge', 'lt', 'le'];
function momentOpOf({ op, path }: Comparison): MomentOp {
  const found = momentOps.find((one) => one === op);
  if (!found) throw refused(`${path} is a date: compare it by eq, ne, ${momentOps.slice(1).join(', ')}.`);
  return found;
}

function momentFrom(value: unknown): Date {
  const moment = readMoment(String(value));
  if (!moment) throw refused('A date is one that exists, written as 2026-01-31T12:00:00Z.');
  return moment;
}

const folded = (text: string) => text.toLowerCase();

/** Is it answered by an index alone, so that nobody is read who does not fit? */
export function isIndexed(condition: Condition): boolean {
  switch (condition.kind) {
    case 'and': case 'or': return condition.parts.every(isIndexed);
    case 'always': return true;
    case 'entry': return addressIn(condition) !== null;
    case 'moment': return true;
    case 'text': return condition.field.at === 'column' && (condition.op === 'eq' ? ['id', 'userName', 'externalId', 'userId'] : condition.op === 'sw' ? ['userName', 'externalId', 'userId'] : []).includes(condition.field.name);
    default: return false;
  }
}

/** What an index can tell about who may fit: everybody who does, and others. Null when it can tell nothing. */
export function narrowed(condition: Condition): Condition | null {
  if (isIndexed(condition)) return condition;
  if (condition.kind === 'and') {
    const parts = condition.parts.map(narrowed).filter((part) => part !== null);
    return parts.length > 0 ? { kind: 'and', parts } : null;
  }
  if (condition.kind === 'or') {
    const parts = condition.parts.map(narrowed);
    const all = parts.filter((part) => part !== null);
    return all.length === parts.length ? { kind: 'or', parts: all } : null;
  }
  // A list whose entry must have an address that the index knows may be narrowed by it.
  return condition.kind === 'entry' && condition.list === 'emails' ? addressesAmong(condition.part) : null;
}

export type AddressCondition = { value: string; op: 'eq' | 'sw'; type: string | null };

/** The address, and maybe its type, that one entry of `emails` is asked for; null when it is asked for anything else. */
export function addressIn(condition: Condition): AddressCondition | null {
  if (condition.kind !== 'entry' || condition.list !== 'emails') return null;
  const parts = condition.part.kind === 'and' ? condition.part.parts : [condition.part];
  const value = parts.find((part) => isAbout(part, 'value'));
  const type = parts.find((part) => isAbout(part, 'type'));
  if (value?.kind !== 'text' || (value.op !== 'eq' && value.op !== 'sw') || parts.length !== (type ? 2 : 1)) return null;
  if (!type) return { value: value.value, op: value.op, type: null };
  return type.kind === 'text' && type.op === 'eq' ? { value: value.value, op: value.op, type: type.value } : null;
}

const isAbout = (condition: Condition, name: string) => condition.kind === 'text' && condition.field.at === 'entry' && condition.field.name === name;

/** An address that must be there, out of whatever else is asked of the same entry. */
function addressesAmong(part: Condition): Condition | null {
  const found = part.kind === 'and' ? part.parts.find((one) => addressIn({ kind: 'entry', list: 'emails', part: one })) : undefined;
  return found ? { kind: 'entry', list: 'emails', part: found } : null;
}
