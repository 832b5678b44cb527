import Type from 'typebox';
import { bodyOf, listOf, Moment, oneOf, ref, Uuid } from '../http/schema.ts';
import { sorts } from '../subscribers/list-options.ts';
import { filterQuery, wordsOf } from '../subscribers/schemas.ts';
import { viewColumns } from './saved-view.ts';

/** The very schema of the list's query, so that no view is kept that the list would refuse. */
export const ViewQuery = Type.Object(
  {
    ...filterQuery,
    // Without the list's default: a view keeps what it was given and no more.
    sort: Type.Optional(oneOf(sorts)),
    columns: Type.Optional(wordsOf(viewColumns, 'columns')),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  },
  { $id: 'SavedViewQuery', additionalProperties: false, description: 'How the list of users is narrowed, ordered and shown.' },
);

const name = Type.String({ minLength: 1, maxLength: 80, pattern: '\\S' });

export const SavedView = Type.Object({ id: Uuid, name: Type.String(), query: ref(ViewQuery), createdAt: Moment, updatedAt: Moment, version: Type.Integer() }, { $id: 'SavedView', description: 'A view of the list of users that an admin keeps for themselves.' });
export const SavedViewList = listOf('SavedViewList', ref(SavedView));
export const NewSavedView = bodyOf('NewSavedView', { name, query: ref(ViewQuery) });
export const SavedViewChanges = bodyOf('SavedViewChanges', { name: Type.Optional(name), query: Type.Optional(ref(ViewQuery)) }, { minProperties: 1 });
