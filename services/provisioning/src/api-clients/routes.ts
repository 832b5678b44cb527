import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { openCursor, sealPage } from '../http/paging.ts';
import { nothing, pageQuery, ref, refusals, Uuid } from '../http/schema.ts';
import { createApiClient } from './create-api-client.ts';
import { deleteApiClient } from './delete-api-client.ts';
import { type ApiClientKey, listApiClients } from './list-api-clients.ts';
import { rotateSecret } from './rotate-secret.ts';
import { ApiClientList, CreatedApiClient, NewApiClient, RotateSecret } from './schemas.ts';

const tags = ['Access'];
const params = Type.Object({ apiClientId: Uuid });
const list = { list: 'api-clients' };

type Row = Awaited<ReturnType<typeof createApiClient>>['client'];
function present({ id, name, scopes, expiresAt, createdAt, createdBy, lastUsedAt, previousSecretUntil }: Row, now: Date) {
  return { id, name, scopes, expiresAt, createdAt, createdBy: createdBy?.name ?? null, lastUsedAt, previousSecretUntil: previousSecretUntil && previousSecretUntil > now ? previousSecretUntil : null };
}

/** Which programs may call us. */
export default async function apiClientRoutes(app: App): Promise<void> {
  app.get(
    '/v1/api-clients',
    { schema: { operationId: 'listApiClients', summary: 'List API clients by name', tags, querystring: Type.Object(pageQuery), response: { 200: ref(ApiClientList), ...refusals('400', '401', '403') } } },
    async ({ ctx, query: { limit = 50, cursor } }) => {
      const page = await listApiClients(ctx, { limit, after: openCursor<ApiClientKey>(ctx, cursor, list) });
      return sealPage(ctx, list, { items: page.items.map((client) => present(client, ctx.clock.now())), next: page.next });
    },
  );

  app.post(
    '/v1/api-clients',
    { schema: { operationId: 'createApiClient', summary: 'Create an API client', description: 'Answers, this once, with its secret.', tags, body: ref(NewApiClient), response: { 201: ref(CreatedApiClient), ...refusals('400', '401', '403') } } },
    async ({ ctx, body }, reply) => {
      const { client, clientSecret } = await createApiClient(ctx, { ...body, expiresAt: body.expiresAt ? new Date(body.expiresAt) : null });
      return reply.code(201).send({ ...present(client, ctx.clock.now()), clientSecret });
    },
  );

  const rotation = 'Answers, this once, with the new secret. The one before works on for a while, so that a running program can be changed over.';
  app.post(
    '/v1/api-clients/:apiClientId/rotate-secret',
    { schema: { operationId: 'rotateApiClientSecret', summary: 'Give an API client another secret', description: rotation, tags, params, body: ref(RotateSecret), response: { 200: ref(CreatedApiClient), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params, body }) => {
      const { client, clientSecret } = await rotateSecret(ctx, params.apiClientId, body.graceHours ?? 24);
      return { ...present(client, ctx.clock.now()), clientSecret };
    },
  );

  const description = 'Its secret and its tokens open nothing from then on.';
  app.delete(
    '/v1/api-clients/:apiClientId',
    { schema: { operationId: 'deleteApiClient', summary: 'Delete an API client', description, tags, params, response: { 204: nothing('Deleted.'), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params }, reply) => {
      await deleteApiClient(ctx, params.apiClientId);
      return reply.code(204).send();
    },
  );
}
