import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { loadOwnExport } from './list-exports.ts';
import { type ExportRow, findChunk } from './store.ts';

/**
 * The finished file as it is kept, packed by gzip, piece by piece: no connection is held while somebody fetches it slowly.
 * @throws export.not_found, export.not_ready; before the first byte
 */
export async function openExportFile(ctx: Context, id: string): Promise<{ row: ExportRow; pieces: AsyncGenerator<Buffer> }> {
  requireRight(ctx, 'subscribers:read');
  const row = await inTransaction(ctx, async (ctx) => {
    const row = await loadOwnExport(ctx, id);
    if (row.state !== 'ready') throw problem('export.not_ready');
    await recordEvent(ctx, { type: 'export.downloaded', data: { exportId: id, list: 'subscribers', rows: row.rows } });
    return row;
  });
  return { row, pieces: piecesOf(ctx, row) };
}

async function* piecesOf(ctx: Context, row: ExportRow): AsyncGenerator<Buffer> {
  for (let number = 0; ; number++) {
    const piece = await inTransaction(ctx, (ctx) => findChunk(ctx.db, row, number));
    if (piece) yield piece;
    else if (number > 0 && (await isThere(ctx, row))) return;
    // A file that ends early must not look complete.
    else throw new Error('the export was deleted while it was being fetched');
  }
}

const isThere = (ctx: Context, row: ExportRow): Promise<boolean> => inTransaction(ctx, async (ctx) => (await findChunk(ctx.db, row, 0)) !== null);
