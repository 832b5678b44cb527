import { loadCluster } from '../clusters/load-cluster.ts';
import { type Context, inTransaction } from '../context.ts';
import { consumeInvitation, openInvitation } from '../invitations/use-invitation.ts';
import { problem } from '../problems.ts';
import { openShareLink } from '../templates/load-template.ts';
import type { InvitationProof } from '../templates/template.ts';
import { shortNameOf } from './activation.ts';
import { checkIdentity, limitNetwork } from './check-identity.ts';
import type { ShownLanguage } from './choose-language.ts';
import { admit, type SignedIn } from './sign-in.ts';

type At = { shareKey: string; key: string; network: string };
export type InvitationView = { name: string | null; proof: InvitationProof; expiresAt: Date };

/** Whom a personal link stands for, no further than a first name and an initial. @throws activation.link_unknown, activation.link_withdrawn, activation.invitation_unusable, access.too_many_attempts */
export async function viewInvitation(outer: Context, { shareKey, key, network }: At): Promise<InvitationView> {
  const { ctx, template } = await openShareLink(outer, shareKey);
  await limitNetwork(ctx, network);
  const { subscriber, expiresAt } = await openInvitation(ctx, template.id, key);
  return { name: shortNameOf(subscriber), proof: template.invitationProof, expiresAt };
}

/**
 * Signs a person in by a personal link, which stands for the user id, and the BroadWorks password, unless the template takes the link
 * alone. Either way it works once.
 * @throws request.missing_field (the password), activation.invitation_unusable, activation.link_unknown, activation.link_withdrawn and
 *   what checkIdentity throws
 */
export async function signInInvited(outer: Context, at: At, input: ShownLanguage & { password?: string | undefined }): Promise<SignedIn> {
  const { ctx, template } = await openShareLink(outer, at.shareKey);
  const needsPassword = template.invitationProof === 'password';
  // Guessing a key costs the same as guessing a password.
  if (!needsPassword) await limitNetwork(ctx, at.network);
  const invitation = await openInvitation(ctx, template.id, at.key);
  if (needsPassword) {
    if (!input.password) throw problem('request.missing_field', { errors: [{ pointer: '/password', message: 'this template asks for the password' }] });
    const cluster = await inTransaction(ctx, (ctx) => loadCluster(ctx, template.clusterId));
    await checkIdentity(ctx, cluster, { userId: invitation.subscriber.userId, password: input.password, network: at.network });
  }
  return inTransaction(ctx, async (ctx) => {
    const subscriber = await consumeInvitation(ctx, invitation, template.invitationProof);
    return admit(ctx, outer, { subscriber, template, shown: input });
  });
}
