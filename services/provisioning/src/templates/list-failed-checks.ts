import { visibleTemplates } from '../access.ts';
import type { Finding } from '../checks/finding.ts';
import type { TxContext } from '../context.ts';
import { failedChecks } from './check-query.ts';

export type FailedCheck = { templateId: string; name: string; checkedAt: Date; problems: Finding[] };

/** Templates whose last check has found a problem, with the problems only; those the actor may see. Checks no right. */
export async function listFailedChecks(ctx: TxContext, limit: number): Promise<FailedCheck[]> {
  const found = await failedChecks(ctx.db, ctx.providerId, { limit, only: visibleTemplates(ctx.actor) });
  return found.map(({ findings, ...check }) => ({ ...check, problems: findings.filter(({ severity }) => severity === 'problem') }));
}
