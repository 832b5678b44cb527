import { type Context, inTransaction } from '../context.ts';
import { problem } from '../problems.ts';
import { loadProvider } from './load-provider.ts';

/** May people of the context's provider sign in with a password of ours? */
export async function hasLocalAccounts(ctx: Context): Promise<boolean> {
  const { localAccounts } = await inTransaction(ctx, loadProvider);
  return localAccounts;
}

/** Where people sign in through an identity provider only, no password of ours opens, changes or begins anything. @throws access.local_accounts_off */
export async function requireLocalAccounts(ctx: Context): Promise<void> {
  if (!(await hasLocalAccounts(ctx))) throw problem('access.local_accounts_off');
}
