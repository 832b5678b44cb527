import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { openCursor, sealPage } from '../http/paging.ts';
import { nothing, pageQuery, ref, refusals, Uuid } from '../http/schema.ts';
import { createWebhook } from './create-webhook.ts';
import deliveryRoutes from './delivery-routes.ts';
import { disableWebhook, enableWebhook } from './enable-webhook.ts';
import { getWebhook, listWebhooks } from './load-webhook.ts';
import { rotateWebhookKey, rotateWebhookSecret } from './rotate-webhook-keys.ts';
import { EnableWebhook, NewWebhook, RotateWebhookKey, RotateWebhookSecret, Webhook, WebhookChanges, WebhookList, WebhookWithSecret } from './schemas.ts';
import { deleteWebhook, updateWebhook } from './update-webhook.ts';

const tags = ['Events'];
const params = Type.Object({ webhookId: Uuid });
const list = { list: 'webhooks' };

/** Where events are sent. */
export default async function webhookRoutes(app: App): Promise<void> {
  readRoutes(app);
  changeRoutes(app);
  steerRoutes(app);
  await app.register(deliveryRoutes);
}

function readRoutes(app: App): void {
  app.get(
    '/v1/webhooks',
    { schema: { operationId: 'listWebhooks', summary: 'List webhooks in the order of their making', tags, querystring: Type.Object(pageQuery), response: { 200: ref(WebhookList), ...refusals('400', '401', '403') } } },
    async ({ ctx, query: { limit = 50, cursor } }) => sealPage(ctx, list, await listWebhooks(ctx, { limit, start: openCursor<string>(ctx, cursor, list) })),
  );

  app.get(
    '/v1/webhooks/:webhookId',
    { schema: { operationId: 'getWebhook', summary: 'Read a webhook and how its receiver does', tags, params, response: { 200: ref(Webhook), ...refusals('400', '401', '403', '404') } } },
    ({ ctx, params }) => getWebhook(ctx, params.webhookId),
  );
}

function changeRoutes(app: App): void {
  const creating = 'Sends what happens from now on, signed by Standard Webhooks 1.0.0 with HMAC-SHA256 and ed25519. Answers, this once, with the secret.';
  app.post(
    '/v1/webhooks',
    { schema: { operationId: 'createWebhook', summary: 'Have events sent to an address', description: creating, tags, body: ref(NewWebhook), response: { 201: ref(WebhookWithSecret), ...refusals('400', '401', '403', '409') } } },
    async ({ ctx, body }, reply) => {
      const { webhook, secret } = await createWebhook(ctx, body);
      return reply.code(201).send({ ...webhook, secret });
    },
  );

  app.patch(
    '/v1/webhooks/:webhookId',
    { config: { ifMatch: 'required' }, schema: { operationId: 'updateWebhook', summary: 'Change a webhook', tags, params, body: ref(WebhookChanges), response: { 200: ref(Webhook), ...refusals('400', '401', '403', '404') } } },
    ({ ctx, params, body }) => updateWebhook(ctx, params.webhookId, body),
  );

  app.delete(
    '/v1/webhooks/:webhookId',
    { config: { ifMatch: 'required' }, schema: { operationId: 'deleteWebhook', summary: 'Delete a webhook and its deliveries', tags, params, response: { 204: nothing('Deleted.'), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params }, reply) => {
      await deleteWebhook(ctx, params.webhookId);
      return reply.code(204).send();
    },
  );
}

function steerRoutes(app: App): void {
  const rotation = 'Answers, this once, with the new secret; the ed25519 key stays. Everything carries the signatures of both secrets for a while, so that the receiver can be changed over.';
  app.post(
    '/v1/webhooks/:webhookId/rotate-secret',
    { schema: { operationId: 'rotateWebhookSecret', summary: 'Give a webhook another secret', description: rotation, tags, params, body: ref(RotateWebhookSecret), response: { 200: ref(WebhookWithSecret), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params, body }) => {
      const { webhook, secret } = await rotateWebhookSecret(ctx, params.webhookId, { graceHours: body.graceHours ?? 24, secret: body.secret });
      return { ...webhook, secret };
    },
  );

  const rekeying = 'The secret stays. Everything carries the signatures of both keys for a while; take the new `publicKey` over meanwhile.';
  app.post(
    '/v1/webhooks/:webhookId/rotate-key',
    { schema: { operationId: 'rotateWebhookKey', summary: 'Give a webhook another ed25519 key', description: rekeying, tags, params, body: ref(RotateWebhookKey), response: { 200: ref(Webhook), ...refusals('400', '401', '403', '404') } } },
    ({ ctx, params, body }) => rotateWebhookKey(ctx, params.webhookId, { graceHours: body.graceHours ?? 24 }),
  );

  const enabling = 'What happened meanwhile follows in order, at most 30 days back, also what was given up since the receiver began to fail, unless `skipMissed` is true.';
  app.post(
    '/v1/webhooks/:webhookId/enable',
    { schema: { operationId: 'enableWebhook', summary: 'Send events again', description: enabling, tags, params, body: ref(EnableWebhook), response: { 200: ref(Webhook), ...refusals('400', '401', '403', '404') } } },
    ({ ctx, params, body }) => enableWebhook(ctx, params.webhookId, { skipMissed: body.skipMissed ?? false }),
  );

  app.post(
    '/v1/webhooks/:webhookId/disable',
    { schema: { operationId: 'disableWebhook', summary: 'Send no events until it is enabled again', tags, params, response: { 200: ref(Webhook), ...refusals('400', '401', '403', '404') } } },
    ({ ctx, params }) => disableWebhook(ctx, params.webhookId),
  );
}
