import { requireRight } from '../access.ts';
import { canAnyOwnerSignIn } from '../admins/keep-owner.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { requireVersion } from '../preconditions.ts';
import { problem } from '../problems.ts';
import { holdProvider } from '../providers/hold-provider.ts';
import { loadProvider } from '../providers/load-provider.ts';
import { setLocalAccounts } from '../providers/set-local-accounts.ts';
import { callbackOf } from './identity-provider.ts';

export type SignInSettings = { localAccounts: boolean; localAccountsCanBeOff: boolean; redirectUri: string; version: number };

export async function getSignInSettings(ctx: Context): Promise<SignInSettings> {
  requireRight(ctx, 'admin');
  return inTransaction(ctx, readSettings);
}

async function readSettings(ctx: TxContext): Promise<SignInSettings> {
  const { localAccounts, signInVersion: version } = await loadProvider(ctx);
  return { localAccounts, version, localAccountsCanBeOff: await canAnyOwnerSignIn(ctx, false), redirectUri: callbackOf(ctx.config.publicUrl) };
}

/**
 * Switches local accounts on or off. Sessions that are open go on.
 * @throws request.version_outdated, request.version_missing, sign_in.owner_needed when no owner has signed in through an enabled identity provider yet: nobody could come back.
 */
export async function changeSignInSettings(ctx: Context, { localAccounts }: { localAccounts: boolean }): Promise<SignInSettings> {
  requireRight(ctx, 'admin');
  return inTransaction(ctx, async (ctx) => {
    await holdProvider(ctx);
    requireVersion(ctx, (await loadProvider(ctx)).signInVersion);
    if (!localAccounts && !(await canAnyOwnerSignIn(ctx, false))) throw problem('sign_in.owner_needed');
    if (await setLocalAccounts(ctx, localAccounts)) await recordEvent(ctx, { type: 'sign_in.local_accounts_changed', data: { changes: { localAccounts: { from: !localAccounts, to: localAccounts } } } });
    return readSettings(ctx);
  });
}
