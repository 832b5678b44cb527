import { findKey } from '../access-keys/find-key.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { actorOf } from './admin.ts';
import { dropSessions } from './end-sessions.ts';
import { findSession } from './session-query.ts';

/** Ends the session on our side; the token opens nothing from then on. One that ended already is no mistake. */
export async function signOut(ctx: Context, token: string): Promise<void> {
  const key = await findKey(ctx, 'admin_session', token);
  if (!key) return;
  await inTransaction({ ...ctx, providerId: key.providerId }, async (ctx) => {
    const found = await findSession(ctx.db, ctx.providerId, key.subjectId);
    if (!found) return;
    await dropSessions(ctx, found.admin.id, { only: found.session.id });
    await recordEvent({ ...ctx, actor: actorOf(found.admin, found.session.id) }, { type: 'admin.signed_out', data: { adminId: found.admin.id, email: found.admin.email } });
  });
}
