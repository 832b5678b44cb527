import Type from 'typebox';
import type { Context } from '../context.ts';
import type { App } from '../http/app-type.ts';
import { openCursor, sealPage } from '../http/paging.ts';
import { nothing, pageQuery, ref, refusals, Uuid } from '../http/schema.ts';
import { createTemplate } from './create-template.ts';
import { deleteTemplate } from './delete-template.ts';
import { describeTemplate, summarizeTemplates } from './describe-template.ts';
import { listTemplates, type TemplateKey } from './list-templates.ts';
import { getTemplate } from './load-template.ts';
import { NewTemplate, Template, type TemplateAnswer, TemplateChanges, TemplateList } from './schemas.ts';
import type { NamedTemplateRow } from './store.ts';
import templateToolRoutes from './template-tool-routes.ts';
import { updateTemplate } from './update-template.ts';

const params = Type.Object({ templateId: Uuid });
const tags = ['Templates'];
const present = (ctx: Context, row: NamedTemplateRow): Promise<TemplateAnswer> => describeTemplate(ctx, row);

export default async function templateRoutes(app: App): Promise<void> {
  await app.register(templateToolRoutes);
  listRoutes(app);
  oneRoutes(app);
}

function listRoutes(app: App): void {
  const querystring = Type.Object({ ...pageQuery, q: Type.Optional(Type.String({ maxLength: 100, description: 'Part of the name; case and accents do not count.' })) });
  app.get(
    '/v1/templates',
    { schema: { operationId: 'listTemplates', summary: 'List templates by name, with their users counted', tags, querystring, response: { 200: ref(TemplateList), ...refusals('400', '401', '403') } } },
    async (request) => {
      const { ctx } = request;
      const { limit = 50, cursor, q } = request.query;
      const list = { list: 'templates', q };
      const page = await listTemplates(ctx, { limit, start: openCursor<TemplateKey>(ctx, cursor, list), q });
      return sealPage(ctx, list, { ...page, items: await summarizeTemplates(ctx, page.items) });
    },
  );

  app.post(
    '/v1/templates',
    {
      schema: {
        operationId: 'createTemplate',
        summary: 'Create a template',
        description: 'Answers with the share link, the adapter address and, this once, the adapter password. Refused while the cluster does not answer.',
        tags,
        body: ref(NewTemplate),
        response: { 201: ref(Template), ...refusals('400', '401', '403', '404', '409') },
      },
    },
    async (request, reply) => {
      const { template, adapterPassword } = await createTemplate(request.ctx, request.body);
      const { adapter, ...shown } = await present(request.ctx, template);
      return reply.code(201).send({ ...shown, adapter: { ...adapter, password: adapterPassword } });
    },
  );
}

function oneRoutes(app: App): void {
  app.get(
    '/v1/templates/:templateId',
    { schema: { operationId: 'getTemplate', summary: 'Read a template', tags, params, response: { 200: ref(Template), ...refusals('400', '401', '403', '404') } } },
    async (request) => present(request.ctx, await getTemplate(request.ctx, request.params.templateId)),
  );

  app.patch(
    '/v1/templates/:templateId',
    { config: { ifMatch: 'required' }, schema: { operationId: 'updateTemplate', summary: 'Change a template', tags, params, body: ref(TemplateChanges), response: { 200: ref(Template), ...refusals('400', '401', '403', '404', '409') } } },
    async (request) => present(request.ctx, await updateTemplate(request.ctx, request.params.templateId, request.body)),
  );

  app.delete(
    '/v1/templates/:templateId',
    {
      config: { ifMatch: 'required' },
      schema: {
        operationId: 'deleteTemplate',
        summary: 'Delete a template',
        description: 'Refused while users hang on it (`count` says how many), unless a replacement of the same cluster takes them over. Its links answer 410 from then on.',
        tags,
        params,
        querystring: Type.Object({ replacementTemplateId: Type.Optional(Uuid) }),
        response: { 204: nothing('Deleted.'), ...refusals('400', '401', '403', '404', '409') },
      },
    },
    async (request, reply) => {
      await deleteTemplate(request.ctx, request.params.templateId, request.query.replacementTemplateId ?? null);
      return reply.code(204).send();
    },
  );
}
