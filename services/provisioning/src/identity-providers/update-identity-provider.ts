import { requireRight } from '../access.ts';
import { keepingAnOwner } from '../admins/keep-owner.ts';
import { type Context, inTransaction } from '../context.ts';
import { changesBetween, changesNothing } from '../events/changes.ts';
import { recordEvent } from '../events/record-event.ts';
import { requireVersion } from '../preconditions.ts';
import { problem } from '../problems.ts';
import { holdProvider } from '../providers/hold-provider.ts';
import { refuseTaken } from './create-identity-provider.ts';
import { loadIdentityProvider } from './load-identity-provider.ts';
import { type IdentityProviderInput, readFields } from './read-fields.ts';
import { changeIdentityProvider, type IdentityProviderRow } from './store.ts';

/** What an event tells; never the secret. */
const told = ['name', 'issuer', 'clientId', 'scopes', 'groupsClaim', 'mappings', 'defaultRole', 'allowedDomains', 'enabled'] as const;

/**
 * Changes the fields that are given. A secret is shown to nobody, so it is not sent to another issuer either: who moves the
 * provider must bring the secret.
 * @throws identity_provider.not_found, request.version_outdated, request.version_missing, identity_provider.issuer_taken, identity_provider.only_way_in, request.invalid
 */
export async function updateIdentityProvider(ctx: Context, id: string, input: Partial<IdentityProviderInput>): Promise<IdentityProviderRow> {
  requireRight(ctx, 'admin');
  return inTransaction(ctx, async (ctx) => {
    const { db, providerId } = ctx;
    await holdProvider(ctx);
    const before = await loadIdentityProvider(ctx, id);
    requireVersion(ctx, before.version);
    const fields = await readFields(ctx, id, input);
    const moves = fields.issuer !== undefined && fields.issuer !== before.issuer;
    if (moves && input.clientSecret === undefined) throw problem('request.invalid', { errors: [{ pointer: '/clientSecret', message: 'must be given again for another issuer' }] });
    if (input.clientSecret === undefined && changesNothing(before, fields)) return before;
    const row = await keepingAnOwner(ctx, 'identity_provider.only_way_in', () => changeIdentityProvider(db, providerId, id, fields).catch(refuseTaken));
    if (!row) throw problem('identity_provider.not_found');
    await recordEvent(ctx, { type: 'identity_provider.changed', subject: row.name, data: { identityProviderId: id, changes: changesBetween(before, row, told), newSecret: input.clientSecret !== undefined } });
    return row;
  });
}
