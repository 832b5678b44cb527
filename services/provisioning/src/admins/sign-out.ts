import { findKey } from '../access-keys/find-key.ts';
import { deleteAccessKeys } from '../access-keys/store.ts';
import { type Context, inTransaction } from '../context.ts';
import { deleteSession } from './store.ts';

/** Ends the session on our side; the token opens nothing from then on. One that ended already is no mistake. */
export async function signOut(ctx: Context, token: string): Promise<void> {
  const key = await findKey(ctx, 'admin_session', token);
  if (!key) return;
  await inTransaction({ ...ctx, providerId: key.providerId }, async (ctx) => {
    await deleteAccessKeys(ctx.db, ctx.providerId, 'admin_session', key.subjectId);
    await deleteSession(ctx.db, ctx.providerId, key.subjectId);
  });
}
