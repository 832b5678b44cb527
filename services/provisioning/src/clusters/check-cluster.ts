import type { Finding } from '../checks/finding.ts';
import type { Context } from '../context.ts';
import { getCluster } from './load-cluster.ts';

/** Does XSI-Actions answer, over the real connection? @throws cluster.not_found */
export async function checkCluster(ctx: Context, id: string): Promise<Finding[]> {
  const { xsiUrl } = await getCluster(ctx, id);
  return [await findingOfXsi(ctx, xsiUrl, 'xsiUrl')];
}

/**
 * What there is to say about an XSI-Actions address; for other checks too, and checks no right.
 * @param field the setting that names the cluster there.
 */
export async function findingOfXsi(ctx: Context, xsiUrl: string, field: string): Promise<Finding> {
  const answer = await ctx.identity.probe({ xsiUrl });
  if (answer === 'reachable') return { code: 'cluster.reachable', severity: 'ok', owner: 'broadworks_admin', field, detail: xsiUrl };
  return { code: `cluster.${answer}`, severity: 'problem', owner: answer === 'unreachable' ? 'broadworks_admin' : 'you', field, detail: xsiUrl };
}
