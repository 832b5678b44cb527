import { findKey } from '../access-keys/find-key.ts';
import { deleteAccessKeys } from '../access-keys/store.ts';
import { asSystem, type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { setLocalAccounts } from '../providers/set-local-accounts.ts';
import { emailFrom } from './admin.ts';
import { dropSessions } from './end-sessions.ts';
import { hashPassword } from './password.ts';
import { changeAdmin, lockAdmin } from './store.ts';
import { tellRights } from './tell-rights.ts';

/**
 * The way back in for whoever runs the server, when nobody can sign in any more: makes the admin an active owner with a new password, ends
 * their sessions, and switches local accounts on again.
 * @returns the password, which is kept nowhere.
 * @throws admin.not_found
 */
export async function recoverOwner(ctx: Context, address: string): Promise<string> {
  const key = await findKey(ctx, 'admin_email', emailFrom(address));
  if (!key) throw problem('admin.not_found');
  const password = ctx.vault.newLinkKey();
  const passwordHash = await hashPassword(password);
  await inTransaction(asSystem(ctx, key.providerId, 'recover'), async (ctx) => {
    const { db, providerId } = ctx;
    const admin = await lockAdmin(db, providerId, key.subjectId);
    if (!admin) throw problem('admin.not_found');
    await changeAdmin(db, providerId, admin.id, { passwordHash, role: 'owner', templateIds: null, invitedAt: null, disabledAt: null });
    for (const kind of ['admin_reset', 'admin_invitation']) await deleteAccessKeys(db, providerId, kind, admin.id);
    await recordEvent(ctx, { type: 'admin.password_changed', subject: admin.email, data: { adminId: admin.id, email: admin.email, how: 'recovered' } });
    if (admin.role !== 'owner') await tellRights(ctx, admin, admin, { role: 'owner', templateIds: null });
    await dropSessions(ctx, admin.id);
    if (await setLocalAccounts(ctx, true)) await recordEvent(ctx, { type: 'sign_in.local_accounts_changed', data: { changes: { localAccounts: { from: false, to: true } } } });
  });
  return password;
}
