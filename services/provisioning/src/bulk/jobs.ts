import { asSystem, type Context } from '../context.ts';
import type { Jobs } from '../jobs/catalog.ts';
import { runBulkOperation } from './run-bulk-operation.ts';

/** The wake-up of a bulk operation. */
export const handleRunBulkOperation = (ctx: Context, { providerId, bulkOperationId }: Jobs['run-bulk-operation']): Promise<void> =>
  runBulkOperation(asSystem(ctx, providerId, 'worker'), bulkOperationId);
