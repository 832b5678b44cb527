import { deleteAccessKeys } from '../access-keys/store.ts';
import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { withdrawMessages } from '../mail/withdraw-messages.ts';
import { requireVersion } from '../preconditions.ts';
import { dropSessions } from './end-sessions.ts';
import { holdAdmin, requireExpendable } from './hold-admins.ts';
import { deleteAdmin as deleteRow } from './store.ts';

const keys = ['admin_email', 'admin_invitation', 'admin_reset'] as const;

/** Ends the admin's sessions with the account, at once; for who has not accepted yet it withdraws the invitation. @throws admin.not_found, request.version_outdated, request.version_missing, admin.last_owner, admin.yourself */
export async function deleteAdmin(ctx: Context, id: string): Promise<void> {
  requireRight(ctx, 'admin');
  await inTransaction(ctx, async (ctx) => {
    const { db, providerId } = ctx;
    const held = await holdAdmin(ctx, id);
    requireVersion(ctx, held.admin.version);
    requireExpendable(held);
    for (const kind of keys) await deleteAccessKeys(db, providerId, kind, id);
    await dropSessions(ctx, id);
    await withdrawMessages(ctx, { adminId: id }, 'admin_invitation', 'the invitation was withdrawn');
    await withdrawMessages(ctx, { adminId: id }, 'admin_password_reset', 'the admin was removed');
    await deleteRow(db, providerId, id);
    const { email, role, invitedAt } = held.admin;
    await recordEvent(ctx, { type: 'admin.removed', subject: email, data: { adminId: id, email, role, hadAccepted: invitedAt === null } });
  });
}
