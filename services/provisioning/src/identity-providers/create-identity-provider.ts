import { insertAccessKey } from '../access-keys/store.ts';
import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { violatesUnique } from '../db/db.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { holdProvider } from '../providers/hold-provider.ts';
import { MAX_PROVIDERS } from './identity-provider.ts';
import { type IdentityProviderInput, readFields } from './read-fields.ts';
import { countIdentityProviders, type IdentityProviderFields, type IdentityProviderRow, insertIdentityProvider } from './store.ts';

export type NewIdentityProvider = Pick<IdentityProviderInput, 'name' | 'issuer' | 'clientId' | 'clientSecret'> & Partial<IdentityProviderInput>;

/** @throws request.invalid, template.not_found, identity_provider.issuer_taken, identity_provider.too_many */
export async function createIdentityProvider(ctx: Context, input: NewIdentityProvider): Promise<IdentityProviderRow> {
  requireRight(ctx, 'admin');
  return inTransaction(ctx, async (ctx) => {
    const { db, providerId, vault } = ctx;
    await holdProvider(ctx);
    if ((await countIdentityProviders(db, providerId)) >= MAX_PROVIDERS) throw problem('identity_provider.too_many');
    const id = ctx.ids.next();
    const key = vault.newLinkKey();
    const whole = { scopes: ['openid', 'email', 'profile'], groupsClaim: null, mappings: [], defaultRole: null, allowedDomains: [], enabled: true, ...input };
    // Every field of the input is there, so every field of the row is.
    const fields = (await readFields(ctx, id, whole)) as IdentityProviderFields;
    const row = await insertIdentityProvider(db, { ...fields, providerId, id, key, createdAt: ctx.clock.now() }).catch(refuseTaken);
    await insertAccessKey(db, { kind: 'identity_provider', keyHash: vault.hash('identity_provider', key), providerId, subjectId: id });
    await recordEvent(ctx, { type: 'identity_provider.created', data: { identityProviderId: id, name: row.name, issuer: row.issuer, clientId: row.clientId, mappings: row.mappings, defaultRole: row.defaultRole } });
    return row;
  });
}

/** @throws identity_provider.issuer_taken where that was the trouble, else the error itself. */
export function refuseTaken(error: unknown): never {
  throw violatesUnique(error, 'identity_providers_issuer') ? problem('identity_provider.issuer_taken') : error;
}
