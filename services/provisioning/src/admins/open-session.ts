import { insertAccessKey } from '../access-keys/store.ts';
import { afterTransaction, type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { actorOf, sessionEnd, sessionExpiry, stateOf } from './admin.ts';
import { insertSession } from './session-query.ts';
import { type AdminRow, lockAdmin, noteSignIn } from './store.ts';

export type OpenedSession = { ctx: Context; token: string; expires: Date };

/**
 * Opens a session of its own for every sign-in, whoever has proven that this is the admin; none that existed before is reused.
 * @param from where the browser is and what it calls itself, for the admin's list of sessions.
 * @returns the token for the cookie, when the cookie ends at the latest, and the context of who signed in.
 * @throws access.sign_in_refused for an admin who was disabled meanwhile or has not accepted the invitation.
 */
export async function openSession(ctx: Context, { providerId, id: adminId }: Pick<AdminRow, 'providerId' | 'id'>, from: { address: string; userAgent: string | null }): Promise<OpenedSession> {
  const token = ctx.vault.newToken('vss_');
  const now = ctx.clock.now();
  const opened = await inTransaction({ ...ctx, providerId }, async (outer) => {
    const { db } = outer;
    const admin = await lockAdmin(db, providerId, adminId);
    if (!admin || stateOf(admin) !== 'active') throw problem('access.sign_in_refused');
    const id = outer.ids.next();
    const ctx = { ...outer, actor: actorOf(admin, id) };
    await insertSession(db, { providerId, id, adminId, createdAt: now, lastSeenAt: now, address: from.address, userAgent: from.userAgent });
    await insertAccessKey(db, { kind: 'admin_session', keyHash: ctx.vault.hash('admin_session', token), providerId, subjectId: id, expiresAt: sessionExpiry(now, now) });
    await noteSignIn(db, providerId, adminId, now);
    await recordEvent(ctx, { type: 'admin.signed_in', data: { adminId, email: admin.email } });
    return ctx.actor;
  });
  return { ctx: { ...afterTransaction(ctx), providerId, actor: opened }, token, expires: sessionEnd(now) };
}
