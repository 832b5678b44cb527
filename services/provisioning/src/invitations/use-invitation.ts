import { deleteAccessKeys } from '../access-keys/store.ts';
import { findKey } from '../access-keys/find-key.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { loadSubscriber, lockIfThere } from '../subscribers/load-subscriber.ts';
import type { SubscriberRow } from '../subscribers/store.ts';
import { isLive } from './invitation.ts';
import { claimInvitation, findInvitation } from './store.ts';

export type UsableInvitation = { id: string; expiresAt: Date; subscriber: SubscriberRow };

/**
 * The invitation behind a key, with the user it stands for, at this template's link. Looking does not use it up.
 * @throws activation.invitation_unusable: unknown, used, revoked, expired, or of a user who is gone or has another template; which, is not told.
 */
export async function openInvitation(ctx: Context, templateId: string, key: string): Promise<UsableInvitation> {
  const found = await findKey(ctx, 'invitation', key);
  if (!found || found.providerId !== ctx.providerId) throw problem('activation.invitation_unusable');
  return inTransaction(ctx, async (ctx) => {
    const invitation = await findInvitation(ctx.db, ctx.providerId, found.subjectId);
    if (!invitation || !isLive(invitation, ctx.clock.now())) throw problem('activation.invitation_unusable');
    const subscriber = await loadSubscriber(ctx, invitation.subscriberId);
    if (subscriber.templateId !== templateId || subscriber.removing) throw problem('activation.invitation_unusable');
    return { id: invitation.id, expiresAt: invitation.expiresAt, subscriber };
  });
}

/** Uses it up; of many who hold it, one gets in. @returns the user, held. @throws activation.invitation_unusable */
export async function consumeInvitation(ctx: TxContext, { id, subscriber: { id: subscriberId, templateId } }: UsableInvitation, proof: string): Promise<SubscriberRow> {
  const subscriber = await lockIfThere(ctx, subscriberId);
  if (!subscriber || subscriber.removing || subscriber.templateId !== templateId) throw problem('activation.invitation_unusable');
  if (!(await claimInvitation(ctx.db, ctx.providerId, id, ctx.clock.now()))) throw problem('activation.invitation_unusable');
  await deleteAccessKeys(ctx.db, ctx.providerId, 'invitation', id);
  await recordEvent(ctx, { type: 'subscriber.invitation_used', subscriberId: subscriber.id, templateId: subscriber.templateId, data: { mode: `invitation_${proof}` } });
  return subscriber;
}
