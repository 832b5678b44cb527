import { rightsOf } from '../access.ts';
import type { Context } from '../context.ts';
import type { NamedSubscriber } from './name-subscribers.ts';
import { referenceOf } from './reference.ts';
import type { SubscriberAnswer } from './schemas.ts';
import { allowedActions, rightFor } from './subscriber.ts';

/** The row as our own surface shows it, with the actions its status allows and whoever asks may take. */
export function presentSubscriber(row: NamedSubscriber, { actor, clock }: Pick<Context, 'actor' | 'clock'>): SubscriberAnswer {
  const held = rightsOf(actor);
  const { id, userId, spEnterpriseId, firstName, lastName, email, primaryPhoneNumber, mobilePhoneNumber, extension, status, reason } = row;
  const { templateId, templateName, customerId, customerName, selfActivated, createdAt, lastStatusChange, version } = row;
  return {
    id, userId, spEnterpriseId, firstName, lastName, email, primaryPhoneNumber, mobilePhoneNumber, extension,
    package: row.package,
    status, reason,
    errors: row.errors.map(({ errorCode, code, description }) => ({ errorCode, code, description })),
    templateId, templateName, customerId, customerName, selfActivated,
    reference: referenceOf(id),
    allowedActions: allowedActions(row, clock.now()).filter((action) => held.includes(rightFor[action])),
    createdAt, lastStatusChange, version,
  };
}
