import { ScimRefusal } from './refusal.ts';
import { member } from './user-store.ts';

type Json = { [name: string]: unknown };

const URN = /^(urn:[\w:.]+:User):(\w+)$/;
const LISTED = /^(\w+)\[type eq "(\w+)"\](?:\.(\w+))?$/;

/** The attributes after the operations of a PATCH (RFC 7644 3.5.2), as far as clients use it. */
export const patched = (before: Json, body: unknown): Json => {
  const operations = member(body, 'Operations');
  if (!Array.isArray(operations)) throw new ScimRefusal(400, 'Operations must be a list.', 'invalidSyntax');
  return operations.reduce<Json>((attributes, operation) => applied(attributes, operation), structuredClone(before));
};

const applied = (attributes: Json, operation: unknown): Json => {
  const op = String(member(operation, 'op')).toLowerCase();
  const path = member(operation, 'path');
  const value = member(operation, 'value');
  if (!['add', 'replace', 'remove'].includes(op)) throw new ScimRefusal(400, `There is no operation ${op}.`, 'invalidSyntax');
  if (typeof path !== 'string') return { ...attributes, ...Object(value) };
  const listed = LISTED.exec(path);
  if (listed) return withListed(attributes, listed, op === 'remove' ? undefined : value);
  const urn = URN.exec(path);
  if (urn) return { ...attributes, [urn[1] ?? '']: without({ ...Object(attributes[urn[1] ?? '']), [urn[2] ?? '']: op === 'remove' ? undefined : value }) };
  const [name = '', part] = path.split('.');
  if (part !== undefined) return { ...attributes, [name]: without({ ...Object(attributes[name]), [part]: op === 'remove' ? undefined : value }) };
  return without({ ...attributes, [name]: op === 'remove' ? undefined : value });
};

const withListed = (attributes: Json, [, name = '', type = '', part]: RegExpExecArray, value: unknown): Json => {
  const items: unknown[] = Array.isArray(attributes[name]) ? attributes[name] : [];
  const others = items.filter((item) => member(item, 'type') !== type);
  if (value === undefined) return without({ ...attributes, [name]: others.length > 0 ? others : undefined });
  const before = Object(items.find((item) => member(item, 'type') === type));
  return { ...attributes, [name]: [...others, part === undefined ? value : { ...before, type, [part]: value }] };
};

const without = (value: Json): Json => Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined));
