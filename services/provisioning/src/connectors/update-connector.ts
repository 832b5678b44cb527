import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { requireCallable } from '../checks/require-callable.ts';
import { changesBetween } from '../events/changes.ts';
import { recordEvent } from '../events/record-event.ts';
import { requireVersion } from '../preconditions.ts';
import { problem } from '../problems.ts';
import { baseUrlFrom, requireTokenForNewHost } from './connector.ts';
import type { DescribedConnector } from './describe-connectors.ts';
import { getConnector } from './load-connector.ts';
import { changeConnector, type ConnectorChanges, lockConnector } from './store.ts';

/**
 * Changes the fields that are given. The kind stays: accounts made by one platform are not found in another.
 * @throws connector.not_found, request.version_outdated, request.version_missing, and request.invalid for an unusable address or a new host without its token.
 */
export async function updateConnector(ctx: Context, id: string, input: { name?: string; baseUrl?: string; accessToken?: string }): Promise<DescribedConnector> {
  requireRight(ctx, 'integrations:write');
  return inTransaction(ctx, async (ctx) => {
    const before = await lockConnector(ctx.db, ctx.providerId, id);
    if (!before) throw problem('connector.not_found');
    requireVersion(ctx, before.version);
    const { name, accessToken } = input;
    const changes: ConnectorChanges = {};
    if (name !== undefined) changes.name = name;
    if (accessToken !== undefined) changes.accessTokenSealed = ctx.vault.seal(accessToken, id);
    if (input.baseUrl !== undefined) {
      changes.baseUrl = baseUrlFrom(input.baseUrl);
      requireCallable(ctx, changes.baseUrl, '/baseUrl');
      requireTokenForNewHost(before.baseUrl, changes.baseUrl, accessToken !== undefined);
    }
    const row = await changeConnector(ctx.db, ctx.providerId, id, changes);
    if (!row) throw problem('connector.not_found');
    await recordEvent(ctx, { type: 'connector.changed', subject: row.name, data: { connectorId: id, newAccessToken: accessToken !== undefined, changes: changesBetween(before, row, ['name', 'baseUrl']) } });
    return getConnector(ctx, id);
  });
}
