import { type Attribute, findAttribute } from './attributes.ts';
import type { Comparison, FilterValue, ParsedFilter } from './filter-text.ts';
import { readPlain, type ScimEntry } from './scim-user.ts';

/** Is this e-mail address or phone number one that the filter in a path means? */
export function matchesEntry(filter: ParsedFilter, entry: ScimEntry): boolean {
  switch (filter.op) {
    case 'and': return filter.filters.every((part) => matchesEntry(part, entry));
    case 'or': return filter.filters.some((part) => matchesEntry(part, entry));
    case 'not': return !matchesEntry(filter.filter, entry);
    case '[]': return false;
    case 'pr': return valueIn(entry, filter.path) !== undefined;
    default: return compare(valueIn(entry, filter.path), filter.op, filter.value);
  }
}

function valueIn(entry: ScimEntry, name: string): string | boolean | undefined {
  const [, value] = Object.entries(entry).find(([key]) => folded(key) === folded(name)) ?? [];
  // An entry that does not say so is not the primary one.
  return value === undefined && folded(name) === 'primary' ? false : value;
}

function compare(value: string | boolean | undefined, op: string, said: FilterValue): boolean {
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
    const attribute = isEquation(one) ? findAttribute(known, one.path) : null;
    const value = attribute && isEquation(one) ? readPlain(attribute, one.value, `/${attribute.name}`) : undefined;
    if (!attribute || value === undefined) return null;
    named.push([attribute.name, value]);
  }
  return Object.fromEntries(named);
}

const isEquation = (filter: ParsedFilter): filter is Comparison => filter.op === 'eq';
const folded = (text: string) => text.toLowerCase();
