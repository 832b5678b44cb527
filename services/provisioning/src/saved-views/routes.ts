import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { openCursor, sealPage } from '../http/paging.ts';
import { nothing, pageQuery, ref, refusals, Uuid } from '../http/schema.ts';
import { getView } from './get-view.ts';
import { listViews } from './list-views.ts';
import { removeView, saveView, updateView } from './save-view.ts';
import { NewSavedView, SavedView, SavedViewChanges, SavedViewList } from './schemas.ts';

const params = Type.Object({ viewId: Uuid });
/** Only somebody has views of their own; a program has none. */
const security = [{ session: [] }];
const tags = ['User status'];
const description = 'Of the signed-in admin; nobody else sees it. API clients have none.';
const list = { list: 'saved-views' };

export default async function savedViewRoutes(app: App): Promise<void> {
  app.get(
    '/v1/saved-views',
    { schema: { operationId: 'listSavedViews', summary: 'List one\'s own views by name', description, tags, security, querystring: Type.Object(pageQuery), response: { 200: ref(SavedViewList), ...refusals('400', '401', '403') } } },
    async ({ ctx, query: { limit = 50, cursor } }) => sealPage(ctx, list, await listViews(ctx, { limit, start: openCursor<string>(ctx, cursor, list) })),
  );

  app.post(
    '/v1/saved-views',
    { schema: { operationId: 'createSavedView', summary: 'Keep a view of the list of users', description, tags, security, body: ref(NewSavedView), response: { 201: ref(SavedView), ...refusals('400', '401', '403', '409') } } },
    async ({ ctx, body }, reply) => {
      const view = await saveView(ctx, body);
      return reply.code(201).send(view);
    },
  );

  app.get(
    '/v1/saved-views/:viewId',
    { schema: { operationId: 'getSavedView', summary: 'Read one of one\'s own views', description, tags, security, params, response: { 200: ref(SavedView), ...refusals('400', '401', '403', '404') } } },
    ({ ctx, params }) => getView(ctx, params.viewId),
  );

  app.patch(
    '/v1/saved-views/:viewId',
    { config: { ifMatch: 'offered' }, schema: { operationId: 'updateSavedView', summary: 'Rename a view, or change what it shows', description, tags, security, params, body: ref(SavedViewChanges), response: { 200: ref(SavedView), ...refusals('400', '401', '403', '404', '409') } } },
    ({ ctx, params, body }) => updateView(ctx, params.viewId, body),
  );

  app.delete(
    '/v1/saved-views/:viewId',
    { config: { ifMatch: 'offered' }, schema: { operationId: 'deleteSavedView', summary: 'Delete a view', description, tags, security, params, response: { 204: nothing('Deleted.'), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params }, reply) => {
      await removeView(ctx, params.viewId);
      return reply.code(204).send();
    },
  );
}
