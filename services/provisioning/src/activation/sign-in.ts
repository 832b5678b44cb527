import { completeUserId } from '../clusters/cluster.ts';
import { loadCluster } from '../clusters/load-cluster.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { holdSubscriberByUserId } from '../subscribers/find-subscriber.ts';
import { reachMilestone } from '../subscribers/reach-milestone.ts';
import type { SubscriberRow } from '../subscribers/store.ts';
import { openShareLink } from '../templates/load-template.ts';
import type { NamedTemplateRow } from '../templates/store.ts';
import { checkIdentity } from './check-identity.ts';
import { settleLanguage, type ShownLanguage } from './choose-language.ts';
import type { BroadworksProfile } from './identity-check.ts';
import { selfActivate } from './self-activate.ts';
import { startVisit, type Visit } from './session.ts';

export type SignIn = ShownLanguage & {
  userId: string;
  password: string;
  /** Where the attempt comes from, as http/rate-limit.ts names it. */
  network: string;
};
export type SignedIn = { ctx: Context; token: string; visit: Visit };

/**
 * Signs a person in with their BroadWorks id and password, checked live; neither is kept.
 * @throws activation.link_unknown, activation.link_withdrawn, activation.no_pending_user and what checkIdentity throws; with
 *   self-activation also activation.self_user_id_in_use (200047) and what selfActivate throws
 */
export async function signIn(outer: Context, shareKey: string, input: SignIn): Promise<SignedIn> {
  const { ctx, template } = await openShareLink(outer, shareKey);
  const cluster = await inTransaction(ctx, (ctx) => loadCluster(ctx, template.clusterId));
  const userId = completeUserId(input.userId, cluster.defaultDomain);
  const profile = await checkIdentity(ctx, cluster, { ...input, userId });
  return inTransaction(ctx, async (ctx) => {
    return admit(ctx, outer, { subscriber: await requireUser(ctx, template, profile), template, shown: input });
  });
}

/** Lets a person in whose identity is proven. */
export async function admit(ctx: TxContext, outer: Context, { subscriber, template, shown }: { subscriber: SubscriberRow; template: NamedTemplateRow; shown: ShownLanguage }): Promise<SignedIn> {
  const asUser = { ...ctx, actor: { kind: 'subscriber', id: subscriber.id, name: subscriber.userId } } as const;
  const { token, visit } = await startVisit(asUser, subscriber, await settleLanguage(asUser, subscriber, template, shown));
  await reachMilestone(asUser, subscriber, 'signed_in');
  await recordEvent(asUser, { type: 'subscriber.signed_in', subscriberId: subscriber.id, templateId: subscriber.templateId });
  return { ctx: { ...outer, providerId: ctx.providerId, actor: asUser.actor }, token, visit };
}

/** The record of the person who has just proven to be this BroadWorks user; made now where the template lets people activate themselves. */
async function requireUser(ctx: TxContext, template: NamedTemplateRow, profile: BroadworksProfile): Promise<SubscriberRow> {
  const known = await holdSubscriberByUserId(ctx, template.clusterId, profile.userId);
  if (known?.templateId === template.id && !known.removing) return known;
  if (!template.selfActivation || known?.removing) throw problem('activation.no_pending_user', { reference: ctx.traceId });
  if (known) throw problem('activation.self_user_id_in_use', { reference: ctx.traceId });
  return selfActivate(ctx, template, profile);
}
