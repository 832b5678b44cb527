import { visibleTemplates } from '../access.ts';
import type { TxContext } from '../context.ts';
import { type ProblemCode, problems } from '../problems.ts';
import { type Amount, countByReason, countUnchanged, MOST } from './trouble-query.ts';
import type { Status } from './subscriber.ts';

export type Trouble = { count: number; capped: boolean; since: Date; latest: Date };

const troubleOf = ({ count, oldest, newest }: Amount): Trouble => ({ count, capped: count >= MOST, since: oldest, latest: newest });
const failureCodes = (Object.keys(problems) as ProblemCode[]).filter((code) => code.startsWith('cloud.'));

/** Failed users the actor may see, by cause, most of them first; checks no right. */
export async function findFailures(ctx: TxContext): Promise<(Trouble & { code: ProblemCode })[]> {
  const found = await countByReason(ctx.db, ctx.providerId, failureCodes, visibleTemplates(ctx.actor));
  return [...found].map(([code, amount]) => ({ code, ...troubleOf(amount) })).sort((a, b) => b.count - a.count || b.latest.getTime() - a.latest.getTime());
}

/**
 * Users the actor may see who have stood in a status for longer than so many minutes; checks no right.
 * @returns by status, without those that hold nobody.
 */
export async function findUnchanged(ctx: TxContext, limits: readonly { status: Status; minutes: number }[]): Promise<Map<Status, Trouble>> {
  const now = ctx.clock.now().getTime();
  const questions = limits.map(({ status, minutes }) => ({ name: status, status, before: new Date(now - minutes * 60_000) }));
  const found = await countUnchanged(ctx.db, ctx.providerId, questions, visibleTemplates(ctx.actor));
  return new Map([...found].map(([status, amount]) => [status, troubleOf(amount)]));
}
