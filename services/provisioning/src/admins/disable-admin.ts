import { deleteAccessKeys } from '../access-keys/store.ts';
import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { dropSessions } from './end-sessions.ts';
import { holdAdmin, requireExpendable } from './hold-admins.ts';
import { type AdminRow, changeAdmin } from './store.ts';

/**
 * Shuts an admin out, at once: sessions, streams and links end; the account and its history stay. Twice is once.
 * @throws admin.not_found, admin.last_owner, admin.yourself, admin.not_active for who has not accepted the invitation
 */
export async function disableAdmin(ctx: Context, id: string): Promise<AdminRow> {
  requireRight(ctx, 'admin');
  return inTransaction(ctx, async (ctx) => {
    const held = await holdAdmin(ctx, id);
    if (held.admin.disabledAt) return held.admin;
    requireExpendable(held);
    if (held.admin.invitedAt) throw problem('admin.not_active');
    const row = await changeAdmin(ctx.db, ctx.providerId, id, { disabledAt: ctx.clock.now() });
    await dropSessions(ctx, id);
    await deleteAccessKeys(ctx.db, ctx.providerId, 'admin_reset', id);
    await recordEvent(ctx, { type: 'admin.disabled', subject: held.admin.email, data: { adminId: id, email: held.admin.email } });
    return row ?? held.admin;
  });
}

/** Lets a disabled admin sign in again, with the same password. Twice is once. @throws admin.not_found */
export async function enableAdmin(ctx: Context, id: string): Promise<AdminRow> {
  requireRight(ctx, 'admin');
  return inTransaction(ctx, async (ctx) => {
    const { admin } = await holdAdmin(ctx, id);
    if (!admin.disabledAt) return admin;
    const row = await changeAdmin(ctx.db, ctx.providerId, id, { disabledAt: null });
    await recordEvent(ctx, { type: 'admin.enabled', subject: admin.email, data: { adminId: id, email: admin.email } });
    return row ?? admin;
  });
}
