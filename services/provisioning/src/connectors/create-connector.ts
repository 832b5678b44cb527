import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { requireCallable } from '../checks/require-callable.ts';
import { recordEvent } from '../events/record-event.ts';
import { addressesOf, secretsFrom, settingsFrom } from './connector.ts';
import type { DescribedConnector } from './describe-connectors.ts';
import type { ConnectorFields } from './kind.ts';
import type { ConnectorKind } from './kinds.ts';
import { getConnector } from './load-connector.ts';
import { sealSecrets } from './secrets.ts';
import type { Limits } from './settings.ts';
import { insertConnector } from './store.ts';

export type NewConnector = { name: string; kind: ConnectorKind; limits?: Partial<Limits> } & ConnectorFields;

/** Secrets are sealed and never shown again. @throws request.invalid for what the kind does not take, and unusable addresses */
export async function createConnector(ctx: Context, { name, kind, limits = {}, ...fields }: NewConnector): Promise<DescribedConnector> {
  requireRight(ctx, 'integrations:write');
  const settings = settingsFrom(kind, null, fields);
  const given = secretsFrom(settings, {}, fields);
  for (const [pointer, address] of addressesOf(settings)) requireCallable(ctx, address, pointer);
  return inTransaction(ctx, async (ctx) => {
    const id = ctx.ids.next();
    const row = await insertConnector(ctx.db, { providerId: ctx.providerId, id, name, kind, settings, secrets: sealSecrets(ctx, id, given), limits, createdAt: ctx.clock.now() });
    await recordEvent(ctx, { type: 'connector.created', data: { connectorId: id, name, ...settings } });
    return getConnector(ctx, row.id);
  });
}
