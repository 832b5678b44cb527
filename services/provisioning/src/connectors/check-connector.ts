import { requireRight } from '../access.ts';
import type { Finding } from '../checks/finding.ts';
import { type Context, inTransaction } from '../context.ts';
import type { ConnectorSettings } from '../provisioning/cloud.ts';
import { openConnector } from './load-connector.ts';

/** Does the cloud platform accept our credentials, over the real connection? @throws connector.not_found */
export async function checkConnector(ctx: Context, id: string): Promise<Finding[]> {
  requireRight(ctx, 'templates:read');
  const settings = await inTransaction(ctx, (ctx) => openConnector(ctx, id));
  return [await findingOfCloud(ctx, settings, 'accessToken')];
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
