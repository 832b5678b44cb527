import type { Clock } from '../context.ts';
import type { SubscriberAnswer } from './schemas.ts';
import type { SubscriberRow } from './store.ts';
import { allowedActions } from './subscriber.ts';

/** The row as our own surface shows it. */
export function presentSubscriber(row: SubscriberRow, clock: Clock): SubscriberAnswer {
  const { id, userId, spEnterpriseId, firstName, lastName, email, primaryPhoneNumber, mobilePhoneNumber, extension, status, reason } = row;
  const { templateId, customerId, selfActivated, createdAt, lastStatusChange, version } = row;
  return {
    id, userId, spEnterpriseId, firstName, lastName, email, primaryPhoneNumber, mobilePhoneNumber, extension,
    package: row.package,
    status, reason,
    errors: row.errors.map(({ errorCode, code, description }) => ({ errorCode, code, description })),
    templateId, customerId, selfActivated,
    allowedActions: allowedActions(row, clock.now()),
    createdAt, lastStatusChange, version,
  };
}
