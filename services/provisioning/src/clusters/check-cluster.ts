import { type Finding, isAllRight } from '../checks/finding.ts';
import { type Context, inTransaction } from '../context.ts';
import { getCluster } from './load-cluster.ts';
import { noteCheck } from './store.ts';

/** An answer that takes longer makes people wait at the sign-in. */
const SLOW_MS = 2_000;

export type ClusterCheck = { ok: boolean; findings: Finding[]; checkedAt: Date; latencyMs: number };

/** Does XSI-Actions answer, over the real connection, how fast, and is a user id without domain understood? Kept as the last check. @throws cluster.not_found */
export async function checkCluster(ctx: Context, id: string): Promise<ClusterCheck> {
  const { xsiUrl, defaultDomain } = await getCluster(ctx, id);
  const start = performance.now();
  const reachable = await findingOfXsi(ctx, xsiUrl, 'xsiUrl');
  const latencyMs = Math.round(performance.now() - start);
  const findings = [reachable];
  if (reachable.severity === 'ok' && latencyMs > SLOW_MS) findings.push({ code: 'cluster.slow', severity: 'warning', owner: 'broadworks_admin', field: 'xsiUrl', detail: `${latencyMs} ms` });
  findings.push(
    defaultDomain
      ? { code: 'cluster.default_domain', severity: 'ok', owner: 'you', field: 'defaultDomain', detail: defaultDomain }
      : { code: 'cluster.no_default_domain', severity: 'warning', owner: 'you', field: 'defaultDomain', detail: null },
  );
  const checkedAt = ctx.clock.now();
  await inTransaction(ctx, (ctx) => noteCheck(ctx.db, ctx.providerId, id, findings, checkedAt));
  return { ok: isAllRight(findings), findings, checkedAt, latencyMs };
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
