import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { isAllRight } from '../checks/finding.ts';
import type { App } from '../http/app-type.ts';
import { nothing, ref, refusals, Uuid } from '../http/schema.ts';
import { checkTemplate } from './check-template.ts';
import { describeTemplate } from './describe-template.ts';
import { endOldLink } from './end-old-link.ts';
import { previewFirstMessage, previewMessage } from './preview-message.ts';
import { rotateShareLink } from './rotate-share-link.ts';
import { CheckRequest, CheckResult, LogoUpload, MessagePreview, PreviewRequest, ShareLinkRotation, Template } from './schemas.ts';
import { removeLogo, setLogo } from './set-logo.ts';

const params = Type.Object({ templateId: Uuid });
const tags = ['Templates'];

/** A request without a body means one without wishes. */
const preValidation = async (request: FastifyRequest) => {
  request.body ??= {};
};

/** What one does with a template beside changing it: its link, its logo, looking whether it works and how it looks. */
export default async function templateToolRoutes(app: App): Promise<void> {
  linkRoutes(app);
  lookRoutes(app);

  app.post(
    '/v1/templates/:templateId/check',
    {
      preValidation,
      config: { idempotency: false },
      schema: { operationId: 'checkTemplate', summary: 'Check that everything an activation needs is right', description: 'The result is kept with the template. Of some parts only, it replaces what was found about these.', tags, params, body: ref(CheckRequest), response: { 200: ref(CheckResult), ...refusals('400', '401', '403', '404') } },
    },
    async (request) => {
      const check = await checkTemplate(request.ctx, request.params.templateId, request.body.parts);
      return { ...check, ok: isAllRight(check.findings) };
    },
  );
}

function linkRoutes(app: App): void {
  app.post(
    '/v1/templates/:templateId/share-link/rotate',
    {
      preValidation,
      schema: { operationId: 'rotateShareLink', summary: 'Replace the share link', description: 'The old link works on for `graceDays` and then answers 410. Activations under way go on.', tags, params, body: ref(ShareLinkRotation), response: { 200: ref(Template), ...refusals('400', '401', '403', '404') } },
    },
    async (request) => describeTemplate(request.ctx, await rotateShareLink(request.ctx, request.params.templateId, request.body.graceDays)),
  );

  app.delete(
    '/v1/templates/:templateId/share-link/old',
    { schema: { operationId: 'endOldShareLink', summary: 'End a replaced share link that still works', tags, params, response: { 204: nothing('Only the current link works.'), ...refusals('400', '401', '403', '404') } } },
    async (request, reply) => {
      await endOldLink(request.ctx, request.params.templateId);
      return reply.code(204).send();
    },
  );
}

function lookRoutes(app: App): void {
  app.put(
    '/v1/templates/:templateId/logo',
    { config: { ifMatch: 'required' }, schema: { operationId: 'setTemplateLogo', summary: 'Set the logo of a template', tags, params, body: ref(LogoUpload), response: { 200: ref(Template), ...refusals('400', '401', '403', '404') } } },
    async (request) => describeTemplate(request.ctx, await setLogo(request.ctx, request.params.templateId, request.body)),
  );

  app.delete(
    '/v1/templates/:templateId/logo',
    { config: { ifMatch: 'required' }, schema: { operationId: 'removeTemplateLogo', summary: 'Remove the logo of a template', tags, params, response: { 200: ref(Template), ...refusals('400', '401', '403', '404') } } },
    async (request) => describeTemplate(request.ctx, await removeLogo(request.ctx, request.params.templateId)),
  );

  app.post(
    '/v1/templates/:templateId/preview',
    { config: { idempotency: false }, schema: { operationId: 'previewMessage', summary: 'Render a mail with values not yet stored', description: 'Nothing is sent or kept.', tags, params, body: ref(PreviewRequest), response: { 200: ref(MessagePreview), ...refusals('400', '401', '403', '404') } } },
    (request) => previewMessage(request.ctx, request.params.templateId, request.body),
  );

  app.post(
    '/v1/templates/preview',
    { config: { idempotency: false }, schema: { operationId: 'previewNewTemplate', summary: 'Render a mail of a template that does not exist yet', description: 'What is absent is as in a new template. Nothing is sent or kept.', tags, body: ref(PreviewRequest), response: { 200: ref(MessagePreview), ...refusals('400', '401', '403') } } },
    (request) => previewFirstMessage(request.ctx, request.body),
  );
}
