import type { Readable } from 'node:stream';
import { requireRight, visibleTemplates } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { cutPage, type Page } from '../db/page.ts';
import { streamCsv } from '../db/stream-csv.ts';
import { problem } from '../problems.ts';
import { auditCopyStatement, type AuditExport, type AuditFilters, type AuditRow, selectAudit } from './audit-query.ts';
import { recordExport } from './record-export.ts';

/** Who did what to whom, newest first. An admin limited to some templates sees what happened there, and nothing else. */
export async function listAudit(ctx: Context, request: { filters: AuditFilters; limit: number; after: string | null }): Promise<Page<AuditRow, string>> {
  requireRight(ctx, 'events:read');
  const visible = visibleTemplates(ctx.actor);
  return inTransaction(ctx, async (ctx) => cutPage(await selectAudit(ctx.db, ctx.providerId, { ...request, visible }), request.limit, (row) => row.id));
}

/** Streams the same as CSV. That it was taken along is itself recorded. */
export async function exportAudit(ctx: Context, request: AuditExport): Promise<Readable> {
  requireRight(ctx, 'events:read');
  if (!ctx.providerId) throw problem('access.signed_out');
  await recordExport(ctx, 'audit', request);
  return streamCsv(ctx, auditCopyStatement(ctx.providerId, request, visibleTemplates(ctx.actor)), request);
}
