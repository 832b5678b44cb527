import { type Field, fieldOf } from './fields.ts';
import { invalidValue } from './scim-user.ts';

/** In which order a list is read. `field` null: as the users came. */
export type Order = { field: Field | null; descending: boolean };
/** Where a list goes on: the value that was sorted by and the id of the last user read. */
export type Place = { value: string | null; id: string };

/** @throws scim.value_invalid for what users cannot be sorted by, or an order that is neither */
export function orderOf(sortBy: string | undefined, sortOrder: string | undefined): Order {
  const word = (sortOrder ?? 'ascending').toLowerCase();
  if (word !== 'ascending' && word !== 'descending') throw invalidValue('/sortOrder', 'must be ascending or descending');
  const descending = word === 'descending';
  if (!sortBy) return { field: null, descending: false };
  const field = fieldOf(sortBy.trim());
  if (!field || field.at === 'everybody' || field.at === 'entry' || (field.at === 'document' && field.type === 'complex')) throw invalidValue('/sortBy', 'names nothing that users can be sorted by');
  return { field, descending };
}

/** Is there an index that has everybody in this order? */
export const isIndexedOrder = ({ field }: Order): boolean => field === null || (field.at === 'column' && ['id', 'userName', 'userId', 'created', 'lastModified'].includes(field.name));
