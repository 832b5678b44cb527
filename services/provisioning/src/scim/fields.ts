import { type Attribute, CORE, EXTENSION, findAttribute, inExtension, withoutCore } from './attributes.ts';
import { ownAttributes, topAttributes } from './scim-user.ts';

export const columns = ['id', 'userName', 'externalId', 'userId', 'spEnterpriseId', 'created', 'lastModified', 'active', 'status', 'subscriberId'] as const;
export type Column = (typeof columns)[number];
export type List = 'emails' | 'phoneNumbers';

/** Where the value of an attribute stands, as a user shows it: in a column, in the document, in an entry of one of its lists; or it is the same for everybody. */
export type Field =
  | { at: 'column'; name: Column; type: 'string' | 'boolean' | 'moment'; exact: boolean }
  | { at: 'document'; path: readonly string[]; type: 'string' | 'complex'; exact: boolean }
  | { at: 'list'; list: List; part: Field & { at: 'entry' } }
  | { at: 'entry'; name: string; type: 'string' | 'boolean'; exact: boolean }
  | { at: 'everybody'; values: readonly string[] };

const column = (name: Column, type: 'string' | 'boolean' | 'moment' = 'string', exact = false): Field => ({ at: 'column', name, type, exact });
/** What a user shows otherwise than the document has it. */
const special: ReadonlyMap<string, Field> = new Map<string, Field>([
  ['id', column('id')], ['username', column('userName')], ['externalid', column('externalId', 'string', true)], ['active', column('active', 'boolean')],
  ['meta.created', column('created', 'moment')], ['meta.lastmodified', column('lastModified', 'moment')], ['meta.resourcetype', { at: 'everybody', values: ['User'] }], ['schemas', { at: 'everybody', values: [CORE, EXTENSION] }],
  ['own.userid', column('userId')], ['own.spenterpriseid', column('spEnterpriseId')], ['own.status', column('status')], ['own.subscriberid', column('subscriberId')],
]);

/** @returns null for what users do not have here */
export function fieldOf(path: string): Field | null {
  const inOwn = inExtension(path);
  const name = inOwn ?? withoutCore(path);
  const known = special.get((inOwn === null ? name : `own.${name}`).toLowerCase());
  if (known) return known;
  const [top = '', part] = name.split('.');
  const attribute = findAttribute(inOwn === null ? topAttributes : ownAttributes, top);
  if (!attribute) return null;
  if (attribute.multiValued) return fieldInList(attribute, part ?? 'value');
  const home = inOwn === null ? [attribute.name] : [EXTENSION, attribute.name];
  if (part === undefined) return { at: 'document', path: home, type: attribute.type === 'complex' ? 'complex' : 'string', exact: attribute.caseExact ?? false };
  const found = findAttribute(attribute.sub ?? [], part);
  return found && { at: 'document', path: [...home, found.name], type: 'string', exact: found.caseExact ?? false };
}

function fieldInList(attribute: Attribute, name: string): Field | null {
  const part = entryField(attribute, name);
  return (attribute.name === 'emails' || attribute.name === 'phoneNumbers') && part ? { at: 'list', list: attribute.name, part } : null;
}

function entryField({ sub = [] }: Attribute, name: string): (Field & { at: 'entry' }) | null {
  const found = findAttribute(sub, name);
  return found && { at: 'entry', name: found.name, type: found.type === 'boolean' ? 'boolean' : 'string', exact: found.caseExact ?? false };
}

/** What a name means inside the brackets after a list. */
export function fieldInEntry(list: List, name: string): (Field & { at: 'entry' }) | null {
  const attribute = findAttribute(topAttributes, list);
  return attribute && entryField(attribute, name);
}
