import { deleteAccessKeys } from '../access-keys/store.ts';
import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { deleteAdmin as deleteRow, deleteSessionsOf, lockOwners } from './store.ts';

/** Ends the admin's sessions with the account, at once. @throws admin.not_found, admin.last_owner */
export async function deleteAdmin(ctx: Context, id: string): Promise<void> {
  requireRight(ctx, 'admin');
  await inTransaction(ctx, async (ctx) => {
    const { db, providerId } = ctx;
    const owners = await lockOwners(db, providerId);
    if (owners.length === 1 && owners[0]?.id === id) throw problem('admin.last_owner');
    const row = await deleteRow(db, providerId, id);
    if (!row) throw problem('admin.not_found');
    await deleteAccessKeys(db, providerId, 'admin_email', id);
    for (const sessionId of await deleteSessionsOf(db, providerId, id)) await deleteAccessKeys(db, providerId, 'admin_session', sessionId);
    await recordEvent(ctx, { type: 'admin.removed', data: { adminId: id, email: row.email } });
  });
}
