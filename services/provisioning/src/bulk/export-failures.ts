import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { type ItemView, selectItems } from './items-query.ts';
import { loadVisibleBulk } from './list-bulk-operations.ts';
import { wordsFor } from './result-words.ts';

const BATCH = 1_000;
const columns = ['userId', 'email', 'result', 'code', 'text', 'line', 'nextStep'] as const;

/**
 * Everybody with whom it did not go as asked, why and what helps, as CSV that is safe to open in a spreadsheet. With the addresses mended, it is
 * a file that can be imported.
 * @throws access.forbidden, bulk_operation.not_found; before the first byte
 */
export async function exportFailures(ctx: Context, id: string): Promise<Readable> {
  requireRight(ctx, 'subscribers:read');
  const bulk = await inTransaction(ctx, (ctx) => loadVisibleBulk(ctx, id));
  async function* lines(): AsyncGenerator<string> {
    yield csv([[...columns]]);
    for (let start: { after: number } | null = null, more = true; more; ) {
      const page: ItemView[] = await inTransaction(ctx, (ctx) => selectItems(ctx.db, bulk, { states: ['skipped', 'failed'], limit: BATCH, start }));
      const items = page.slice(0, BATCH);
      yield csv(items.map(lineOf));
      const last = items.at(-1);
      start = last ? { after: last.position } : null;
      more = page.length > BATCH;
    }
  }
  return Readable.from(lines());
}

function lineOf({ userId, email, state, code, line }: ItemView): (string | number | null)[] {
  const { text, nextStep } = wordsFor(code);
  return [userId, email, state, code, text, line, nextStep];
}

const csv = (rows: (string | number | null)[][]): string => stringify(rows, { escape_formulas: true, record_delimiter: '\r\n' });
