import { deleteAccessKeys, insertAccessKey } from '../access-keys/store.ts';
import { requireRight } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { loadVisibleSubscriber, lockSubscriber } from '../subscribers/load-subscriber.ts';
import type { SubscriberRow } from '../subscribers/store.ts';
import { allowedActions } from '../subscribers/subscriber.ts';
import { loadTemplate } from '../templates/load-template.ts';
import { loadShareLink } from '../templates/share-link.ts';
import { invitationLinkOf, isLive, USUAL_DAYS } from './invitation.ts';
import { insertInvitation, openInvitationOf, revokeOpen } from './store.ts';

const DAY_MS = 86_400_000;

/** A personal link, told this once. */
export type Invited = { subscriber: SubscriberRow; language: string; link: string; expiresAt: Date };

/**
 * Makes a user's personal link; an earlier one that was not used stops working.
 * @throws subscriber.not_found, subscriber.action_not_allowed (finished, or being removed)
 */
export async function inviteUser(ctx: Context, subscriberId: string, days = USUAL_DAYS): Promise<Invited> {
  requireRight(ctx, 'subscribers:write');
  return inTransaction(ctx, async (ctx) => {
    await loadVisibleSubscriber(ctx, subscriberId);
    const subscriber = await lockSubscriber(ctx, subscriberId);
    if (!allowedActions(subscriber, ctx.clock.now()).includes('invite')) throw problem('subscriber.action_not_allowed');
    return makeInvitation(ctx, subscriber, days);
  });
}

/** The same for a user who is held and may be invited; checks no right. */
export async function makeInvitation(ctx: TxContext, subscriber: SubscriberRow, days: number): Promise<Invited> {
  const template = await loadTemplate(ctx, subscriber.templateId);
  const now = ctx.clock.now();
  const expiresAt = new Date(now.getTime() + days * DAY_MS);
  const [id, key] = [ctx.ids.next(), ctx.vault.newLinkKey()];
  await endOpen(ctx, subscriber.id);
  await insertInvitation(ctx.db, { providerId: ctx.providerId, id, subscriberId: subscriber.id, createdBy: ctx.actor.name, createdAt: now, expiresAt });
  await insertAccessKey(ctx.db, { kind: 'invitation', keyHash: ctx.vault.hash('invitation', key), providerId: ctx.providerId, subjectId: id, expiresAt });
  await recordEvent(ctx, { type: 'subscriber.invited', subscriberId: subscriber.id, templateId: subscriber.templateId, data: { expiresAt: expiresAt.toISOString() } });
  const shareLink = await loadShareLink(ctx, template);
  return { subscriber, language: subscriber.language ?? template.language, expiresAt, link: invitationLinkOf(shareLink, key) };
}

async function endOpen(ctx: TxContext, subscriberId: string): Promise<boolean> {
  const open = await revokeOpen(ctx.db, ctx.providerId, subscriberId, ctx.clock.now());
  if (open) await deleteAccessKeys(ctx.db, ctx.providerId, 'invitation', open.id);
  return open !== null && isLive({ ...open, revokedAt: null }, ctx.clock.now());
}

/** Ends a user's personal link; without one nothing happens. @throws subscriber.not_found */
export async function revokeInvitation(ctx: Context, subscriberId: string): Promise<void> {
  requireRight(ctx, 'subscribers:write');
  await inTransaction(ctx, async (ctx) => {
    const { templateId } = await loadVisibleSubscriber(ctx, subscriberId);
    if (await endOpen(ctx, subscriberId)) await recordEvent(ctx, { type: 'subscriber.invitation_revoked', subscriberId, templateId });
  });
}

export type OpenInvitation = { createdAt: Date; expiresAt: Date; createdBy: string | null };

/** The personal link of a user that works now, without the link itself, or null. @throws subscriber.not_found */
export async function readInvitation(ctx: Context, subscriberId: string): Promise<OpenInvitation | null> {
  requireRight(ctx, 'subscribers:read');
  return inTransaction(ctx, async (ctx) => {
    await loadVisibleSubscriber(ctx, subscriberId);
    const open = await openInvitationOf(ctx.db, ctx.providerId, subscriberId);
    return open && isLive(open, ctx.clock.now()) ? { createdAt: open.createdAt, expiresAt: open.expiresAt, createdBy: open.createdBy } : null;
  });
}
