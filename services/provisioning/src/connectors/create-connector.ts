import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { requireCallable } from '../checks/require-callable.ts';
import { recordEvent } from '../events/record-event.ts';
import type { ConnectorSettings } from '../provisioning/cloud.ts';
import { baseUrlFrom } from './connector.ts';
import type { DescribedConnector } from './describe-connectors.ts';
import { getConnector } from './load-connector.ts';
import { insertConnector } from './store.ts';

export type NewConnector = { name: string } & ConnectorSettings;

/** The access token is sealed and never shown again. @throws request.invalid for an unusable address. */
export async function createConnector(ctx: Context, input: NewConnector): Promise<DescribedConnector> {
  requireRight(ctx, 'integrations:write');
  const { name, kind, accessToken } = input;
  const baseUrl = baseUrlFrom(input.baseUrl);
  requireCallable(ctx, baseUrl, '/baseUrl');
  return inTransaction(ctx, async (ctx) => {
    const id = ctx.ids.next();
    const accessTokenSealed = ctx.vault.seal(accessToken, id);
    const row = await insertConnector(ctx.db, { providerId: ctx.providerId, id, name, kind, baseUrl, accessTokenSealed, createdAt: ctx.clock.now() });
    await recordEvent(ctx, { type: 'connector.created', data: { connectorId: id, name, kind, baseUrl } });
    return getConnector(ctx, row.id);
  });
}
