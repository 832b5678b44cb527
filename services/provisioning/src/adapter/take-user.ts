import { inTransaction } from '../context.ts';
import { enterpriseIdOf } from '../customers/customer.ts';
import { removeSubscriber } from '../subscribers/delete-subscriber.ts';
import { holdSubscriberByUserId } from '../subscribers/find-subscriber.ts';
import { handOverSubscriber } from '../subscribers/hand-over-subscriber.ts';
import type { SubscriberRow } from '../subscribers/store.ts';
import type { Package } from '../subscribers/subscriber.ts';
import type { OpenAdapter } from '../templates/open-adapter.ts';

export type AdapterFacts = {
  serviceProviderId: string;
  groupId: string;
  isEnterprise: boolean;
  firstName: string;
  lastName: string;
  number?: string;
  extension?: string;
  mobile?: string;
  email?: string;
  language?: string;
  package?: Package;
};

/**
 * Takes a user from BroadWorks, whom openAdapter has let in.
 * @throws customer.other_template, request.missing_field, subscriber.action_not_allowed (being removed)
 */
export async function takeUser({ ctx, template }: OpenAdapter, userId: string, facts: AdapterFacts): Promise<SubscriberRow> {
  return inTransaction(ctx, async (ctx) => {
    const { subscriber } = await handOverSubscriber(ctx, template, {
      userId,
      spEnterpriseId: enterpriseIdOf(facts),
      firstName: facts.firstName,
      lastName: facts.lastName,
      primaryPhoneNumber: facts.number ?? null,
      mobilePhoneNumber: facts.mobile ?? null,
      extension: facts.extension ?? null,
      email: facts.email ?? null,
      language: facts.language ?? null,
      ...(facts.package ? { package: facts.package } : {}),
    });
    return subscriber;
  });
}

/** Withdraws a user. @throws subscriber.action_not_allowed while work is running */
export async function withdrawUser({ ctx, template }: OpenAdapter, userId: string): Promise<'removed' | 'removing'> {
  return inTransaction(ctx, async (ctx) => {
    const subscriber = await holdSubscriberByUserId(ctx, template.clusterId, userId);
    return subscriber && subscriber.templateId === template.id ? removeSubscriber(ctx, subscriber) : 'removed';
  });
}
