import { requireRight, visibleTemplates } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { problem } from '../problems.ts';
import type { ExportRequest } from '../subscribers/export-subscribers.ts';
import { KEPT_MS, MOST_UNFINISHED } from './export.ts';
import { countUnfinished, type ExportRow, insertExport } from './store.ts';

/**
 * Asks for a file that a worker makes. What is in it is decided by who asks, with the rights they have when it is made.
 * @throws access.forbidden for anybody but an admin or a program, export.too_many
 */
export async function requestExport(ctx: Context, request: ExportRequest): Promise<ExportRow> {
  requireRight(ctx, 'subscribers:read');
  const { actor } = ctx;
  if (actor.kind !== 'admin' && actor.kind !== 'api_client') throw problem('access.forbidden');
  return inTransaction(ctx, async (ctx) => {
    if ((await countUnfinished(ctx.db, ctx.providerId, actor.id)) >= MOST_UNFINISHED) throw problem('export.too_many');
    const now = ctx.clock.now();
    const { filters, sort, columns, delimiter, encoding, bom } = request;
    const visible = visibleTemplates(actor);
    const row = await insertExport(ctx.db, {
      providerId: ctx.providerId,
      id: ctx.ids.next(),
      actorKind: actor.kind,
      actorId: actor.id,
      actorName: actor.name,
      filters, sort, columns: [...columns], delimiter, encoding, bom,
      visible: visible && [...visible],
      state: 'queued',
      traceId: ctx.traceId,
      createdAt: now,
      expiresAt: new Date(now.getTime() + KEPT_MS),
    });
    await recordEvent(ctx, { type: 'export.requested', data: { exportId: row.id, list: 'subscribers', filters, columns } });
    await enqueue(ctx, 'make-export', { providerId: ctx.providerId, exportId: row.id });
    return row;
  });
}
