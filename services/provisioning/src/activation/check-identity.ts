import type { Context } from '../context.ts';
import { problem } from '../problems.ts';
import type { BroadworksProfile } from './identity-check.ts';

const LOCK_COOL_DOWN_SECONDS = 15 * 60;
const QUARTER_HOUR = 15 * 60;

/**
 * Asks BroadWorks whether the password is right, within the limits against guessing; neither id nor password is kept.
 * Wrong password and unknown user get the same answer. While BroadWorks reports a lock, nothing more is sent there.
 * @param userId complete, with its domain
 * @param input.network where the attempt comes from, as http/rate-limit.ts names it
 * @throws activation.credentials_refused, activation.account_locked, activation.broadworks_unavailable, access.too_many_attempts
 */
export async function checkIdentity(ctx: Context, cluster: { id: string; xsiUrl: string }, input: { userId: string; password: string; network: string }): Promise<BroadworksProfile> {
  const who = `${cluster.id} ${input.userId}`;
  await limitAttempts(ctx, who, input.network);
  const answer = await ctx.identity.check(cluster, input.userId, input.password);
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
      return answer.profile;
  }
}

async function limitAttempts(ctx: Context, who: string, network: string): Promise<void> {
  const { signInsPerUserPer15Minutes } = ctx.config.limits;
  const lockedFor = await ctx.limiter.blockedFor('broadworks-locked', who);
  if (lockedFor > 0) throw problem('activation.account_locked', { retryAfterSeconds: lockedFor });
  await limitNetwork(ctx, network);
  await ctx.limiter.consume('sign-in-user', who, { points: signInsPerUserPer15Minutes, seconds: QUARTER_HOUR });
}

/** Attempts to be somebody, from one network. @throws access.too_many_attempts */
export async function limitNetwork(ctx: Context, network: string): Promise<void> {
  await ctx.limiter.consume('sign-in-network', network, { points: ctx.config.limits.signInsPerNetworkPerMinute, seconds: 60 });
}
