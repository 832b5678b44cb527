import { findKey } from '../access-keys/find-key.ts';
import { deleteAccessKeys, extendAccessKey, insertAccessKey } from '../access-keys/store.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { announceSubscriber } from '../events/announce.ts';
import { problem } from '../problems.ts';
import { isElsewhere } from '../providers/portal-address.ts';
import { findSubscriberById } from '../subscribers/find-subscriber.ts';
import type { SubscriberRow } from '../subscribers/store.ts';
import { deleteActivation, findActivation, insertActivation, touchActivation } from './store.ts';

/** A visit ends after half an hour without a sign of life. */
export const IDLE_MS = 30 * 60_000;
const TOUCH_AFTER_MS = 60_000;

/** Who is signed in to the portal, and in which language they read it. */
export type Visit = { activationId: string; subscriberId: string; language: string; expiresAt: Date };

/** Starts a visit. @returns the token for the cookie; only its hash is kept. */
export async function startVisit(ctx: TxContext, subscriber: SubscriberRow, language: string): Promise<{ token: string; visit: Visit }> {
  const now = ctx.clock.now();
  const id = ctx.ids.next();
  const token = ctx.vault.newToken('va_');
  const expiresAt = new Date(now.getTime() + IDLE_MS);
  await insertActivation(ctx.db, { providerId: ctx.providerId, id, subscriberId: subscriber.id, language, createdAt: now, lastSeenAt: now });
  await insertAccessKey(ctx.db, { kind: 'activation_session', keyHash: ctx.vault.hash('activation_session', token), providerId: ctx.providerId, subjectId: id, expiresAt });
  return { token, visit: { activationId: id, subscriberId: subscriber.id, language, expiresAt } };
}

/** A visit, and the context that acts as its subscriber. */
export type OwnVisit = { ctx: Context; visit: Visit };

/**
 * The visit behind a cookie; as findVisit.
 * @throws activation.session_expired also when the user was deleted meanwhile; activation.mail_signed_out where a mail was asked for.
 */
export async function resumeVisit(ctx: Context, token: string | null, { forMail = false } = {}): Promise<OwnVisit> {
  const found = await findVisit(ctx, token);
  if (!found) throw problem(forMail ? 'activation.mail_signed_out' : 'activation.session_expired');
  return found;
}

/** Finds the visit behind a cookie and keeps it alive; null where there is none (any more). */
export async function findVisit(ctx: Context, token: string | null): Promise<OwnVisit | null> {
  const key = token ? await findKey(ctx, 'activation_session', token) : null;
  if (!key || isElsewhere(ctx, key)) return null;
  const own: Context = { ...ctx, providerId: key.providerId };
  const now = ctx.clock.now();
  const found = await inTransaction(own, async (ctx) => {
    const activation = await findActivation(ctx.db, ctx.providerId, key.subjectId);
    if (!activation) return null;
    const subscriber = await findSubscriberById(ctx, activation.subscriberId);
    // Signed out, or deleted at this very moment.
    if (!subscriber || subscriber.removing) return null;
    const expiresAt = new Date(now.getTime() + IDLE_MS);
    if (now.getTime() - activation.lastSeenAt.getTime() > TOUCH_AFTER_MS) {
      await touchActivation(ctx.db, ctx.providerId, activation.id, now);
      await extendAccessKey(ctx.db, 'activation_session', key.keyHash, expiresAt);
    }
    return { subscriber, visit: { activationId: activation.id, subscriberId: subscriber.id, language: activation.language, expiresAt } };
  });
  return found && { ctx: { ...own, actor: { kind: 'subscriber', id: found.subscriber.id, name: found.subscriber.userId } }, visit: found.visit };
}

/** Signs out. */
export async function endVisit(ctx: Context, visit: Visit): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await deleteAccessKeys(ctx.db, ctx.providerId, 'activation_session', visit.activationId);
    await deleteActivation(ctx.db, ctx.providerId, visit.activationId);
    await announceSubscriber(ctx, visit.subscriberId);
  });
}

/** Whether nobody signed the visit out since; looking does not keep it alive. */
export async function isOpen(ctx: Context, visit: Visit): Promise<boolean> {
  return inTransaction(ctx, async (ctx) => (await findActivation(ctx.db, ctx.providerId, visit.activationId)) !== null);
}
