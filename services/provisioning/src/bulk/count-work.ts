import { type Context, inTransaction, type TxContext } from '../context.ts';
import { describeTarget, type FactsGroup, type Target, TARGET_LIMIT } from '../subscribers/find-target.ts';
import { type FilterWords, filtersOf } from '../subscribers/list-filter.ts';
import { STUCK_AFTER_MS } from '../subscribers/subscriber.ts';
import { loadTemplateEver, loadVisibleTemplate } from '../templates/load-template.ts';
import { type BulkAction, type BulkWork, CONFIRM_FROM, type Obstacle, obstacleTo, SAMPLES } from './bulk-operation.ts';
import { requireBulkRight } from './who.ts';

export type BulkTarget = { ids: readonly string[] } | { filter: FilterWords };
export type BulkRequest = { work: BulkWork; target: BulkTarget };

export type Skipped = { code: Obstacle; count: number; samples: string[] };
export type WorkCount = {
  action: BulkAction;
  /** All whom the target names. */
  total: number;
  /** Those of them to whom it can be done now. */
  ready: number;
  samples: string[];
  skipped: Skipped[];
  /** Counting stopped at a million. */
  capped: boolean;
  /** Whether the start needs `ready` as `confirm`. */
  confirmationNeeded: boolean;
};

/** What the work would come to, now; changes nothing. @throws access.forbidden, template.not_found */
export async function dryRun(ctx: Context, request: BulkRequest): Promise<WorkCount> {
  requireBulkRight(ctx, request.work);
  return inTransaction(ctx, (ctx) => countWork(ctx, request));
}

/** The same for other use cases; checks no right. */
export async function countWork(ctx: TxContext, { work, target }: BulkRequest): Promise<WorkCount> {
  const moveTo = work.action === 'move_template' ? work.templateId : null;
  const groups = await describeTarget(ctx, targetOf(ctx, target), moveTo);
  const templateOf = moveTo ? await templateObstacles(ctx, moveTo, groups) : () => null;
  const counted = new Map<Obstacle | null, Omit<Skipped, 'code'>>();
  for (const group of groups) count(counted, templateOf(group) ?? obstacleOf(ctx, work, group), group.count, [group.first, group.last]);
  const found = groups.reduce((sum, group) => sum + group.count, 0);
  const absent = 'ids' in target ? new Set(target.ids).size - found : 0;
  if (absent > 0) count(counted, 'not_found', absent, []);
  const ready = counted.get(null) ?? { count: 0, samples: [] };
  const skipped = [...counted].flatMap(([code, rest]) => (code === null ? [] : [{ code, ...rest }])).sort((a, b) => b.count - a.count);
  return { action: work.action, total: found + absent, ready: ready.count, samples: ready.samples, skipped, capped: found >= TARGET_LIMIT, confirmationNeeded: ready.count >= CONFIRM_FROM };
}

/** @param at gives the moment at which "unchanged for so long" is measured */
export const targetOf = (at: Pick<Context, 'clock'>, target: BulkTarget): Target => ('ids' in target ? target : { filters: filtersOf(at, target.filter) });

function count(counted: Map<Obstacle | null, Omit<Skipped, 'code'>>, code: Obstacle | null, more: number, samples: string[]): void {
  const known = counted.get(code) ?? { count: 0, samples: [] };
  counted.set(code, { count: known.count + more, samples: [...new Set([...known.samples, ...samples])].slice(0, SAMPLES) });
}

function obstacleOf(ctx: TxContext, work: BulkWork, group: FactsGroup): Obstacle | null {
  const now = ctx.clock.now();
  const lastStatusChange = group.stuck ? new Date(now.getTime() - STUCK_AFTER_MS - 1) : now;
  const obstacle = obstacleTo(work, { ...group, lastStatusChange }, now);
  return obstacle ?? (group.heldBack ? 'users_stay_behind' : null);
}

/** What the two templates of a move say about it, before the user itself is looked at. */
async function templateObstacles(ctx: TxContext, moveTo: string, groups: readonly FactsGroup[]): Promise<(group: FactsGroup) => Obstacle | null> {
  const target = await loadVisibleTemplate(ctx, moveTo);
  const ids = [...new Set(groups.map(({ templateId }) => templateId))];
  const templates = new Map<string, Awaited<ReturnType<typeof loadTemplateEver>>>();
  for (const id of ids) templates.set(id, await loadTemplateEver(ctx, id));
  return ({ templateId, hasAccount }) => {
    const template = templates.get(templateId);
    if (template && template.clusterId !== target.clusterId) return 'other_cluster';
    return template && hasAccount && template.connectorId !== target.connectorId ? 'other_cloud' : null;
  };
}
