import type { TxContext } from '../context.ts';
import { problem } from '../problems.ts';
import { loadProvider } from '../providers/load-provider.ts';

/** While local accounts are off, nothing may be done after which nobody could sign in. @throws identity_provider.only_way_in */
export async function requireOtherWayIn(ctx: TxContext): Promise<void> {
  const { localAccounts } = await loadProvider(ctx);
  if (!localAccounts) throw problem('identity_provider.only_way_in');
}
