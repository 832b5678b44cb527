import { requireRight } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { problem } from '../problems.ts';
import type { OidcSettings } from './oidc.ts';
import { findIdentityProvider, type IdentityProviderRow } from './store.ts';

/** @throws identity_provider.not_found */
export async function loadIdentityProvider(ctx: TxContext, id: string): Promise<IdentityProviderRow> {
  const row = await findIdentityProvider(ctx.db, ctx.providerId, id);
  if (!row) throw problem('identity_provider.not_found');
  return row;
}

/** @throws identity_provider.not_found */
export async function getIdentityProvider(ctx: Context, id: string): Promise<IdentityProviderRow> {
  requireRight(ctx, 'admin');
  return inTransaction(ctx, (ctx) => loadIdentityProvider(ctx, id));
}

/** What is needed to speak to it, the secret included. */
export const settingsOf = ({ vault }: Pick<Context, 'vault'>, { id, issuer, clientId, clientSecretSealed, scopes }: IdentityProviderRow): OidcSettings =>
  ({ issuer, clientId, clientSecret: vault.open(clientSecretSealed, id), scopes });
