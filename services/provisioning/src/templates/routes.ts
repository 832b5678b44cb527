import Type from 'typebox';
import { isAllRight } from '../checks/finding.ts';
import type { Context } from '../context.ts';
import type { App } from '../http/app-type.ts';
import { openCursor, sealPage } from '../http/paging.ts';
import { nothing, pageQuery, ref, refusals, Uuid } from '../http/schema.ts';
import { checkTemplate } from './check-template.ts';
import { countByTemplate } from './count-by-template.ts';
import { createTemplate } from './create-template.ts';
import { deleteTemplate } from './delete-template.ts';
import { listTemplates, type TemplateKey } from './list-templates.ts';
import { getTemplate } from './load-template.ts';
import { rotateShareLink } from './rotate-share-link.ts';
import { CheckResult, NewTemplate, Template, type TemplateAnswer, TemplateChanges, TemplateList } from './schemas.ts';
import { adapterUrlOf, provisioningIdOf, shareLinkOf } from './template.ts';
import { updateTemplate } from './update-template.ts';

const params = Type.Object({ templateId: Uuid });
const tags = ['Templates'];
type Row = Awaited<ReturnType<typeof getTemplate>>;

export default async function templateRoutes(app: App): Promise<void> {
  app.get(
    '/v1/templates',
    { schema: { operationId: 'listTemplates', summary: 'List templates by name, with their users counted', tags, querystring: Type.Object(pageQuery), response: { 200: ref(TemplateList), ...refusals('400', '401', '403') } } },
    async (request) => {
      const { ctx } = request;
      const { limit = 50, cursor } = request.query;
      const page = await listTemplates(ctx, { limit, after: openCursor<TemplateKey>(ctx, cursor, { list: 'templates' }) });
      const totals = await countByTemplate(ctx, page.items.map((row) => row.id));
      return sealPage(ctx, { list: 'templates' }, { next: page.next, items: page.items.map((row) => summary(ctx, row, totals)) });
    },
  );

  app.post(
    '/v1/templates',
    {
      schema: {
        operationId: 'createTemplate',
        summary: 'Create a template',
        description: 'Answers with the share link, the adapter address and, this once, the adapter password.',
        tags,
        body: ref(NewTemplate),
        response: { 201: ref(Template), ...refusals('400', '401', '403', '404', '409') },
      },
    },
    async (request, reply) => {
      const { template, adapterPassword } = await createTemplate(request.ctx, request.body);
      reply.code(201);
      return present(request.ctx, template, adapterPassword);
    },
  );

  app.get(
    '/v1/templates/:templateId',
    { schema: { operationId: 'getTemplate', summary: 'Read a template', tags, params, response: { 200: ref(Template), ...refusals('400', '401', '403', '404') } } },
    async (request) => present(request.ctx, await getTemplate(request.ctx, request.params.templateId)),
  );

  app.patch(
    '/v1/templates/:templateId',
    { schema: { operationId: 'updateTemplate', summary: 'Change a template', tags, params, body: ref(TemplateChanges), response: { 200: ref(Template), ...refusals('400', '401', '403', '404', '409') } } },
    async (request) => present(request.ctx, await updateTemplate(request.ctx, request.params.templateId, request.body)),
  );

  app.delete(
    '/v1/templates/:templateId',
    {
      schema: {
        operationId: 'deleteTemplate',
        summary: 'Delete a template',
        description: 'Refused while users or customers hang on it, unless a replacement of the same cluster takes them over. Its links answer 410 from then on.',
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

  app.post(
    '/v1/templates/:templateId/share-link/rotate',
    { schema: { operationId: 'rotateShareLink', summary: 'Replace the share link', description: 'The old link answers 410 at once.', tags, params, response: { 200: ref(Template), ...refusals('400', '401', '403', '404') } } },
    async (request) => present(request.ctx, await rotateShareLink(request.ctx, request.params.templateId)),
  );

  app.post(
    '/v1/templates/:templateId/check',
    { schema: { operationId: 'checkTemplate', summary: 'Check that everything an activation needs is right', tags, params, response: { 200: ref(CheckResult), ...refusals('400', '401', '403', '404') } } },
    async (request) => {
      const findings = await checkTemplate(request.ctx, request.params.templateId);
      return { ok: isAllRight(findings), findings, checkedAt: request.ctx.clock.now() };
    },
  );
}

const linkOf = (ctx: Context, row: Row) => shareLinkOf(ctx.config.publicUrl, ctx.vault.open(row.shareKeySealed, row.id));

function summary(ctx: Context, row: Row, totals: Awaited<ReturnType<typeof countByTemplate>>) {
  const { id, name, clusterId, clusterName, defaultPackage, untrustedEmails, createdAt } = row;
  const none = { total: 0, pending: 0, running: 0, provisioned: 0, error: 0, capped: false };
  return { id, name, clusterId, clusterName, defaultPackage, untrustedEmails, shareLink: linkOf(ctx, row), subscriberCounts: totals.get(id) ?? none, createdAt };
}

function present(ctx: Context, row: Row, password?: string): TemplateAnswer {
  const { shareKeySealed: _, adapterKey, adapterAccount, adapterPasswordSealed: __, lastRefusalAt, lastRefusalReason, providerId, deletedAt: ___, ...plain } = row;
  return {
    ...plain,
    provisioningId: provisioningIdOf(providerId, row.id),
    shareLink: linkOf(ctx, row),
    adapter: { url: adapterUrlOf(ctx.config.publicUrl, adapterKey), account: adapterAccount, ...(password ? { password } : {}), lastRefusalAt, lastRefusalReason },
  };
}
