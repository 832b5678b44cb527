import type { Readable } from 'node:stream';
import { requireRight, visibleTemplates } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { streamCsv } from '../db/stream-csv.ts';
import { recordExport } from '../events/record-export.ts';
import { problem } from '../problems.ts';
import { countUpTo } from './count-query.ts';
import { copyStatement, type ExportRequest } from './export-query.ts';
import { type ExportColumn, exportColumns } from './list-options.ts';
import type { SubscriberFilters } from './list-query.ts';

export type { ExportRequest } from './export-query.ts';

/** Names separated by commas, as a schema has let them through; all without any. */
export const columnsOf = (text: string | undefined): ExportColumn[] => {
  if (text === undefined) return [...exportColumns];
  return [...new Set(text.split(','))].flatMap((name) => exportColumns.filter((known) => known === name));
};

/** Streams the list as CSV (RFC 4180) straight from the database; memory does not grow with it. Who takes it along is recorded. */
export async function exportSubscribers(ctx: Context, request: ExportRequest): Promise<Readable> {
  requireRight(ctx, 'subscribers:read');
  await recordExport(ctx, 'subscribers', request);
  return copySubscribers(ctx, request, visibleTemplates(ctx.actor));
}

/** The same for a worker who has looked after the right. */
export function copySubscribers(ctx: Context, request: ExportRequest, visible: readonly string[] | null): Readable {
  if (!ctx.providerId) throw problem('access.signed_out');
  return streamCsv(ctx, copyStatement(ctx.providerId, request, visible), request);
}

/** How many rows a file would have, and whether that is too many to wait for; not counted further than that. */
export async function sizeExport(ctx: Context, filters: SubscriberFilters): Promise<{ rows: number; capped: boolean; inBackground: boolean }> {
  requireRight(ctx, 'subscribers:read');
  const { exportRowsAtOnce: most } = ctx.config;
  const rows = await inTransaction(ctx, (ctx) => countUpTo(ctx.db, ctx.providerId, filters, visibleTemplates(ctx.actor), most + 1));
  return { rows: Math.min(rows, most), capped: rows > most, inBackground: rows > most };
}

/** How many there are, to the end; for a worker who has looked after the right. */
export const countSubscribersFor = (ctx: Context, filters: SubscriberFilters, visible: readonly string[] | null): Promise<number> =>
  inTransaction(ctx, (ctx) => countUpTo(ctx.db, ctx.providerId, filters, visible, 2_000_000_000));
