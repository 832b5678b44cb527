import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { openCursor, sealPage } from '../http/paging.ts';
import { nothing, pageQuery, ref, refusals, Uuid } from '../http/schema.ts';
import { momentOf } from '../moments.ts';
import { createApiKey } from './create-api-client.ts';
import { deleteApiClient } from './delete-api-client.ts';
import { getApiClient } from './get-api-client.ts';
import { type ApiClientKey, listApiClients } from './list-api-clients.ts';
import { presentKey } from './present-api-client.ts';
import { readChanges } from './read-changes.ts';
import { ApiKey, ApiKeyChanges, ApiKeyList, CreatedApiKey, NewApiKey } from './schemas.ts';
import { updateApiClient } from './update-api-client.ts';

const tags = ['Access'];
const params = Type.Object({ apiKeyId: Uuid });
const list = { list: 'api-keys' };

/** Keys for small scripts that would rather not ask for tokens. */
export default async function apiKeyRoutes(app: App): Promise<void> {
  app.get(
    '/v1/api-keys',
    { schema: { operationId: 'listApiKeys', summary: 'List API keys by name', tags, querystring: Type.Object(pageQuery), response: { 200: ref(ApiKeyList), ...refusals('400', '401', '403') } } },
    async ({ ctx, query: { limit = 50, cursor } }) => {
      const page = await listApiClients(ctx, 'key', { limit, start: openCursor<ApiClientKey>(ctx, cursor, list) });
      return sealPage(ctx, list, { ...page, items: page.items.map(presentKey) });
    },
  );

  app.get(
    '/v1/api-keys/:apiKeyId',
    { schema: { operationId: 'getApiKey', summary: 'Read an API key', tags, params, response: { 200: ref(ApiKey), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params }) => presentKey(await getApiClient(ctx, params.apiKeyId, 'key')),
  );

  app.post(
    '/v1/api-keys',
    { schema: { operationId: 'createApiKey', summary: 'Create an API key', description: 'Answers, this once, with the key itself.', tags, body: ref(NewApiKey), response: { 201: ref(CreatedApiKey), ...refusals('400', '401', '403') } } },
    async ({ ctx, body }, reply) => {
      const { apiKey, key } = await createApiKey(ctx, { ...body, expiresAt: body.expiresAt ? momentOf('expiresAt', body.expiresAt) : null });
      return reply.code(201).send({ ...presentKey(apiKey), key });
    },
  );

  app.patch(
    '/v1/api-keys/:apiKeyId',
    { config: { ifMatch: 'required' }, schema: { operationId: 'updateApiKey', summary: 'Change an API key\'s name, scopes or end', description: 'Takes effect with the next request. A program changes neither its own scopes nor its own end.', tags, params, body: ref(ApiKeyChanges), response: { 200: ref(ApiKey), ...refusals('400', '401', '403', '404', '409') } } },
    async ({ ctx, params, body }) => presentKey(await updateApiClient(ctx, params.apiKeyId, readChanges(body), 'key')),
  );

  app.delete(
    '/v1/api-keys/:apiKeyId',
    { config: { ifMatch: 'required' }, schema: { operationId: 'deleteApiKey', summary: 'Revoke an API key', tags, params, response: { 204: nothing('It opens nothing from now on.'), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params }, reply) => {
      await deleteApiClient(ctx, params.apiKeyId, 'key');
      return reply.code(204).send();
    },
  );
}
