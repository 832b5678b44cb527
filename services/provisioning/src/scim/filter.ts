import { type Compare, type Filter, parse } from 'scim2-parse-filter';
import { problem } from '../problems.ts';
import { type Attribute, findAttribute, inExtension, withoutCore } from './attributes.ts';
import { readPlain, type ScimEntry } from './scim-user.ts';

export type ParsedFilter = Filter;
/** What a list can be narrowed by: only what an index answers, so that no list is read to its end to find one user. */
export type Condition =
  | { kind: 'and' | 'or'; parts: Condition[] }
  | { kind: 'text'; field: 'userName' | 'externalId' | 'userId'; op: 'eq' | 'sw'; value: string }
  | { kind: 'id'; value: string | null }
  | { kind: 'email'; op: 'eq' | 'sw'; value: string; type: string | null }
  | { kind: 'moment'; field: 'created' | 'lastModified'; op: 'eq' | 'gt' | 'ge' | 'lt' | 'le'; value: Date };

const LONGEST = 1_000;
const MOST_PARTS = 20;

/** @throws the given code when it is no filter (RFC 7644, figure 1) */
export function parseFilter(text: string, code: 'scim.filter_invalid' | 'scim.path_invalid'): ParsedFilter {
  if (text.length > LONGEST) throw problem(code, { detail: `A filter has at most ${LONGEST} characters.` });
  try {
    return parse(text);
  } catch {
    throw problem(code, { detail: 'This is not a filter as in RFC 7644, 3.4.2.2.' });
  }
}

/** @throws scim.filter_invalid also for a filter that no index answers */
export function conditionOf(text: string): Condition {
  const condition = toCondition(parseFilter(text, 'scim.filter_invalid'));
  if (countParts(condition) > MOST_PARTS) throw problem('scim.filter_invalid', { detail: `A filter has at most ${MOST_PARTS} comparisons.` });
  return condition;
}

const countParts = (condition: Condition): number => ('parts' in condition ? condition.parts.reduce((sum, part) => sum + countParts(part), 0) : 1);

const refused = (detail: string) => problem('scim.filter_invalid', { detail });
const SUPPORTED = 'Users are found by userName, externalId and emails (eq, sw), id (eq), meta.created and meta.lastModified (eq, gt, ge, lt, le), joined by and, or.';

function toCondition(filter: Filter): Condition {
  if (filter.op === 'and') return fromAnd(filter.filters);
  if (filter.op === 'or') return { kind: 'or', parts: filter.filters.map(toCondition) };
  if (filter.op === '[]') return fromEntry(filter.attrPath, filter.valFilter);
  if (!isComparison(filter)) throw refused(`"${filter.op}" is not supported. ${SUPPORTED}`);
  return fromComparison(filter.attrPath, filter.op, filter.compValue);
}

/** `emails[type eq "work"].value eq "…"`, the form Entra matches by, is parsed as two halves of an and. */
function fromAnd(parts: readonly Filter[]): Condition {
  const [first, second] = parts;
  const comparison = second && isComparison(second) ? second : null;
  if (first?.op === '[]' && comparison && folded(comparison.attrPath).startsWith(`${folded(first.attrPath)}.`)) {
    const inside: Filter = { ...comparison, attrPath: comparison.attrPath.slice(first.attrPath.length + 1) };
    const joined = fromEntry(first.attrPath, { op: 'and', filters: [first.valFilter, inside] });
    const rest = parts.slice(2).map(toCondition);
    return rest.length === 0 ? joined : { kind: 'and', parts: [joined, ...rest] };
  }
  return { kind: 'and', parts: parts.map(toCondition) };
}

const isComparison = (filter: Filter): filter is Compare => 'compValue' in filter;

function fromEntry(attrPath: string, filter: Filter): Condition {
  if (folded(withoutCore(attrPath)) !== 'emails') throw refused(SUPPORTED);
  const comparisons = filter.op === 'and' ? filter.filters : [filter];
  let type: string | null = null;
  let found: { op: 'eq' | 'sw'; value: string } | null = null;
  for (const one of comparisons) {
    if (!isComparison(one) || typeof one.compValue !== 'string') throw refused(SUPPORTED);
    if (folded(one.attrPath) === 'type' && one.op === 'eq') type = folded(one.compValue);
    else if (folded(one.attrPath) === 'value' && (one.op === 'eq' || one.op === 'sw')) found = { op: one.op, value: folded(one.compValue) };
    else throw refused(SUPPORTED);
  }
  if (!found) throw refused(SUPPORTED);
  return { kind: 'email', type, ...found };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const momentOps = ['eq', 'gt', 'ge', 'lt', 'le'] as const;

function fromComparison(attrPath: string, op: string, value: unknown): Condition {
  const inOwn = inExtension(attrPath);
  const name = inOwn === null ? folded(withoutCore(attrPath)) : `own.${folded(inOwn)}`;
  const text = typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null;
  if (text === null) throw refused(SUPPORTED);
  const textOp = op === 'eq' || op === 'sw' ? op : null;
  const momentOp = momentOps.find((one) => one === op);
  if (name === 'username' && textOp) return { kind: 'text', field: 'userName', op: textOp, value: folded(text) };
  if (name === 'externalid' && textOp) return { kind: 'text', field: 'externalId', op: textOp, value: text };
  if (name === 'own.userid' && textOp) return { kind: 'text', field: 'userId', op: textOp, value: folded(text) };
  if ((name === 'emails' || name === 'emails.value') && textOp) return { kind: 'email', op: textOp, value: folded(text), type: null };
  if (name === 'id' && op === 'eq') return { kind: 'id', value: UUID.test(text) ? folded(text) : null };
  if ((name === 'meta.lastmodified' || name === 'meta.created') && momentOp) return { kind: 'moment', field: name === 'meta.created' ? 'created' : 'lastModified', op: momentOp, value: momentFrom(text) };
  throw refused(`"${attrPath} ${op}" is not supported. ${SUPPORTED}`);
}

function momentFrom(text: string): Date {
  const moment = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(moment.getTime())) throw refused('A date is written as 2026-01-31T12:00:00Z.');
  return moment;
}

const folded = (text: string) => text.toLowerCase();

/** Is this e-mail address or phone number one that the filter in a path means? */
export function matchesEntry(filter: ParsedFilter, entry: ScimEntry): boolean {
  switch (filter.op) {
    case 'and': return filter.filters.every((part) => matchesEntry(part, entry));
    case 'or': return filter.filters.some((part) => matchesEntry(part, entry));
    case 'not': return !matchesEntry(filter.filter, entry);
    case '[]': return false;
    case 'pr': return valueIn(entry, filter.attrPath) !== undefined;
    default: return compare(valueIn(entry, filter.attrPath), filter.op, filter.compValue);
  }
}

function valueIn(entry: ScimEntry, name: string): string | boolean | undefined {
  const [, value] = Object.entries(entry).find(([key]) => folded(key) === folded(name)) ?? [];
  // An entry that does not say so is not the primary one.
  return value === undefined && folded(name) === 'primary' ? false : value;
}

function compare(value: string | boolean | undefined, op: string, said: string | number | boolean | null): boolean {
  const [a, b] = [folded(String(value ?? '')), folded(String(said ?? ''))];
  if (op === 'ne') return a !== b;
  if (value === undefined) return false;
  return (op === 'eq' && a === b) || (op === 'co' && a.includes(b)) || (op === 'sw' && a.startsWith(b)) || (op === 'ew' && a.endsWith(b));
}

/** The entry that a filter of equations describes, so that Entra may write to one that is not there yet; null when it says anything else. */
export function entryNamedBy(filter: ParsedFilter, known: readonly Attribute[]): ScimEntry | null {
  const equations = filter.op === 'and' ? filter.filters : [filter];
  const named: [string, string | boolean][] = [];
  for (const one of equations) {
    const attribute = isComparison(one) && one.op === 'eq' ? findAttribute(known, one.attrPath) : null;
    const value = attribute && isComparison(one) ? readPlain(attribute, one.compValue, `/${attribute.name}`) : undefined;
    if (!attribute || value === undefined) return null;
    named.push([attribute.name, value]);
  }
  return Object.fromEntries(named);
}
