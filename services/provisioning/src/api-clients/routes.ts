import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { openCursor, sealPage } from '../http/paging.ts';
import { nothing, pageQuery, ref, refusals, Uuid } from '../http/schema.ts';
import { createApiClient } from './create-api-client.ts';
import { deleteApiClient } from './delete-api-client.ts';
import { type ApiClientKey, listApiClients } from './list-api-clients.ts';
import { ApiClientList, CreatedApiClient, NewApiClient } from './schemas.ts';

const tags = ['Access'];
const list = { list: 'api-clients' };

/** Which programs may call us. */
export default async function apiClientRoutes(app: App): Promise<void> {
  app.get(
    '/v1/api-clients',
    { schema: { operationId: 'listApiClients', summary: 'List API clients by name', tags, querystring: Type.Object(pageQuery), response: { 200: ref(ApiClientList), ...refusals('400', '401', '403') } } },
    async ({ ctx, query: { limit = 50, cursor } }) => sealPage(ctx, list, await listApiClients(ctx, { limit, after: openCursor<ApiClientKey>(ctx, cursor, list) })),
  );

  app.post(
    '/v1/api-clients',
    { schema: { operationId: 'createApiClient', summary: 'Create an API client', description: 'Answers, this once, with its secret.', tags, body: ref(NewApiClient), response: { 201: ref(CreatedApiClient), ...refusals('400', '401', '403') } } },
    async ({ ctx, body }, reply) => {
      const { client, clientSecret } = await createApiClient(ctx, body);
      return reply.code(201).send({ ...client, clientSecret });
    },
  );

  const description = 'Its secret and its tokens open nothing from then on.';
  app.delete(
    '/v1/api-clients/:apiClientId',
    { schema: { operationId: 'deleteApiClient', summary: 'Delete an API client', description, tags, params: Type.Object({ apiClientId: Uuid }), response: { 204: nothing('Deleted.'), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params }, reply) => {
      await deleteApiClient(ctx, params.apiClientId);
      return reply.code(204).send();
    },
  );
}
