import { deleteAccessKeys } from '../access-keys/store.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { withdrawMessages } from '../mail/withdraw-messages.ts';
import { problem } from '../problems.ts';
import { requireLocalAccounts } from '../providers/require-local-accounts.ts';
import { actorOf } from './admin.ts';
import { dropSessions } from './end-sessions.ts';
import { requireGoodPassword } from './password-rules.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { requireAdmin } from './require-admin.ts';
import { type AdminRow, changeAdmin, findAdmin, findPasswordHash } from './store.ts';

/**
 * Changes the own password and signs out everywhere else.
 * @throws admin.password_wrong for the present one, admin.password_weak for the new one, access.too_many_attempts,
 * access.local_accounts_off, access.forbidden for who signs in without a password.
 */
export async function changePassword(ctx: Context, input: { currentPassword: string; password: string }): Promise<void> {
  const { id, sessionId } = requireAdmin(ctx);
  await requireLocalAccounts(ctx);
  await ctx.limiter.consume('admin-password', id, { points: ctx.config.limits.signInsPerUserPer15Minutes, seconds: 900 });
  const before = await inTransaction(ctx, async ({ db, providerId }) => ({ admin: await findAdmin(db, providerId, id), hash: await findPasswordHash(db, providerId, id) }));
  if (!before.admin || !before.hash) throw problem('access.forbidden');
  if (!(await verifyPassword(before.hash, input.currentPassword))) throw problem('admin.password_wrong', { errors: [{ pointer: '/currentPassword', message: 'is not the present password' }] });
  const { admin } = before;
  requireGoodPassword(input.password, admin);
  const passwordHash = await hashPassword(input.password);
  await inTransaction(ctx, async (ctx) => {
    await setPassword(ctx, admin, passwordHash, 'changed');
    await dropSessions(ctx, id, sessionId ? { except: sessionId } : {});
  });
  await ctx.limiter.forget('admin-password', id);
}

/** Keeps the new hash; links for a new password stop working. Checks no right. */
export async function setPassword(ctx: TxContext, admin: AdminRow, passwordHash: string, how: 'changed' | 'reset'): Promise<void> {
  const { id, email } = admin;
  if (!(await changeAdmin(ctx.db, ctx.providerId, id, { passwordHash }))) throw problem('access.signed_out');
  await deleteAccessKeys(ctx.db, ctx.providerId, 'admin_reset', id);
  await withdrawMessages(ctx, { adminId: id }, 'admin_password_reset', 'the password was changed');
  await recordEvent({ ...ctx, actor: actorOf(admin) }, { type: 'admin.password_changed', subject: email, data: { adminId: id, email, how } });
}
