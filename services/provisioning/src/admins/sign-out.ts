import { findKey } from '../access-keys/find-key.ts';
import { deleteAccessKeys } from '../access-keys/store.ts';
import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { actorOf } from './admin.ts';
import { deleteSession, findSession } from './store.ts';

/** Ends the session on our side; the token opens nothing from then on. One that ended already is no mistake. */
export async function signOut(ctx: Context, token: string): Promise<void> {
  const key = await findKey(ctx, 'admin_session', token);
  if (!key) return;
  await inTransaction({ ...ctx, providerId: key.providerId }, async (ctx) => {
    const ended = await findSession(ctx.db, ctx.providerId, key.subjectId);
    await deleteAccessKeys(ctx.db, ctx.providerId, 'admin_session', key.subjectId);
    await deleteSession(ctx.db, ctx.providerId, key.subjectId);
    if (ended) await recordEvent({ ...ctx, actor: actorOf(ended.admin) }, { type: 'admin.signed_out', data: { adminId: ended.admin.id, email: ended.admin.email } });
  });
}
