import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { openCursor, sealPage } from '../http/paging.ts';
import { nothing, pageQuery, ref, refusals, Uuid } from '../http/schema.ts';
import { momentOf } from '../moments.ts';
import apiKeyRoutes from './api-key-routes.ts';
import { addClientKey, removeClientKey } from './change-keys.ts';
import { removeSecret, rotateSecret } from './change-secret.ts';
import { createApiClient } from './create-api-client.ts';
import { deleteApiClient } from './delete-api-client.ts';
import { getApiClient } from './get-api-client.ts';
import { type ApiClientKey, listApiClients } from './list-api-clients.ts';
import { presentClient } from './present-api-client.ts';
import { readChanges } from './read-changes.ts';
import { ApiClient, ApiClientChanges, ApiClientList, CreatedApiClient, NewApiClient, NewClientKey, RotatedApiClient, RotateSecret } from './schemas.ts';
import { updateApiClient } from './update-api-client.ts';

const tags = ['Access'];
const params = Type.Object({ apiClientId: Uuid });
const list = { list: 'api-clients' };

/** Which programs may call us. */
export default async function apiClientRoutes(app: App): Promise<void> {
  readRoutes(app);
  changeRoutes(app);
  secretRoutes(app);
  await app.register(apiKeyRoutes);
}

function readRoutes(app: App): void {
  app.get(
    '/v1/api-clients',
    { schema: { operationId: 'listApiClients', summary: 'List API clients by name', tags, querystring: Type.Object(pageQuery), response: { 200: ref(ApiClientList), ...refusals('400', '401', '403') } } },
    async ({ ctx, query: { limit = 50, cursor } }) => {
      const page = await listApiClients(ctx, 'client', { limit, start: openCursor<ApiClientKey>(ctx, cursor, list) });
      return sealPage(ctx, list, { ...page, items: page.items.map((client) => presentClient(client, ctx.clock.now())) });
    },
  );

  app.get(
    '/v1/api-clients/:apiClientId',
    { schema: { operationId: 'getApiClient', summary: 'Read an API client', tags, params, response: { 200: ref(ApiClient), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params }) => presentClient(await getApiClient(ctx, params.apiClientId), ctx.clock.now()),
  );
}

function changeRoutes(app: App): void {
  app.post(
    '/v1/api-clients',
    { schema: { operationId: 'createApiClient', summary: 'Create an API client', description: 'Answers, this once, with its secret. A client that is given a public key has none, and signs instead (`private_key_jwt`).', tags, body: ref(NewApiClient), response: { 201: ref(CreatedApiClient), ...refusals('400', '401', '403') } } },
    async ({ ctx, body }, reply) => {
      const { client, clientSecret } = await createApiClient(ctx, { ...body, expiresAt: body.expiresAt ? momentOf('expiresAt', body.expiresAt) : null });
      return reply.code(201).send({ ...presentClient(client, ctx.clock.now()), clientSecret });
    },
  );

  const about = 'Takes effect with the next request: tokens that are out lose what the client loses, and gain nothing. A program changes neither its own scopes nor its own end.';
  app.patch(
    '/v1/api-clients/:apiClientId',
    { config: { ifMatch: 'required' }, schema: { operationId: 'updateApiClient', summary: 'Change an API client\'s name, scopes or end', description: about, tags, params, body: ref(ApiClientChanges), response: { 200: ref(ApiClient), ...refusals('400', '401', '403', '404', '409') } } },
    async ({ ctx, params, body }) => presentClient(await updateApiClient(ctx, params.apiClientId, readChanges(body)), ctx.clock.now()),
  );

  const description = 'Its secret, its keys and its tokens open nothing from then on.';
  app.delete(
    '/v1/api-clients/:apiClientId',
    { config: { ifMatch: 'required' }, schema: { operationId: 'deleteApiClient', summary: 'Delete an API client', description, tags, params, response: { 204: nothing('Deleted.'), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params }, reply) => {
      await deleteApiClient(ctx, params.apiClientId);
      return reply.code(204).send();
    },
  );
}

function secretRoutes(app: App): void {
  const rotation = 'Answers, this once, with the new secret. The one before works on for a while, so that a running program can be changed over. A client without a secret gets one.';
  app.post(
    '/v1/api-clients/:apiClientId/rotate-secret',
    { config: { ifMatch: 'offered' }, schema: { operationId: 'rotateApiClientSecret', summary: 'Give an API client another secret', description: rotation, tags, params, body: ref(RotateSecret), response: { 200: ref(RotatedApiClient), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params, body }) => {
      const { client, clientSecret } = await rotateSecret(ctx, params.apiClientId, body.graceHours ?? 24);
      return { ...presentClient(client, ctx.clock.now()), clientSecret };
    },
  );

  const without = 'At once, with the one before it. From then on it proves itself with its public keys only, so it needs one.';
  app.delete(
    '/v1/api-clients/:apiClientId/secret',
    { config: { ifMatch: 'required' }, schema: { operationId: 'removeApiClientSecret', summary: 'Take an API client\'s secret away', description: without, tags, params, response: { 204: nothing('It has none any more.'), ...refusals('400', '401', '403', '404', '409') } } },
    async ({ ctx, params }, reply) => {
      await removeSecret(ctx, params.apiClientId);
      return reply.code(204).send();
    },
  );

  keyRoutes(app);
}

function keyRoutes(app: App): void {
  const proving = 'With the private half it signs what it asks for tokens with (`private_key_jwt`, RFC 7523), so that no secret travels. Five at most; add the new one before you remove the old one, or name the one it `replaces`.';
  app.post(
    '/v1/api-clients/:apiClientId/keys',
    { config: { ifMatch: 'offered' }, schema: { operationId: 'addApiClientKey', summary: 'Register a public key of an API client', description: proving, tags, params, body: ref(NewClientKey), response: { 200: ref(ApiClient), ...refusals('400', '401', '403', '404', '409') } } },
    async ({ ctx, params, body }) => presentClient(await addClientKey(ctx, params.apiClientId, body), ctx.clock.now()),
  );

  const keyParams = Type.Object({ apiClientId: Uuid, keyId: Type.String({ maxLength: 100 }) });
  app.delete(
    '/v1/api-clients/:apiClientId/keys/:keyId',
    { config: { ifMatch: 'required' }, schema: { operationId: 'removeApiClientKey', summary: 'Remove a public key of an API client', tags, params: keyParams, response: { 204: nothing('What it signs proves nothing from now on.'), ...refusals('400', '401', '403', '404', '409') } } },
    async ({ ctx, params }, reply) => {
      await removeClientKey(ctx, params.apiClientId, params.keyId);
      return reply.code(204).send();
    },
  );
}
