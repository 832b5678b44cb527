import { findKey } from '../access-keys/find-key.ts';
import { type Context, inTransaction } from '../context.ts';
import { findProviderIds } from '../providers/find-provider-ids.ts';
import { loadProvider } from '../providers/load-provider.ts';
import { MAX_PROVIDERS } from './identity-provider.ts';
import { listIdentityProviders } from './store.ts';

export type SignInOptions = { needsSetup: boolean; localAccounts: boolean; providers: { key: string; name: string }[] };

/**
 * What the sign-in page may offer. Whose page it is, is known by a key that nobody can guess, or because there is one provider only;
 * otherwise nothing is told about anybody.
 */
export async function signInOptions(ctx: Context, key: string | undefined): Promise<SignInOptions> {
  const ids = await findProviderIds(ctx, 2);
  const found = key ? await findKey(ctx, 'identity_provider', key) : null;
  const providerId = found?.providerId ?? (ids.length === 1 ? ids[0] : undefined);
  const needsSetup = ids.length === 0;
  if (!providerId) return { needsSetup, localAccounts: true, providers: [] };
  return inTransaction({ ...ctx, providerId }, async (ctx) => {
    const rows = await listIdentityProviders(ctx.db, providerId, { limit: MAX_PROVIDERS, start: null });
    const { localAccounts } = await loadProvider(ctx);
    return { needsSetup, localAccounts, providers: rows.filter(({ enabled }) => enabled).map(({ key, name }) => ({ key, name })) };
  });
}
