import { enterpriseClashes, findCustomerByEnterprise } from '../customers/find-enterprise.ts';
import { enterpriseIdOf } from '../customers/customer.ts';
import type { TxContext } from '../context.ts';
import { Problem, problem } from '../problems.ts';
import { handOverSubscriber } from '../subscribers/hand-over-subscriber.ts';
import type { SubscriberRow } from '../subscribers/store.ts';
import type { NamedTemplateRow } from '../templates/store.ts';
import type { BroadworksProfile } from './identity-check.ts';

/**
 * Self-activation: whoever signs in and has no record becomes a user now, from what BroadWorks tells of them, with the template's
 * default package; the customer is bound to the template. Nothing is created where the enterprise cannot be this template's.
 * @throws activation.self_other_template (200050), activation.self_enterprise_clash (200051), activation.self_not_created (200019)
 */
export async function selfActivate(ctx: TxContext, template: NamedTemplateRow, profile: BroadworksProfile): Promise<SubscriberRow> {
  const { serviceProvider, groupId, isEnterprise } = profile;
  // A customer that is not known by name would collect strangers.
  if (!serviceProvider || (!isEnterprise && !groupId)) throw problem('activation.self_not_created', { reference: ctx.traceId });
  const spEnterpriseId = enterpriseIdOf({ serviceProviderId: serviceProvider, groupId, isEnterprise });
  const customer = await findCustomerByEnterprise(ctx, spEnterpriseId);
  if (customer && customer.templateId !== template.id) throw problem('activation.self_other_template', { reference: ctx.traceId });
  if (!customer && (await enterpriseClashes(ctx, { serviceProvider, isEnterprise, clusterId: template.clusterId }))) throw problem('activation.self_enterprise_clash', { reference: ctx.traceId });
  const { subscriber } = await handOverSubscriber(ctx, template, {
    userId: profile.userId,
    spEnterpriseId,
    firstName: profile.firstName,
    lastName: profile.lastName,
    primaryPhoneNumber: profile.number,
    extension: profile.extension,
    selfActivated: true,
  }).catch((error: unknown) => {
    // Bound to another template at this very moment.
    throw error instanceof Problem && error.code === 'customer.other_template' ? problem('activation.self_other_template', { reference: ctx.traceId }) : error;
  });
  return subscriber;
}
