import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import Type from 'typebox';
import type { Context } from '../context.ts';
import type { App } from '../http/app-type.ts';
import { openCursor, sealPage } from '../http/paging.ts';
import { nothing, pageQuery, ref, refusals, Uuid } from '../http/schema.ts';
import { columnsOf } from '../subscribers/export-subscribers.ts';
import { filtersOf } from '../subscribers/list-filter.ts';
import { deleteExport } from './delete-export.ts';
import { fileNameOf } from './export.ts';
import { getExport, listExports } from './list-exports.ts';
import { openExportFile } from './read-file.ts';
import { requestExport } from './request-export.ts';
import { Export, ExportList, NewExport } from './schemas.ts';
import type { ExportRow } from './store.ts';

const params = Type.Object({ exportId: Uuid });
const tags = ['Exports'];
/** While the file is being made. */
const LOOK_AGAIN_SECONDS = 2;

function presentExport({ actor }: Context, row: ExportRow) {
  const { id, state, rows, totalRows, size, columns, delimiter, encoding, bom, createdAt, finishedAt, expiresAt } = row;
  const askedBy = { kind: row.actorKind, name: row.actorName };
  return { id, state, fileName: fileNameOf(createdAt, encoding), askedBy, isOwn: actor.id === row.actorId, rows, totalRows, size, columns, delimiter, encoding, bom, createdAt, finishedAt, expiresAt };
}

export default async function exportRoutes(app: App): Promise<void> {
  app.post(
    '/v1/exports',
    {
      schema: {
        operationId: 'createExport',
        summary: 'Have a file of users made in the background',
        description: 'For more users than anybody would wait for. `Location` tells where to watch it. Three of one person\'s are made at a time.',
        tags,
        body: ref(NewExport),
        response: { 202: ref(Export), ...refusals('400', '401', '403', '409') },
      },
    },
    async (request, reply) => {
      const { ctx } = request;
      const { filter = {}, sort = '-lastStatusChange', columns, delimiter = ',', encoding = 'spreadsheet', bom = false } = request.body;
      const row = await requestExport(ctx, { filters: filtersOf(ctx, filter), sort, columns: columnsOf(columns), delimiter, encoding, bom });
      reply.code(202).header('location', `/v1/exports/${row.id}`).header('retry-after', LOOK_AGAIN_SECONDS);
      return presentExport(ctx, row);
    },
  );

  app.get(
    '/v1/exports',
    { schema: { operationId: 'listExports', summary: 'List exports, newest first', description: 'An owner sees everybody\'s, anybody else their own.', tags, querystring: Type.Object(pageQuery), response: { 200: ref(ExportList), ...refusals('400', '401', '403') } } },
    async (request) => {
      const { ctx } = request;
      const { limit = 50, cursor } = request.query;
      const list = { list: 'exports' };
      const page = await listExports(ctx, { limit, start: openCursor<string>(ctx, cursor, list) });
      return sealPage(ctx, list, { ...page, items: page.items.map((row) => presentExport(ctx, row)) });
    },
  );

  app.get(
    '/v1/exports/:exportId',
    { schema: { operationId: 'getExport', summary: 'Read an export', tags, params, response: { 200: ref(Export), ...refusals('400', '401', '403', '404') } } },
    async (request, reply) => {
      const row = await getExport(request.ctx, request.params.exportId);
      if (row.finishedAt === null) reply.header('retry-after', LOOK_AGAIN_SECONDS);
      return presentExport(request.ctx, row);
    },
  );

  app.get(
    '/v1/exports/:exportId/file',
    {
      schema: {
        operationId: 'downloadExport',
        summary: 'Fetch the file of an export',
        description: 'Only once it is ready. It is sent packed to whoever takes gzip.',
        tags,
        params,
        response: { 200: { description: 'CSV (RFC 4180), UTF-8, first row names the columns.', content: { 'text/csv': { schema: Type.Unsafe<unknown>({ type: 'string' }) } } }, ...refusals('400', '401', '403', '404', '409') },
      },
    },
    async (request, reply) => {
      const { row, pieces } = await openExportFile(request.ctx, request.params.exportId);
      const takesGzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
      const packed = Readable.from(pieces, { objectMode: false });
      packed.on('error', (error) => request.ctx.log.warn({ err: error }, 'an export was not fetched to the end'));
      if (takesGzip) reply.header('content-encoding', 'gzip');
      reply.header('vary', 'accept-encoding').header('content-disposition', `attachment; filename="${fileNameOf(row.createdAt, row.encoding)}"`);
      return reply.type('text/csv; charset=utf-8; header=present').send(takesGzip ? packed : unpacked(packed));
    },
  );

  app.delete(
    '/v1/exports/:exportId',
    { schema: { operationId: 'deleteExport', summary: 'Delete an export and its file', tags, params, response: { 204: nothing('It is gone.'), ...refusals('400', '401', '403', '404') } } },
    async (request, reply) => {
      await deleteExport(request.ctx, request.params.exportId);
      return reply.code(204).send();
    },
  );
}

/** An end before its time goes through to the reader, or half a file would look whole. */
function unpacked(packed: Readable): Readable {
  const out = createGunzip();
  packed.on('error', (error) => out.destroy(error));
  return packed.pipe(out);
}
