import { requireRight } from '../access.ts';
import { afterTransaction, type Context, inTransaction, type TxContext } from '../context.ts';
import { problem } from '../problems.ts';
import type { ConnectorSettings } from '../provisioning/cloud.ts';
import { authorizationOf } from './authorization.ts';
import { limitsOf } from './connector.ts';
import { type DescribedConnector, describeConnectors } from './describe-connectors.ts';
import { paceOf } from './pace.ts';
import { type ConnectorRow, findConnector } from './store.ts';

/** The connector by its id, for other use cases; checks no right. @throws connector.not_found */
export async function loadConnector(ctx: TxContext, id: string): Promise<ConnectorRow> {
  const row = await findConnector(ctx.db, ctx.providerId, id);
  if (!row) throw problem('connector.not_found');
  return row;
}

/** What it takes to call the cloud platform, with the secrets opened when they are needed. Never leaves the process. @throws connector.not_found */
export async function openConnector(ctx: TxContext, id: string): Promise<ConnectorSettings> {
  const connector = await loadConnector(ctx, id);
  return { ...connector.settings, id, keyShown: connector.keyShown, authorization: authorizationOf(afterTransaction(ctx), id), pace: paceOf(id, limitsOf(connector)) };
}

/** What an admin reads. @throws connector.not_found */
export async function getConnector(ctx: Context, id: string): Promise<DescribedConnector> {
  requireRight(ctx, 'templates:read');
  return inTransaction(ctx, async (ctx) => {
    const [described] = await describeConnectors(ctx, [await loadConnector(ctx, id)]);
    if (!described) throw problem('connector.not_found');
    return described;
  });
}
