import { deleteAccessKeys } from '../access-keys/store.ts';
import { requireRight } from '../access.ts';
import { keepingAnOwner } from '../admins/keep-owner.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { requireVersion } from '../preconditions.ts';
import { holdProvider } from '../providers/hold-provider.ts';
import { loadIdentityProvider } from './load-identity-provider.ts';
import { deleteIdentityProvider as deleteRow } from './store.ts';

/** Open sessions stay; who is bound to whom is kept for the day the same issuer comes back. @throws identity_provider.not_found, request.version_outdated, request.version_missing, identity_provider.only_way_in */
export async function deleteIdentityProvider(ctx: Context, id: string): Promise<void> {
  requireRight(ctx, 'admin');
  await inTransaction(ctx, async (ctx) => {
    const { db, providerId } = ctx;
    await holdProvider(ctx);
    const { name, issuer, version } = await loadIdentityProvider(ctx, id);
    requireVersion(ctx, version);
    await keepingAnOwner(ctx, 'identity_provider.only_way_in', () => deleteRow(db, providerId, id));
    await deleteAccessKeys(db, providerId, 'identity_provider', id);
    await recordEvent(ctx, { type: 'identity_provider.deleted', data: { identityProviderId: id, name, issuer } });
  });
}
