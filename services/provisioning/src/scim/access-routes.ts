import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { nothing, ref, refusals, Uuid } from '../http/schema.ts';
import { changeScimAccess, endOldToken, switchScimOff } from './change-access.ts';
import { describeAccess } from './describe-access.ts';
import { makeToken } from './make-token.ts';
import { MadeScimToken, ScimAccess, ScimAccessChanges, ScimTokenRequest } from './schemas.ts';

const params = Type.Object({ templateId: Uuid });
const tags = ['Templates'];
const PATH = '/v1/templates/:templateId/scim';

/** A request without a body means one without wishes. */
const preValidation = async (request: FastifyRequest) => {
  request.body ??= {};
};

/** How an admin lets identity systems in to a template. */
export default async function scimAccessRoutes(app: App): Promise<void> {
  app.get(
    PATH,
    { schema: { operationId: 'getScimAccess', summary: 'Read how identity systems come in to a template', tags, params, response: { 200: ref(ScimAccess), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params }) => describeAccess(ctx, params.templateId),
  );

  app.patch(
    PATH,
    { schema: { operationId: 'changeScimAccess', summary: 'Change how identity systems come in to a template', tags, params, body: ref(ScimAccessChanges), response: { 200: ref(ScimAccess), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params, body }) => changeScimAccess(ctx, params.templateId, body),
  );

  app.delete(
    PATH,
    { schema: { operationId: 'switchScimOff', summary: 'Let no identity system in to a template any more', description: 'Users stay as they are.', tags, params, response: { 204: nothing('No token opens the template.'), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params }, reply) => {
      await switchScimOff(ctx, params.templateId);
      return reply.code(204).send();
    },
  );

  app.post(
    `${PATH}/token`,
    {
      preValidation,
      schema: { operationId: 'makeScimToken', summary: 'Make the SCIM token of a template', description: 'Answers, this once, with the token. One that was made before works on for a while.', tags, params, body: ref(ScimTokenRequest), response: { 201: ref(MadeScimToken), ...refusals('400', '401', '403', '404') } },
    },
    async ({ ctx, params, body }, reply) => {
      const { access, token } = await makeToken(ctx, params.templateId, { graceHours: 24, ...body });
      return reply.code(201).send({ ...access, bearerToken: token });
    },
  );

  app.delete(
    `${PATH}/token/old`,
    { schema: { operationId: 'endOldScimToken', summary: 'End a replaced SCIM token that still works', tags, params, response: { 204: nothing('Only the current token works.'), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params }, reply) => {
      await endOldToken(ctx, params.templateId);
      return reply.code(204).send();
    },
  );
}
