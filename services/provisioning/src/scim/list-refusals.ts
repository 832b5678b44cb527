import { visibleTemplates } from '../access.ts';
import type { TxContext } from '../context.ts';
import type { NextAction } from '../problem-entry.ts';
import { describeProblem, type ProblemCode } from '../problems.ts';
import { refusalsSince } from './store.ts';

export type ScimRefusal = { templateId: string; name: string; at: Date; reason: ProblemCode; action: NextAction; call: string; field: string | null };

/** Templates that refused an identity system since then, where it has not worked again, the latest first; only those the actor may see. Checks no right. */
export async function listScimRefusals(ctx: TxContext, since: Date, limit: number): Promise<ScimRefusal[]> {
  const rows = await refusalsSince(ctx.db, ctx.providerId, { since, limit, only: visibleTemplates(ctx.actor) });
  return rows.map((row) => ({ ...row, action: describeProblem(row.reason).action }));
}
