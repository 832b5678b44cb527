import { asSystem, type Context } from '../context.ts';
import type { Jobs } from '../jobs/catalog.ts';
import { runOperation } from './run-operation.ts';

/** The wake-up of an operation. */
export const handleRunOperation = (ctx: Context, { providerId, operationId }: Jobs['run-operation']): Promise<void> =>
  runOperation(asSystem(ctx, providerId, 'worker'), operationId);
