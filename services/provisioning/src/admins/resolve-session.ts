import { findKey } from '../access-keys/find-key.ts';
import { extendAccessKey } from '../access-keys/store.ts';
import { type Actor, type Context, inTransaction } from '../context.ts';
import { actorOf, holdsTheSame, isWorthNoting, sessionExpiry, stateOf } from './admin.ts';
import { findSession, touchSession } from './session-query.ts';

/**
 * Who holds a session, with the role as it is now. Use extends the session up to its absolute end; looking `quietly` does not.
 * @returns null when it has ended, by time, by sign-out, or with its admin.
 */
export async function adminOfSession(ctx: Context, token: string, { quietly } = { quietly: false }): Promise<{ actor: Actor; providerId: string } | null> {
  const key = await findKey(ctx, 'admin_session', token);
  if (!key) return null;
  return inTransaction({ ...ctx, providerId: key.providerId }, async (ctx) => {
    const { db, providerId } = ctx;
    const found = await findSession(db, providerId, key.subjectId);
    if (!found || stateOf(found.admin) !== 'active') return null;
    const { session, admin } = found;
    const now = ctx.clock.now();
    if (!quietly && isWorthNoting(session.lastSeenAt, now)) {
      await touchSession(db, providerId, session.id, now);
      await extendAccessKey(db, 'admin_session', key.keyHash, sessionExpiry(session.createdAt, now));
    }
    return { actor: actorOf(admin, session.id), providerId };
  });
}

/** Whether the context's admin still holds the session, and with the same rights; asking does not count as use. */
export async function standingOf(ctx: Context): Promise<'same' | 'changed' | 'ended'> {
  const { actor } = ctx;
  if (actor.kind !== 'admin' || !actor.sessionId) return 'ended';
  const { sessionId } = actor;
  const found = await inTransaction(ctx, ({ db, providerId }) => findSession(db, providerId, sessionId));
  if (!found || stateOf(found.admin) !== 'active') return 'ended';
  if (sessionExpiry(found.session.createdAt, found.session.lastSeenAt) <= ctx.clock.now()) return 'ended';
  return holdsTheSame(found.admin, actor) ? 'same' : 'changed';
}
