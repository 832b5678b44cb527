import { type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PassThrough } from 'node:stream';
import { to as copyTo } from 'pg-copy-streams';
import { requireRight, visibleTemplates } from '../access.ts';
import type { Context } from '../context.ts';
import { withTenant } from '../db/db.ts';
import { problem } from '../problems.ts';
import { copyStatement, type ExportRequest } from './export-query.ts';

/** Streams the list as CSV (RFC 4180) straight from the database; memory does not grow with it. */
export function exportSubscribers(ctx: Context, request: ExportRequest): Readable {
  requireRight(ctx, 'subscribers:read');
  const { providerId } = ctx;
  if (!providerId) throw problem('access.signed_out');
  const out = new PassThrough();
  if (request.bom) out.write('\uFEFF');
  const copy = copyStatement(providerId, request, visibleTemplates(ctx.actor));
  withTenant(ctx.pool, { providerId }, (_db, client) => pipeline(client.query(copyTo(copy)), out)).catch((error: unknown) => {
    ctx.log.warn({ err: error }, 'an export ended early');
    out.destroy(error instanceof Error ? error : new Error('export failed'));
  });
  return out;
}
