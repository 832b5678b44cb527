import type { TxContext } from '../context.ts';
import { tryOf } from './operation.ts';
import { latestOperation, type OperationRow, type StepRow, stepsOfAll } from './store.ts';

/** Steps by operation and try, each try's in the order they began. */
export type TrySteps = (operationId: string, number: number) => StepRow[];

/** The steps of every try of these operations; checks no right. */
export async function listTries(ctx: TxContext, operationIds: readonly string[]): Promise<TrySteps> {
  const steps = await stepsOfAll(ctx.db, ctx.providerId, [...new Set(operationIds)]);
  return (operationId, number) => steps.filter((step) => step.operationId === operationId && step.try === number);
}

/** The operation that is under way for a subscriber, with the number of its try; null when there is none. */
export async function findOpenOperation(ctx: TxContext, subscriberId: string): Promise<{ operation: OperationRow; number: number } | null> {
  const operation = await latestOperation(ctx.db, ctx.providerId, subscriberId);
  return operation && operation.finishedAt === null ? { operation, number: tryOf(operation) } : null;
}
