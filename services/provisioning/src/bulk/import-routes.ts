import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { ref, refusals, Uuid } from '../http/schema.ts';
import { previewImport, startImport } from './import-subscribers.ts';
import { presentBulkOperation, presentImport } from './present-bulk-operation.ts';
import { BulkOperation, importQuery, ImportPreview, StartImport } from './schemas.ts';

const tags = ['Bulk work'];
const bodyLimit = 5 * 1024 * 1024;

export default async function importRoutes(app: App): Promise<void> {
  // Other text is not taken for a table.
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser('text/csv', { parseAs: 'string', bodyLimit }, (_request, body, done) => done(null, body));

  app.post(
    '/v1/subscribers/imports',
    {
      bodyLimit,
      config: { whenTooLarge: 'Split the file; the parts can be imported one after the other.' },
      schema: {
        operationId: 'previewImport',
        summary: 'Read a file of corrected addresses and say what would come of each row',
        description: 'CSV with the columns `userId` and `email`, at most 5 MB and 50,000 rows. Nobody is touched; start the operation it answers with.',
        tags,
        querystring: importQuery,
        body: { content: { 'text/csv': { schema: Type.Unsafe<string>({ type: 'string' }) } } },
        response: { 201: ref(ImportPreview), ...refusals('400', '401', '403', '415') },
      },
    },
    async (request, reply) => {
      const text = typeof request.body === 'string' ? request.body : null;
      const preview = await previewImport(request.ctx, { name: request.query.fileName ?? null, text });
      reply.code(201).header('location', `/v1/bulk-operations/${preview.operation.id}`);
      return presentImport(preview);
    },
  );

  app.post(
    '/v1/bulk-operations/:bulkOperationId/start',
    {
      schema: {
        operationId: 'startImport',
        summary: 'Start an import that was previewed',
        description: 'Once; rows that were wrong stay out.',
        tags,
        params: Type.Object({ bulkOperationId: Uuid }),
        body: ref(StartImport),
        response: { 202: ref(BulkOperation), ...refusals('400', '401', '403', '404', '409') },
      },
    },
    async (request, reply) => {
      const row = await startImport(request.ctx, request.params.bulkOperationId, request.body);
      reply.code(202).header('location', `/v1/bulk-operations/${row.id}`).header('retry-after', 2);
      return presentBulkOperation(row);
    },
  );
}
