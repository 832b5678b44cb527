import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { openCursor, sealPage } from '../http/paging.ts';
import { ref, refusals, Uuid } from '../http/schema.ts';
import type { ChangeListener } from '../events/listener.ts';
import actionRoutes from './action-routes.ts';
import changeRoutes from './change-routes.ts';
import { errorText } from './error-text.ts';
import { columnsOf, exportSubscribers, sizeExport } from './export-subscribers.ts';
import { filtersOf } from './list-filter.ts';
import type { SubscriberKey } from './list-query.ts';
import { countSubscribers, listSubscribers } from './list-subscribers.ts';
import { getSubscriber } from './load-subscriber.ts';
import { nameSubscriber } from './name-subscribers.ts';
import { presentSubscriber } from './present-subscriber.ts';
import { countQuery, exportQuery, ExportSize, listQuery, Subscriber, SubscriberCounts, SubscriberList } from './schemas.ts';
import timelineRoutes from './timeline-routes.ts';

const params = Type.Object({ subscriberId: Uuid });
const tags = ['User status'];
const csv = Type.Unsafe<unknown>({ type: 'string' });

export default async function subscriberRoutes(app: App, { changes }: { changes: ChangeListener }): Promise<void> {
  app.get(
    '/v1/subscribers',
    { schema: { operationId: 'listSubscribers', summary: 'List users with their status', tags, querystring: listQuery, response: { 200: ref(SubscriberList), ...refusals('400', '401', '403') } } },
    async (request) => {
      const { ctx } = request;
      const { limit = 50, cursor, sort = '-lastStatusChange', ...query } = request.query;
      const filters = filtersOf(ctx, query);
      const list = { list: 'subscribers', sort, ...query };
      const page = await listSubscribers(ctx, { filters, sort, limit, start: openCursor<SubscriberKey>(ctx, cursor, list) });
      return sealPage(ctx, list, { ...page, items: page.items.map((row) => presentSubscriber(row, ctx)) });
    },
  );

  app.get(
    '/v1/subscribers/counts',
    { schema: { operationId: 'countSubscribers', summary: 'Count users by status', description: 'Exact up to 10,000 per status.', tags, querystring: countQuery, response: { 200: ref(SubscriberCounts), ...refusals('400', '401', '403') } } },
    (request) => countSubscribers(request.ctx, filtersOf(request.ctx, request.query)),
  );

  app.get(
    '/v1/subscribers/export/size',
    { schema: { operationId: 'sizeExport', summary: 'How large an export would be', description: 'Counted as far as is worth waiting for.', tags, querystring: countQuery, response: { 200: ref(ExportSize), ...refusals('400', '401', '403') } } },
    (request) => sizeExport(request.ctx, filtersOf(request.ctx, request.query)),
  );

  app.get(
    '/v1/subscribers/export',
    {
      schema: {
        operationId: 'exportSubscribers',
        summary: 'Export users as CSV',
        description: 'The same filters and order as the list, streamed. For very many users, `POST /v1/exports` makes the file in the background.',
        tags,
        querystring: exportQuery,
        response: { 200: { description: 'CSV (RFC 4180), UTF-8, first row names the columns.', content: { 'text/csv': { schema: csv } } }, ...refusals('400', '401', '403') },
      },
    },
    async (request, reply) => {
      const { sort = '-lastStatusChange', delimiter = ',', encoding = 'spreadsheet', bom = false, columns, ...query } = request.query;
      const stream = await exportSubscribers(request.ctx, { filters: filtersOf(request.ctx, query), sort, columns: columnsOf(columns), delimiter, encoding, bom });
      const day = request.ctx.clock.now().toISOString().slice(0, 10);
      reply.header('content-disposition', `attachment; filename="users-${day}-${encoding}.csv"`);
      return reply.type('text/csv; charset=utf-8; header=present').send(stream);
    },
  );

  app.get(
    '/v1/subscribers/:subscriberId',
    { schema: { operationId: 'getSubscriber', summary: 'Read a user', tags, params, response: { 200: ref(Subscriber), ...refusals('400', '401', '403', '404') } } },
    async (request) => presentSubscriber(await nameSubscriber(request.ctx, await getSubscriber(request.ctx, request.params.subscriberId)), request.ctx),
  );

  app.get(
    '/v1/subscribers/:subscriberId/error-text',
    {
      schema: {
        operationId: 'readErrorText',
        summary: 'The error of a user as text for support',
        tags,
        params,
        response: { 200: { description: 'Code, cause, user, template, time and tracking id.', content: { 'text/plain': { schema: csv } } }, ...refusals('400', '401', '403', '404', '409') },
      },
    },
    async (request, reply) => reply.type('text/plain; charset=utf-8').send(await errorText(request.ctx, request.params.subscriberId)),
  );

  await app.register(timelineRoutes);
  await app.register(actionRoutes);
  await app.register(changeRoutes, { changes });
}
