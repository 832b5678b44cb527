import type { AdminRole, TxContext } from '../context.ts';
import { hasLocalAccounts } from '../providers/require-local-accounts.ts';
import { holdsTheSame } from './admin.ts';
import { recheckSessions } from './end-sessions.ts';
import { type AdminRow, changeAdmin } from './store.ts';
import { tellRights } from './tell-rights.ts';
import { selectOwners } from './ways-in-query.ts';

/**
 * Gives an admin the role an identity provider's groups stand for. The last owner who can sign in stays one, or nobody could mend the
 * mapping. Whoever calls holds the provider.
 */
export async function takeMappedRole(ctx: TxContext, admin: AdminRow, given: { role: AdminRole; templateIds: string[] | null }): Promise<AdminRow> {
  const { role, templateIds } = given;
  if (holdsTheSame(admin, given)) return admin;
  const owners = await selectOwners(ctx.db, ctx.providerId, await hasLocalAccounts(ctx));
  if (role !== 'owner' && admin.role === 'owner' && !owners.some(({ id, canSignIn }) => id !== admin.id && canSignIn)) {
    ctx.log.warn({ adminId: admin.id, role }, 'the groups of the last owner give another role; the owner stays one');
    return admin;
  }
  const row = await changeAdmin(ctx.db, ctx.providerId, admin.id, { role, templateIds });
  await tellRights(ctx, admin, admin, given);
  await recheckSessions(ctx, admin.id);
  return row ?? admin;
}
