import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { requireCallable } from '../checks/require-callable.ts';
import { changesBetween, changesNothing } from '../events/changes.ts';
import { recordEvent } from '../events/record-event.ts';
import { requireVersion } from '../preconditions.ts';
import { problem } from '../problems.ts';
import { addressesOf, authOf, requireSecretsForNewHost, secretsFrom, settingsFrom } from './connector.ts';
import type { DescribedConnector } from './describe-connectors.ts';
import type { ConnectorFields } from './kind.ts';
import { getConnector } from './load-connector.ts';
import { changeHold } from './pass-gate.ts';
import { sealSecrets } from './secrets.ts';
import type { Limits } from './settings.ts';
import { changeConnector, type ConnectorRow, lockConnector } from './store.ts';

export type ConnectorInput = { name?: string; limits?: Partial<Limits> } & ConnectorFields;

/**
 * Changes the fields that are given. The kind stays: accounts made by one platform are not found in another.
 * @throws connector.not_found, request.version_outdated, request.version_missing, and request.invalid for what the kind does not take, unusable addresses, or a new host without its secrets.
 */
export async function updateConnector(ctx: Context, id: string, { name, limits, ...fields }: ConnectorInput): Promise<DescribedConnector> {
  requireRight(ctx, 'integrations:write');
  return inTransaction(ctx, async (ctx) => {
    const before = await lockConnector(ctx.db, ctx.providerId, id);
    if (!before) throw problem('connector.not_found');
    requireVersion(ctx, before.version);
    const settings = settingsFrom(before.kind, before.settings, fields);
    requireSecretsForNewHost(before.settings, settings, fields);
    for (const [pointer, address] of addressesOf(settings)) requireCallable(ctx, address, pointer);
    const sameWay = authOf(settings) === authOf(before.settings);
    const given = secretsFrom(settings, sameWay ? before.secrets : {}, fields);
    const renewed = Object.keys(given).length > 0 || !sameWay;
    const wanted = { settings, ...(name !== undefined && { name }), ...(limits && { limits: { ...before.limits, ...limits } }) };
    if (!renewed && changesNothing(before, wanted)) return getConnector(ctx, id);
    const row = await changeConnector(ctx.db, ctx.providerId, id, {
      ...wanted,
      // Another platform is another matter.
      ...(settingsAddress(settings) !== settingsAddress(before.settings) && { keyShown: null }),
      // A token that was got with other credentials goes with them.
      ...(renewed && { secrets: { ...(sameWay ? withoutToken(before) : {}), ...sealSecrets(ctx, id, given) }, tokenExpiresAt: null }),
    });
    if (!row) throw problem('connector.not_found');
    const changes = changesBetween(told(before), told(row), Object.keys(told(row)));
    await recordEvent(ctx, { type: 'connector.changed', subject: row.name, data: { connectorId: id, newAccessToken: renewed, changes } });
    // Whoever mends the credentials or the address need not wait for the next probe.
    if (renewed || 'baseUrl' in changes) await changeHold(ctx, row, 'probe');
    return getConnector(ctx, id);
  });
}

const settingsAddress = (settings: ConnectorRow['settings']): string => JSON.stringify(addressesOf(settings));

const withoutToken = ({ settings, secrets }: ConnectorRow): ConnectorRow['secrets'] => {
  const { accessToken, ...others } = secrets;
  return authOf(settings) === 'access_token' && accessToken !== undefined ? { ...others, accessToken } : others;
};
/** As the audit log shows it; lists and objects as one text. */
const told = ({ name, settings: { kind: _kind, ...settings }, limits }: ConnectorRow): Record<string, unknown> =>
  Object.fromEntries(Object.entries({ name, ...settings, limits }).map(([field, value]) => [field, typeof value === 'object' && value !== null ? JSON.stringify(value) : value]));
