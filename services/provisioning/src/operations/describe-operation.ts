import type { TxContext } from '../context.ts';
import { type StepName, stepsOf } from './operation.ts';
import { latestOperation, listSteps, type OperationRow } from './store.ts';

export type StepView = { name: StepName; state: 'waiting' | 'running' | 'done' | 'failed' };

/** The newest operation of a subscriber with its steps in the order people see them, or null when there was none. */
export async function describeOperation(ctx: TxContext, subscriberId: string): Promise<{ operation: OperationRow; steps: StepView[] } | null> {
  const operation = await latestOperation(ctx.db, ctx.providerId, subscriberId);
  if (!operation) return null;
  const all = await listSteps(ctx.db, ctx.providerId, operation.id);
  const latest = Math.max(0, ...all.map((step) => step.try));
  const known = new Map(all.filter((step) => step.try === latest).map((step) => [step.name, step.state]));
  const steps = stepsOf[operation.kind].map((name): StepView => ({ name, state: known.get(name) ?? 'waiting' }));
  const reached = steps.findLastIndex((step) => step.state !== 'waiting');
  return { operation, steps: steps.map((step, index) => (index < reached && step.state === 'waiting' ? { ...step, state: 'done' } : step)) };
}

/** Was anything ever started downstream for this subscriber? */
export const wasAttempted = async (ctx: TxContext, subscriberId: string): Promise<boolean> => (await latestOperation(ctx.db, ctx.providerId, subscriberId)) !== null;
