import { claimAccessKey, deleteAccessKeys } from '../access-keys/store.ts';
import { requireRight } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { requireVersion } from '../preconditions.ts';
import { problem } from '../problems.ts';
import { holdProvider } from './hold-provider.ts';
import { loadProvider } from './load-provider.ts';
import { portalOriginFrom } from './portal-address.ts';
import { changePortalOrigin } from './store.ts';

/** `address` is the provider's own, or null while it uses the one that all share. */
export type PortalAddress = { address: string | null; sharedAddress: string; version: number };

export async function getPortalAddress(ctx: Context): Promise<PortalAddress> {
  requireRight(ctx, 'admin');
  return inTransaction(ctx, readAddress);
}

async function readAddress(ctx: TxContext): Promise<PortalAddress> {
  const { portalOrigin, portalVersion: version } = await loadProvider(ctx);
  return { address: portalOrigin, sharedAddress: ctx.config.publicUrl, version };
}

/**
 * Gives the provider's portal an address of its own, or takes it away with null. Links that were given out under the shared address go on
 * working; those under an own address that is given up do not.
 * @throws request.invalid (no host name, no https, the shared address), request.version_outdated, request.version_missing, portal_address.taken
 */
export async function changePortalAddress(ctx: Context, { address }: { address: string | null }): Promise<PortalAddress> {
  requireRight(ctx, 'admin');
  const origin = address === null ? null : portalOriginFrom(address, ctx.config.publicUrl);
  return inTransaction(ctx, async (ctx) => {
    await holdProvider(ctx);
    const { portalOrigin: before, portalVersion } = await loadProvider(ctx);
    requireVersion(ctx, portalVersion);
    if (origin === before) return readAddress(ctx);
    await deleteAccessKeys(ctx.db, ctx.providerId, 'portal_host', ctx.providerId);
    const key = origin && { kind: 'portal_host', keyHash: ctx.vault.hash('portal_host', origin), providerId: ctx.providerId, subjectId: ctx.providerId };
    if (key && !(await claimAccessKey(ctx.db, key))) throw problem('portal_address.taken');
    await changePortalOrigin(ctx.db, ctx.providerId, origin);
    await recordEvent(ctx, { type: 'provider.portal_address_changed', data: { changes: { portalAddress: { from: before, to: origin } } } });
    return readAddress(ctx);
  });
}
