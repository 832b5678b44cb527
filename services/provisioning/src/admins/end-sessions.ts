import { deleteAccessKeys } from '../access-keys/store.ts';
import { requireRight } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { announceSession } from '../events/announce.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { deleteSessions, sessionIdsOf } from './session-query.ts';
import { findAdmin } from './store.ts';

/** Ends sessions of an admin at once: their next request is refused, and what is still open under them is cut. @returns how many there were */
export async function dropSessions(ctx: TxContext, adminId: string, which: { only?: string; except?: string } = {}): Promise<number> {
  const ids = await deleteSessions(ctx.db, ctx.providerId, adminId, which);
  for (const id of ids) {
    await deleteAccessKeys(ctx.db, ctx.providerId, 'admin_session', id);
    await announceSession(ctx, id);
  }
  return ids.length;
}

/** What is open under an admin's sessions must look again: the admin may do something else now. */
export async function recheckSessions(ctx: TxContext, adminId: string): Promise<void> {
  for (const id of await sessionIdsOf(ctx.db, ctx.providerId, adminId)) await announceSession(ctx, id);
}

/** Signs an admin out everywhere. @throws admin.not_found */
export async function endSessionsOf(ctx: Context, adminId: string): Promise<void> {
  requireRight(ctx, 'admin');
  await inTransaction(ctx, async (ctx) => {
    const admin = await findAdmin(ctx.db, ctx.providerId, adminId);
    if (!admin) throw problem('admin.not_found');
    const count = await dropSessions(ctx, adminId);
    if (count > 0) await recordEvent(ctx, { type: 'admin.sessions_ended', subject: admin.email, data: { adminId, email: admin.email, count } });
  });
}
