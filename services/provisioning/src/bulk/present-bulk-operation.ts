import type { ImportPreview } from './import-subscribers.ts';
import type { ItemView } from './items-query.ts';
import { actionFor } from './result-words.ts';
import type { BulkItemAnswer, BulkOperationAnswer, ImportPreviewAnswer, ReasonCountAnswer } from './schemas.ts';
import type { BulkRow } from './store.ts';
import { CONFIRM_FROM, RESULTS_KEPT_MS, type RowError } from './bulk-operation.ts';

const FIRST_READY = 20;
const FIRST_WRONG = 100;

/** The row as our own surface shows it. */
export function presentBulkOperation(row: BulkRow): BulkOperationAnswer {
  const { id, action, work, source, filter, fileName, state, stopReason, collected, total, succeeded, skipped, failed, createdAt, startedAt, finishedAt } = row;
  return {
    id, action,
    mode: work.action === 'retry' ? work.mode : null,
    package: work.action === 'change_package' ? work.package : null,
    templateId: work.action === 'move_template' ? work.templateId : null,
    source, filter, fileName,
    askedBy: { kind: row.actorKind, name: row.actorName },
    state, stopReason, collected, total,
    done: succeeded + skipped + failed,
    succeeded, skipped, failed,
    skippedBy: reasonsOf(row, 'skipped'),
    failedBy: reasonsOf(row, 'failed'),
    createdAt, startedAt, finishedAt,
    keptUntil: finishedAt && new Date(finishedAt.getTime() + RESULTS_KEPT_MS),
  };
}

function reasonsOf({ reasons }: BulkRow, state: 'skipped' | 'failed'): ReasonCountAnswer[] {
  const own = Object.entries(reasons).filter(([reason]) => reason.startsWith(`${state}:`));
  return own.map(([reason, count]) => reasonCount(reason.slice(state.length + 1), count)).sort((a, b) => b.count - a.count);
}

const reasonCount = (code: string, count: number): ReasonCountAnswer => ({ code, action: actionFor(code), count });

/** One user of the list, with what helps where it did not go as asked. */
export const presentBulkItem = (item: ItemView): BulkItemAnswer => ({ ...item, action: actionFor(item.code) });

export function presentImport({ operation, rows, sameFile }: ImportPreview): ImportPreviewAnswer {
  const passedOver = new Map<string, number>();
  for (const row of rows) if (row.verdict === 'passed_over') passedOver.set(row.code, (passedOver.get(row.code) ?? 0) + 1);
  const number = (verdict: string) => rows.filter((row) => row.verdict === verdict).length;
  const wrongRows = rows.flatMap((row) => (row.verdict === 'wrong' ? [{ line: row.line, userId: row.userId, email: row.email, field: fieldOf(row.code), code: row.code, action: actionFor(row.code) }] : []));
  return {
    operation: presentBulkOperation(operation),
    ready: number('ready'),
    alreadyMailed: number('mailed'),
    alreadyDone: number('done'),
    passedOver: [...passedOver].map(([code, count]) => reasonCount(code, count)),
    wrong: wrongRows.length,
    confirmFrom: CONFIRM_FROM,
    readyRows: rows.filter((row) => row.verdict === 'ready' || row.verdict === 'mailed').slice(0, FIRST_READY).map(({ line, userId, email }) => ({ line, userId, email })),
    wrongRows: wrongRows.slice(0, FIRST_WRONG),
    sameFile: sameFile && { id: sameFile.id, createdAt: sameFile.createdAt, name: sameFile.actorName },
  };
}

const fieldOf = (code: RowError): 'userId' | 'email' => (code.startsWith('user_') ? 'userId' : 'email');
