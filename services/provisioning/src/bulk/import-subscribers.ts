import { createHash } from 'node:crypto';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { problem } from '../problems.ts';
import type { RetryMode } from '../subscribers/subscriber.ts';
import { insertItems, type NewItem, waitingRows } from './items-query.ts';
import { type JudgedRow, judgeRows } from './judge-rows.ts';
import { loadVisibleBulk } from './list-bulk-operations.ts';
import { readRows } from './read-rows.ts';
import { requireConfirmed } from './require-confirmed.ts';
import { wakeUp } from './start-bulk-operation.ts';
import { type BulkRow, claimState, countResult, findBulk, findSameFile, insertBulk, setTotal } from './store.ts';
import { askedBy, requireBulkRight, seesOnlyOf } from './who.ts';

export type ImportPreview = { operation: BulkRow; rows: JudgedRow[]; sameFile: BulkRow | null };

/**
 * Reads a file of users and addresses and says what would come of each row. Nobody is touched: the rows wait for their start
 * as a draft, for a day.
 * @throws access.forbidden, import.unreadable, import.columns_missing, import.no_rows, import.too_many_rows
 */
export async function previewImport(ctx: Context, file: { name: string | null; text: string | null }): Promise<ImportPreview> {
  requireBulkRight(ctx, { action: 'retry', mode: 'verify' });
  const { text } = file;
  if (text === null) throw problem('import.unreadable', { detail: 'Send the file as text/csv.' });
  const rows = readRows(text);
  const fileHash = createHash('sha256').update(text).digest('hex');
  return inTransaction(ctx, async (ctx) => {
    const now = ctx.clock.now();
    const judged = await judgeRows(ctx, rows);
    const sameFile = await findSameFile(ctx.db, ctx.providerId, fileHash, seesOnlyOf(ctx.actor));
    const draft = await insertBulk(ctx.db, {
      ...askedBy(ctx),
      providerId: ctx.providerId,
      id: ctx.ids.next(),
      action: 'retry',
      work: { action: 'retry', mode: 'verify' },
      source: 'import',
      fileName: file.name,
      fileHash,
      state: 'draft',
      collected: true,
      nextAttemptAt: now,
      traceId: ctx.traceId,
      createdAt: now,
    });
    await keepRows(ctx, draft, judged);
    return { operation: (await findBulk(ctx.db, ctx.providerId, draft.id, null)) ?? draft, rows: judged, sameFile };
  });
}

/** A wrong row is a failed item from the beginning; every other is judged again when its turn comes. */
async function keepRows(ctx: TxContext, draft: BulkRow, rows: readonly JudgedRow[]): Promise<void> {
  const at = ctx.clock.now();
  const items = rows.map((row, index): NewItem => {
    const { line, userId, email, subscriberId } = row;
    const result = row.verdict === 'wrong' ? { state: 'failed' as const, code: row.code, at } : { state: 'waiting' as const };
    return { position: index + 1, line, userId, email, subscriberId, ...result };
  });
  await insertItems(ctx.db, draft, items);
  await setTotal(ctx.db, ctx.providerId, draft.id, items.length);
  const wrong = rows.flatMap((row) => (row.verdict === 'wrong' ? [row.code] : []));
  for (const code of new Set(wrong)) await countResult(ctx.db, ctx.providerId, draft.id, { state: 'failed', code, count: wrong.filter((one) => one === code).length });
}

/**
 * Starts an import that was previewed, once.
 * @param confirm how many users the preview said would be retried in this mode; must still be right. Many users need it.
 * @throws access.forbidden, bulk_operation.not_found, bulk_operation.state_not_allowed (started already), bulk_operation.nobody (no row can be used),
 * bulk_operation.confirmation_needed, bulk_operation.count_changed
 */
export async function startImport(ctx: Context, id: string, { mode, confirm }: { mode: RetryMode; confirm?: number }): Promise<BulkRow> {
  requireBulkRight(ctx, { action: 'retry', mode });
  return inTransaction(ctx, async (ctx) => {
    const draft = await loadVisibleBulk(ctx, id);
    if (draft.state === 'draft' && draft.failed === draft.total) throw problem('bulk_operation.nobody');
    const row = await claimState(ctx.db, ctx.providerId, id, ['draft'], { state: 'running', work: { action: 'retry', mode }, nextAttemptAt: ctx.clock.now() });
    if (!row) throw problem('bulk_operation.state_not_allowed');
    requireConfirmed('retry', await countReady(ctx, row, mode), confirm);
    await wakeUp(ctx, row);
    return row;
  });
}

/** How many users of the file would be retried now. */
async function countReady(ctx: TxContext, draft: BulkRow, mode: RetryMode): Promise<number> {
  const rows = await judgeRows(ctx, await waitingRows(ctx.db, draft));
  return rows.filter(({ verdict }) => verdict === 'ready' || (mode === 'vouch' && verdict === 'mailed')).length;
}
