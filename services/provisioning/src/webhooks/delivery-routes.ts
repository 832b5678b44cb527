import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { openCursor, sealPage } from '../http/paging.ts';
import { pageQuery, ref, refusals, Uuid } from '../http/schema.ts';
import { momentOf } from '../moments.ts';
import { type Delivery as Row, getDelivery, listDeliveries } from './list-deliveries.ts';
import { Delivery, DeliveryList, deliveryQuery, DeliveryWithEvent, ReplayEvents, Webhook } from './schemas.ts';
import { cancelReplay, replayEvents } from './replay-events.ts';
import { resendDelivery, sendTestEvent } from './send-again.ts';

const tags = ['Events'];
const params = Type.Object({ webhookId: Uuid });
const deliveryParams = Type.Object({ webhookId: Uuid, deliveryId: Uuid });

const present = ({ id, type, sequence, state, nextAttemptAt, createdAt, settledAt, tries }: Row) => ({
  id, type, sequence, state, nextAttemptAt, createdAt, settledAt,
  attempts: tries.map(({ number, at, durationMs, outcome, status, detail, reply }) => ({ number, at, durationMs, outcome, status, detail, reply })),
});

const given = (field: string, text: string | undefined): Date | undefined => (text === undefined ? undefined : momentOf(field, text));

/** What was sent to a webhook, and sending once more. */
export default async function deliveryRoutes(app: App): Promise<void> {
  readRoutes(app);
  sendRoutes(app);
}

function readRoutes(app: App): void {
  app.get(
    '/v1/webhooks/:webhookId/deliveries',
    {
      schema: {
        operationId: 'listDeliveries',
        summary: 'List what was sent to a webhook, newest first',
        description: 'With every attempt. Kept for 30 days.',
        tags, params,
        querystring: Type.Object({ ...deliveryQuery, ...pageQuery }),
        response: { 200: ref(DeliveryList), ...refusals('400', '401', '403', '404') },
      },
    },
    async ({ ctx, params: { webhookId }, query: { limit = 50, cursor, ...query } }) => {
      const list = { list: 'deliveries', webhookId, ...query };
      const { type, from, to, ...filters } = query;
      const page = await listDeliveries(ctx, webhookId, { ...filters, types: type?.split(','), from: given('from', from), to: given('to', to), limit, start: openCursor<string>(ctx, cursor, list) });
      return sealPage(ctx, list, { ...page, items: page.items.map(present) });
    },
  );

  app.get(
    '/v1/webhooks/:webhookId/deliveries/:deliveryId',
    { schema: { operationId: 'getDelivery', summary: 'Read a delivery with its event', tags, params: deliveryParams, response: { 200: ref(DeliveryWithEvent), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params: { webhookId, deliveryId } }) => {
      const delivery = await getDelivery(ctx, webhookId, deliveryId);
      return { ...present(delivery), event: delivery.event };
    },
  );
}

function sendRoutes(app: App): void {
  const test = 'An event that stands for nothing, tried once. Follow it by its id among the deliveries.';
  app.post(
    '/v1/webhooks/:webhookId/test',
    { schema: { operationId: 'sendTestEvent', summary: 'Send a test event', description: test, tags, params, response: { 202: ref(Delivery), ...refusals('400', '401', '403', '404', '409') } } },
    async ({ ctx, params }, reply) => reply.code(202).send(present(await sendTestEvent(ctx, params.webhookId))),
  );

  const resend = 'With the same `webhook-id`, so that the receiver knows it. One that waits is tried now. It still waits for an earlier event of the same user.';
  app.post(
    '/v1/webhooks/:webhookId/deliveries/:deliveryId/resend',
    { schema: { operationId: 'resendDelivery', summary: 'Send an event once more', description: resend, tags, params: deliveryParams, response: { 202: ref(Delivery), ...refusals('400', '401', '403', '404', '409') } } },
    async ({ ctx, params }, reply) => reply.code(202).send(present(await resendDelivery(ctx, params.webhookId, params.deliveryId))),
  );

  const replay = 'Everything the webhook is for and that happened in a span of time, in order, also what had never been sent to it; with `failedOnly` only what was given up. At most 30 days back. One replay at a time; `replay` of the webhook tells how far it is, and the event `webhook.replay_finished` that it is done.';
  app.post(
    '/v1/webhooks/:webhookId/replay',
    { schema: { operationId: 'replayEvents', summary: 'Send the events of a span of time once more', description: replay, tags, params, body: ref(ReplayEvents), response: { 202: ref(Webhook), ...refusals('400', '401', '403', '404', '409') } } },
    async ({ ctx, params, body }, reply) => reply.code(202).send(await replayEvents(ctx, params.webhookId, { from: momentOf('from', body.from), to: given('to', body.to) ?? null, failedOnly: body.failedOnly ?? false })),
  );

  app.delete(
    '/v1/webhooks/:webhookId/replay',
    { schema: { operationId: 'cancelReplay', summary: 'Send no more of a replay', description: 'What it has not sent yet stays as it was before. Does nothing where none runs.', tags, params, response: { 200: ref(Webhook), ...refusals('400', '401', '403', '404') } } },
    ({ ctx, params }) => cancelReplay(ctx, params.webhookId),
  );
}
