import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { networkOf } from '../http/rate-limit.ts';
import { nothing, ref } from '../http/schema.ts';
import { problem } from '../problems.ts';
import { patchUser, replaceUser } from './change-user.ts';
import { createUser } from './create-user.ts';
import { deleteUser } from './delete-user.ts';
import { scimBaseOf } from './describe-access.ts';
import { LIST_RESPONSE } from './discovery.ts';
import discoveryRoutes from './discovery-routes.ts';
import type { ScimUserWithState } from './list-query.ts';
import { type OpenScim, openScim } from './open-scim.ts';
import { project, type Projection } from './project.ts';
import { getUser, listUsers, type UserQuery } from './read-users.ts';
import { inScim, NewScimUser, SCIM_MEDIA, ScimPatch, ScimSearch, scimRefusals, ScimUser, ScimUserList, shownQuery, userQuery } from './schemas.ts';
import { callOf, speakScim } from './scim-errors.ts';
import { isRecord } from './scim-user.ts';
import { locationOf, showUser, versionOf } from './show-user.ts';

const tags = ['SCIM'];
const security = [{ scimToken: [] }];
const params = Type.Object({ scimUserId: Type.String({ maxLength: 100 }) });
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const one = (user: typeof ScimUser) => inScim(ref(user), 'The user.');
const bodies = (schema: typeof NewScimUser) => ({ content: { [SCIM_MEDIA]: { schema: ref(schema) }, 'application/json': { schema: ref(schema) } } });

/** @throws scim.token_refused when no token was shown; the hook has seen to it before */
function scimOf({ scim }: FastifyRequest): OpenScim {
  if (!scim) throw problem('scim.token_refused');
  return scim;
}

/** @throws scim.user_not_found for what cannot be an id */
function idOf({ params }: { params: { scimUserId: string } }): string {
  if (!UUID.test(params.scimUserId)) throw problem('scim.user_not_found');
  return params.scimUserId.toLowerCase();
}

const listed = (names: string | undefined) => (names ?? '').split(',').map((name) => name.trim()).filter(Boolean);
const projectionOf = ({ attributes, excludedAttributes }: { attributes?: string; excludedAttributes?: string }): Projection => ({ attributes: listed(attributes), excludedAttributes: listed(excludedAttributes) });

/** SCIM 2.0 for whoever holds the token of a template. */
export default async function scimRoutes(app: App): Promise<void> {
  readScim(app);
  speakScim(app);
  app.decorateRequest('scim', null);
  app.addHook('onRequest', async (request) => {
    // Okta's application for tokens in a header sends what was typed as it is, often the token alone.
    const [, token = null] = /^(?:Bearer +)?(\S+) *$/i.exec(request.headers.authorization ?? '') ?? [];
    request.scim = await openScim(request.ctx, token, { network: networkOf(request.ip), call: callOf(request) });
  });
  await app.register(discoveryRoutes);
  readingRoutes(app);
  writingRoutes(app);
}

/** Both media types; a body that says it is JSON and is empty is none. */
function readScim(app: App): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser([SCIM_MEDIA, 'application/json'], { parseAs: 'string' }, async (_request: FastifyRequest, text: string): Promise<unknown> => {
    if (text.trim() === '') return undefined;
    try {
      return JSON.parse(text);
    } catch {
      throw problem('scim.syntax_invalid', { detail: 'The body is no JSON.' });
    }
  });
}

function answer(request: FastifyRequest, reply: FastifyReply, user: ScimUserWithState, projection: Projection): Record<string, unknown> {
  const base = scimBaseOf(request.ctx.config.publicUrl);
  void reply.header('etag', versionOf(user)).header('location', locationOf(base, user.id));
  return project(showUser(user, base), projection);
}

async function answerList(request: FastifyRequest, query: UserQuery, projection: Projection): Promise<Record<string, unknown>> {
  const base = scimBaseOf(request.ctx.config.publicUrl);
  const { users, ...page } = await listUsers(scimOf(request), query);
  return { schemas: [LIST_RESPONSE], ...page, itemsPerPage: users.length, Resources: users.map((user) => project(showUser(user, base), projection)) };
}

async function search(request: FastifyRequest): Promise<Record<string, unknown>> {
  if (request.validationError || !isRecord(request.body)) throw problem('scim.syntax_invalid', { detail: 'The body is no SearchRequest.' });
  // Safe because it has just been validated against this shape.
  const { attributes = [], excludedAttributes = [], ...query } = request.body as UserQuery & Partial<Projection>;
  return answerList(request, query, { attributes, excludedAttributes });
}

function readingRoutes(app: App): void {
  app.get(
    '/Users',
    { schema: { operationId: 'listScimUsers', summary: 'List or find the users of a template', tags, security, querystring: userQuery, response: { 200: inScim(ref(ScimUserList), 'A page of users.'), ...scimRefusals('400', '401', '403', '429') } } },
    async (request) => answerList(request, request.query, projectionOf(request.query)),
  );

  app.post(
    '/Users/.search',
    { attachValidation: true, schema: { operationId: 'searchScimUsers', summary: 'Find users without a filter in the address', tags, security, body: bodies(ScimSearch), response: { 200: inScim(ref(ScimUserList), 'A page of users.'), ...scimRefusals('400', '401', '403', '413', '429') } } },
    search,
  );
  // At the root it means every kind of resource, and there is one kind.
  app.post('/.search', { attachValidation: true, schema: { hide: true, body: bodies(ScimSearch) } }, search);

  app.get(
    '/Users/:scimUserId',
    { schema: { operationId: 'getScimUser', summary: 'Read a user as an identity system', tags, security, params, querystring: shownQuery, response: { 200: one(ScimUser), ...scimRefusals('400', '401', '403', '404', '429') } } },
    async (request, reply) => answer(request, reply, await getUser(scimOf(request), idOf(request)), projectionOf(request.query)),
  );
}

const deleting = scimRefusals('400', '401', '403', '404', '409', '412', '429');
const changing = { ...deleting, ...scimRefusals('413') };

function writingRoutes(app: App): void {
  app.post(
    '/Users',
    {
      attachValidation: true,
      schema: { operationId: 'createScimUser', summary: 'Hand a user over as an identity system', description: 'Of several at once with the same userName, externalId or BroadWorks id one is taken.', tags, security, querystring: shownQuery, body: bodies(NewScimUser), response: { 201: one(ScimUser), ...scimRefusals('400', '401', '403', '409', '413', '429') } },
    },
    async (request, reply) => {
      const user = await createUser(scimOf(request), request.body);
      return reply.code(201).send(answer(request, reply, user, projectionOf(request.query)));
    },
  );

  app.put(
    '/Users/:scimUserId',
    { attachValidation: true, schema: { operationId: 'replaceScimUser', summary: 'Replace what is known of a user', tags, security, params, querystring: shownQuery, body: bodies(NewScimUser), response: { 200: one(ScimUser), ...changing } } },
    async (request, reply) => answer(request, reply, await replaceUser(scimOf(request), { id: idOf(request), body: request.body, ifMatch: request.headers['if-match'] }), projectionOf(request.query)),
  );

  app.patch(
    '/Users/:scimUserId',
    { attachValidation: true, schema: { operationId: 'patchScimUser', summary: 'Change single attributes of a user', tags, security, params, querystring: shownQuery, body: bodies(ScimPatch), response: { 200: one(ScimUser), ...changing } } },
    async (request, reply) => answer(request, reply, await patchUser(scimOf(request), { id: idOf(request), body: request.body, ifMatch: request.headers['if-match'] }), projectionOf(request.query)),
  );

  app.delete(
    '/Users/:scimUserId',
    { schema: { operationId: 'deleteScimUser', summary: 'Delete a user as an identity system', tags, security, params, response: { 204: nothing('Gone; an account that exists is being removed.'), ...deleting } } },
    async (request, reply) => {
      await deleteUser(scimOf(request), idOf(request), request.headers['if-match']);
      return reply.code(204).send();
    },
  );
}
