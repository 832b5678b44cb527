import { visibleTemplates } from '../access.ts';
import { isAllRight } from '../checks/finding.ts';
import type { TxContext } from '../context.ts';
import { type ClusterRow, templatesUsing } from './store.ts';

export type UsedBy = { templateId: string; name: string };
type LastCheck = { checkedAt: Date; ok: boolean; findings: NonNullable<ClusterRow['lastCheck']> };
export type DescribedCluster = Omit<ClusterRow, 'lastCheck' | 'lastCheckAt'> & { usedBy: UsedBy[]; lastCheck: LastCheck | null };

/** Clusters with what an admin wants to know beside the settings. Only templates the actor may see are named. */
export async function describeClusters(ctx: TxContext, rows: readonly ClusterRow[]): Promise<DescribedCluster[]> {
  const visible = visibleTemplates(ctx.actor);
  const users = (await templatesUsing(ctx.db, ctx.providerId, rows.map(({ id }) => id))).filter(({ templateId }) => !visible || visible.includes(templateId));
  return rows.map(({ lastCheck, lastCheckAt, ...row }) => ({
    ...row,
    usedBy: users.filter(({ clusterId }) => clusterId === row.id).map(({ templateId, name }) => ({ templateId, name })),
    lastCheck: lastCheck && lastCheckAt && { checkedAt: lastCheckAt, ok: isAllRight(lastCheck), findings: lastCheck },
  }));
}
