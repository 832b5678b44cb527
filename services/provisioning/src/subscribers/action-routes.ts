import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { nothing, ref, refusals, Uuid } from '../http/schema.ts';
import { changePackage } from './change-package.ts';
import { deleteSubscriber } from './delete-subscriber.ts';
import { letGoFirst } from './let-go-first.ts';
import { moveSubscriber } from './move-subscriber.ts';
import { nameSubscriber } from './name-subscribers.ts';
import { presentSubscriber } from './present-subscriber.ts';
import { resendMail } from './resend-mail.ts';
import { retryActivation } from './retry-activation.ts';
import { ChangePackage, MoveTemplate, RetryActivation, Subscriber } from './schemas.ts';

const params = Type.Object({ subscriberId: Uuid });
const tags = ['User status'];

/** What an admin does with one user. Each answers 409 when the user's status does not allow it. */
export default async function actionRoutes(app: App): Promise<void> {
  app.post(
    '/v1/subscribers/:subscriberId/retry-activation',
    {
      schema: {
        operationId: 'retryActivation',
        summary: 'Start a user\'s activation again with a valid e-mail address',
        tags,
        params,
        body: ref(RetryActivation),
        response: { 202: ref(Subscriber), ...refusals('400', '401', '403', '404', '409', '429') },
      },
    },
    async (request, reply) => {
      const row = await retryActivation(request.ctx, request.params.subscriberId, request.body);
      reply.code(202);
      return presentSubscriber(await nameSubscriber(request.ctx, row), request.ctx);
    },
  );

  app.post(
    '/v1/subscribers/:subscriberId/change-package',
    { schema: { operationId: 'changePackage', summary: 'Change what a user gets', tags, params, body: ref(ChangePackage), response: { 202: ref(Subscriber), ...refusals('400', '401', '403', '404', '409') } } },
    async (request, reply) => {
      const row = await changePackage(request.ctx, request.params.subscriberId, request.body.package);
      reply.code(202);
      return presentSubscriber(await nameSubscriber(request.ctx, row), request.ctx);
    },
  );

  app.post(
    '/v1/subscribers/:subscriberId/resend-mail',
    { schema: { operationId: 'resendMail', summary: 'Mail a new code to a user, or once more that a consent is waited for', tags, params, response: { 202: ref(Subscriber), ...refusals('400', '401', '403', '404', '409', '429') } } },
    async (request, reply) => {
      const row = await resendMail(request.ctx, request.params.subscriberId);
      reply.code(202);
      return presentSubscriber(await nameSubscriber(request.ctx, row), request.ctx);
    },
  );

  app.post(
    '/v1/subscribers/:subscriberId/move-template',
    {
      schema: {
        operationId: 'moveSubscriber',
        summary: 'Move a user to another template',
        description: 'Of the same cluster, and only while nothing runs or is done for the user. A customer has one template: it goes along with its only user; when others would stay behind that is a conflict, and a bulk operation moves them together.',
        tags,
        params,
        body: ref(MoveTemplate),
        response: { 200: ref(Subscriber), ...refusals('400', '401', '403', '404', '409', '429') },
      },
    },
    async (request) => presentSubscriber(await nameSubscriber(request.ctx, await moveSubscriber(request.ctx, request.params.subscriberId, request.body.templateId)), request.ctx),
  );

  app.post(
    '/v1/subscribers/:subscriberId/go-first',
    {
      schema: {
        operationId: 'letGoFirst',
        summary: 'Let a user who waits for the first administrator go first',
        description: 'Provision Admin First: the user goes on now and, when active before anybody else, becomes the administrator of the customer. Everybody else who waits goes on then.',
        tags,
        params,
        response: { 202: ref(Subscriber), ...refusals('400', '401', '403', '404', '409') },
      },
    },
    async (request, reply) => {
      const row = await letGoFirst(request.ctx, request.params.subscriberId);
      reply.code(202);
      return presentSubscriber(await nameSubscriber(request.ctx, row), request.ctx);
    },
  );

  app.delete(
    '/v1/subscribers/:subscriberId',
    {
      config: { ifMatch: 'offered' },
      schema: {
        operationId: 'deleteSubscriber',
        summary: 'Delete a user',
        description: '204 when the record is gone, 202 while the account is being removed in the cloud platform first.',
        tags,
        params,
        response: { 202: nothing('The account is being removed; the record follows.'), 204: nothing('Deleted.'), ...refusals('400', '401', '403', '404', '409') },
      },
    },
    async (request, reply) => {
      const outcome = await deleteSubscriber(request.ctx, request.params.subscriberId);
      return reply.code(outcome === 'removed' ? 204 : 202).send();
    },
  );
}
