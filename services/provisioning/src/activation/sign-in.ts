import { type Context, inTransaction } from '../context.ts';
import { loadCluster } from '../clusters/load-cluster.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { findSubscriberByUserId } from '../subscribers/find-subscriber.ts';
import { reachMilestone } from '../subscribers/reach-milestone.ts';
import { openShareLink } from '../templates/load-template.ts';
import { settleLanguage, type ShownLanguage } from './choose-language.ts';
import { startVisit, type Visit } from './session.ts';

const LOCK_COOL_DOWN_SECONDS = 15 * 60;
const QUARTER_HOUR = 15 * 60;

export type SignIn = ShownLanguage & {
  userId: string;
  password: string;
  /** Where the attempt comes from, as http/rate-limit.ts names it. */
  network: string;
};

/**
 * Signs a person in with their BroadWorks id and password, checked live; neither is kept.
 * Wrong password and unknown user get the same answer. While BroadWorks reports a lock, nothing more is sent there.
 * @throws activation.link_unknown, activation.link_withdrawn, activation.credentials_refused, activation.account_locked,
 *   activation.broadworks_unavailable, activation.no_pending_user, access.too_many_attempts
 */
export async function signIn(outer: Context, shareKey: string, input: SignIn): Promise<{ ctx: Context; token: string; visit: Visit }> {
  const { ctx, template } = await openShareLink(outer, shareKey);
  const cluster = await inTransaction(ctx, (ctx) => loadCluster(ctx, template.clusterId));
  const userId = completeUserId(input.userId, cluster.defaultDomain);
  const who = `${cluster.id} ${userId}`;
  await limitAttempts(ctx, who, input.network);
  const answer = await ctx.identity.check(cluster, userId, input.password);
  switch (answer.outcome) {
    case 'refused':
      throw problem('activation.credentials_refused');
    case 'locked':
      await ctx.limiter.block('broadworks-locked', who, LOCK_COOL_DOWN_SECONDS);
      throw problem('activation.account_locked', { retryAfterSeconds: LOCK_COOL_DOWN_SECONDS });
    case 'unavailable':
      ctx.log.warn({ clusterId: cluster.id, reason: answer.reason }, 'BroadWorks did not answer a sign-in');
      throw problem('activation.broadworks_unavailable', { retryAfterSeconds: 60 });
    case 'accepted':
      await ctx.limiter.forget('sign-in-user', who);
  }
  return inTransaction(ctx, async (ctx) => {
    const subscriber = await findSubscriberByUserId(ctx, cluster.id, answer.profile.userId);
    if (!subscriber || subscriber.templateId !== template.id || subscriber.removing) throw problem('activation.no_pending_user', { reference: ctx.traceId });
    const asUser = { ...ctx, actor: { kind: 'subscriber', id: subscriber.id, name: subscriber.userId } } as const;
    const { token, visit } = await startVisit(asUser, subscriber, await settleLanguage(asUser, subscriber, template, input));
    await reachMilestone(asUser, subscriber, 'signed_in');
    await recordEvent(asUser, { type: 'subscriber.signed_in', subscriberId: subscriber.id, templateId: template.id });
    return { ctx: { ...outer, providerId: ctx.providerId, actor: asUser.actor }, token, visit };
  });
}

/** People type only their number; BroadWorks wants number@domain. */
export function completeUserId(typed: string, defaultDomain: string | null): string {
  const userId = typed.trim().toLowerCase();
  return userId.includes('@') || !defaultDomain ? userId : `${userId}@${defaultDomain.toLowerCase()}`;
}

async function limitAttempts(ctx: Context, who: string, network: string): Promise<void> {
  const { signInsPerUserPer15Minutes, signInsPerNetworkPerMinute } = ctx.config.limits;
  const lockedFor = await ctx.limiter.blockedFor('broadworks-locked', who);
  if (lockedFor > 0) throw problem('activation.account_locked', { retryAfterSeconds: lockedFor });
  await ctx.limiter.consume('sign-in-network', network, { points: signInsPerNetworkPerMinute, seconds: 60 });
  await ctx.limiter.consume('sign-in-user', who, { points: signInsPerUserPer15Minutes, seconds: QUARTER_HOUR });
}
