import { requireRight } from '../access.ts';
import { type Finding, isAllRight } from '../checks/finding.ts';
import { type Context, inTransaction } from '../context.ts';
import type { ConnectorSettings } from '../provisioning/cloud.ts';
import { openConnector } from './load-connector.ts';
import { noteCheck } from './store.ts';

export type ConnectorCheck = { ok: boolean; findings: Finding[]; checkedAt: Date; latencyMs: number };

/** Does the cloud platform accept our credentials, over the real connection? Kept as the last check. @throws connector.not_found */
export async function checkConnector(ctx: Context, id: string): Promise<ConnectorCheck> {
  requireRight(ctx, 'templates:read');
  const settings = await inTransaction(ctx, (ctx) => openConnector(ctx, id));
  const start = performance.now();
  const findings = [await findingOfCloud(ctx, settings, 'accessToken')];
  const latencyMs = Math.round(performance.now() - start);
  const checkedAt = ctx.clock.now();
  await inTransaction(ctx, (ctx) => noteCheck(ctx.db, ctx.providerId, id, findings, checkedAt));
  return { ok: isAllRight(findings), findings, checkedAt, latencyMs };
}

/**
 * What there is to say about a way to the cloud; for other checks too, and checks no right.
 * @param field the setting that names the connector there.
 */
export async function findingOfCloud(ctx: Context, settings: ConnectorSettings, field: string): Promise<Finding> {
  const answer = await ctx.connectCloud(settings, ctx.traceId).check();
  if (answer.result === 'accepted') return { code: 'connector.accepted', severity: 'ok', owner: 'cloud_admin', field, detail: null };
  return { code: `connector.${answer.result}`, severity: 'problem', owner: answer.result === 'refused' ? 'you' : 'cloud_admin', field, detail: answer.detail };
}
