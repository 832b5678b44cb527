import type { Readable } from 'node:stream';
import { requireRight, visibleTemplates } from '../access.ts';
import type { Context } from '../context.ts';
import { streamCsv } from '../db/stream-csv.ts';
import { recordExport } from '../events/record-export.ts';
import { problem } from '../problems.ts';
import { copyStatement, type ExportRequest } from './export-query.ts';

/** Streams the list as CSV (RFC 4180) straight from the database; memory does not grow with it. Who takes it along is recorded. */
export async function exportSubscribers(ctx: Context, request: ExportRequest): Promise<Readable> {
  requireRight(ctx, 'subscribers:read');
  if (!ctx.providerId) throw problem('access.signed_out');
  await recordExport(ctx, 'subscribers', request);
  return streamCsv(ctx, copyStatement(ctx.providerId, request, visibleTemplates(ctx.actor)), request);
}
