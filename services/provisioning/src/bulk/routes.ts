import Type, { type Static } from 'typebox';
import type { App } from '../http/app-type.ts';
import { openCursor, sealPage } from '../http/paging.ts';
import { pageQuery, ref, refusals, Uuid } from '../http/schema.ts';
import { problem } from '../problems.ts';
import { type BulkWork, itemStates } from './bulk-operation.ts';
import { dryRun } from './count-work.ts';
import { exportFailures } from './export-failures.ts';
import importRoutes from './import-routes.ts';
import { getBulkOperation, listBulkItems, listBulkOperations } from './list-bulk-operations.ts';
import { presentBulkItem, presentBulkOperation } from './present-bulk-operation.ts';
import { BulkDryRun, BulkItemList, BulkOperation, BulkOperationList, itemsQuery, NewBulkOperation } from './schemas.ts';
import { startBulkOperation } from './start-bulk-operation.ts';
import { cancelBulkOperation, pauseBulkOperation, resumeBulkOperation } from './steer-bulk-operation.ts';

const params = Type.Object({ bulkOperationId: Uuid });
const tags = ['Bulk work'];
/** While the work is under way. */
const LOOK_AGAIN_SECONDS = 2;
/** Ten thousand ids are larger than what any other body may be. */
const bodyLimit = 1024 * 1024;
const steering = {
  pause: { act: pauseBulkOperation, operationId: 'pauseBulkOperation', summary: 'Hold a bulk operation; users in hand are finished' },
  resume: { act: resumeBulkOperation, operationId: 'resumeBulkOperation', summary: 'Go on with a bulk operation that is held' },
  cancel: { act: cancelBulkOperation, operationId: 'cancelBulkOperation', summary: 'End a bulk operation; what is done stays done' },
} as const;

/** The action with exactly what it needs. @throws request.missing_field */
function workOf(body: Static<typeof NewBulkOperation>): BulkWork {
  const { action, mode, package: wanted, templateId } = body;
  const missing = (field: string) => problem('request.missing_field', { errors: [{ pointer: `/${field}`, message: `is required for ${action}` }] });
  switch (action) {
    case 'retry':
      if (!mode) throw missing('mode');
      return { action, mode };
    case 'change_package':
      if (!wanted) throw missing('package');
      return { action, package: wanted };
    case 'move_template':
      if (!templateId) throw missing('templateId');
      return { action, templateId };
    default:
      return { action };
  }
}

export default async function bulkRoutes(app: App): Promise<void> {
  app.post(
    '/v1/bulk-operations',
    {
      bodyLimit,
      config: { whenTooLarge: 'Choose users by a filter, or name them in several bulk operations.' },
      schema: {
        operationId: 'createBulkOperation',
        summary: 'Do the same for many users, or count what it would come to',
        description: 'A dry run answers 200 with numbers and changes nothing. Otherwise the work is started and `Location` tells where to watch it.',
        tags,
        body: ref(NewBulkOperation),
        response: { 200: ref(BulkDryRun), 202: ref(BulkOperation), ...refusals('400', '401', '403', '404', '409') },
      },
    },
    async (request, reply) => {
      const { target, dryRun: isDryRun, confirm } = request.body;
      const asked = { work: workOf(request.body), target };
      if (isDryRun) return dryRun(request.ctx, asked);
      const row = await startBulkOperation(request.ctx, asked, confirm);
      reply.code(202).header('location', `/v1/bulk-operations/${row.id}`).header('retry-after', LOOK_AGAIN_SECONDS);
      return presentBulkOperation(row);
    },
  );

  app.get(
    '/v1/bulk-operations',
    { schema: { operationId: 'listBulkOperations', summary: 'List bulk operations, newest first', tags, querystring: Type.Object(pageQuery), response: { 200: ref(BulkOperationList), ...refusals('400', '401', '403') } } },
    async (request) => {
      const { limit = 50, cursor } = request.query;
      const list = { list: 'bulk-operations' };
      const page = await listBulkOperations(request.ctx, { limit, start: openCursor<string>(request.ctx, cursor, list) });
      return sealPage(request.ctx, list, { ...page, items: page.items.map(presentBulkOperation) });
    },
  );

  app.get(
    '/v1/bulk-operations/:bulkOperationId',
    { schema: { operationId: 'getBulkOperation', summary: 'Read a bulk operation with its progress', tags, params, response: { 200: ref(BulkOperation), ...refusals('400', '401', '403', '404') } } },
    async (request, reply) => {
      const row = await getBulkOperation(request.ctx, request.params.bulkOperationId);
      if (row.state === 'running') reply.header('retry-after', LOOK_AGAIN_SECONDS);
      return presentBulkOperation(row);
    },
  );

  app.get(
    '/v1/bulk-operations/:bulkOperationId/items',
    { schema: { operationId: 'listBulkItems', summary: 'What came of each user', tags, params, querystring: itemsQuery, response: { 200: ref(BulkItemList), ...refusals('400', '401', '403', '404') } } },
    async (request) => {
      const { limit = 50, cursor, result } = request.query;
      const { bulkOperationId } = request.params;
      const list = { list: 'bulk-items', of: bulkOperationId, result };
      const states = result === undefined ? null : itemStates.filter((state) => result.split(',').includes(state));
      const page = await listBulkItems(request.ctx, bulkOperationId, { states, limit, start: openCursor<number>(request.ctx, cursor, list) });
      return sealPage(request.ctx, list, { ...page, items: page.items.map(presentBulkItem) });
    },
  );

  app.get(
    '/v1/bulk-operations/:bulkOperationId/failures.csv',
    {
      schema: {
        operationId: 'exportBulkFailures',
        summary: 'Everybody with whom it did not go as asked, as CSV',
        description: 'Skipped and failed users with code, text and what helps. With the addresses mended the file can be imported.',
        tags,
        params,
        response: { 200: { description: 'CSV (RFC 4180), UTF-8, safe to open in a spreadsheet.', content: { 'text/csv': { schema: Type.Unsafe<unknown>({ type: 'string' }) } } }, ...refusals('400', '401', '403', '404') },
      },
    },
    async (request, reply) => {
      const stream = await exportFailures(request.ctx, request.params.bulkOperationId);
      reply.header('content-disposition', 'attachment; filename="failures.csv"');
      return reply.type('text/csv; charset=utf-8; header=present').send(stream);
    },
  );

  for (const [word, { act, operationId, summary }] of Object.entries(steering)) {
    app.post(
      `/v1/bulk-operations/:bulkOperationId/${word}`,
      { schema: { operationId, summary, tags, params, response: { 200: ref(BulkOperation), ...refusals('400', '401', '403', '404', '409') } } },
      async (request) => presentBulkOperation(await act(request.ctx, request.params.bulkOperationId)),
    );
  }

  await app.register(importRoutes);
}
