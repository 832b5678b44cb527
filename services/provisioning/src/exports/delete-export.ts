import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { loadOwnExport } from './list-exports.ts';
import { removeExport } from './store.ts';

/** Drops an export and its file; one that is being made ends. @throws export.not_found */
export async function deleteExport(ctx: Context, id: string): Promise<void> {
  requireRight(ctx, 'subscribers:read');
  await inTransaction(ctx, async (ctx) => {
    const row = await loadOwnExport(ctx, id);
    if (!(await removeExport(ctx.db, ctx.providerId, row.id))) throw problem('export.not_found');
    await recordEvent(ctx, { type: 'export.deleted', data: { exportId: id, list: 'subscribers' } });
  });
}
