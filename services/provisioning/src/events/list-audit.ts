import type { Readable } from 'node:stream';
import { requireRight, visibleTemplates } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { cutPage, type Page, type PageRequest } from '../db/page.ts';
import { streamCsv } from '../db/stream-csv.ts';
import { problem } from '../problems.ts';
import { auditCopyStatement, type AuditExport, type AuditFilters, type AuditRow, type AuditScope, selectAudit } from './audit-query.ts';
import { type Target, targetOf } from './event.ts';
import { recordExport } from './record-export.ts';
import { searchTargets } from './search-events-query.ts';
import { stillThere } from './target-query.ts';

/** `target` is whom or what it is about, as long as that exists. */
export type AuditEntry = AuditRow & { target: Target | null };

/** Who did what to whom, newest first. An admin limited to some templates sees what happened there, and nothing else. */
export async function listAudit(ctx: Context, { filters, ...request }: PageRequest<string> & { filters: AuditFilters }): Promise<Page<AuditEntry, string>> {
  requireRight(ctx, 'events:read');
  return inTransaction(ctx, async (ctx) => {
    const { items, ...page } = cutPage(await selectAudit(ctx.db, ctx.providerId, { ...(await scopeOf(ctx, filters)), ...request }), request, (row) => row.id);
    return { items: await withTargets(ctx, items), ...page };
  });
}

async function scopeOf(ctx: TxContext, filters: AuditFilters): Promise<AuditScope> {
  return { filters, visible: visibleTemplates(ctx.actor), found: filters.q ? await searchTargets(ctx.db, filters.q) : { users: [], events: [] } };
}

async function withTargets(ctx: TxContext, rows: readonly AuditRow[]): Promise<AuditEntry[]> {
  const targets = rows.map(targetOf);
  const there = await stillThere(ctx.db, ctx.providerId, targets.filter((target) => target !== null));
  return rows.map((row, at) => {
    const target = targets[at];
    return { ...row, target: target && there.has(target.id) ? target : null };
  });
}

/** Streams the same as CSV. That it was taken along is itself recorded. */
export async function exportAudit(ctx: Context, request: AuditExport): Promise<Readable> {
  requireRight(ctx, 'events:read');
  const { providerId } = ctx;
  if (!providerId) throw problem('access.signed_out');
  await recordExport(ctx, 'audit', request);
  const scope = await inTransaction(ctx, (ctx) => scopeOf(ctx, request.filters));
  return streamCsv(ctx, auditCopyStatement(providerId, scope, request), request);
}
