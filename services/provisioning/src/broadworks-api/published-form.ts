import { Buffer } from 'node:buffer';
import type { SubscriberRow } from '../subscribers/store.ts';
import { provisioningIdOf } from '../templates/template.ts';

/** The published ids: unpadded base64 of a URN. */
export const publishedId = (type: 'SUBSCRIBER' | 'PEOPLE', id: string): string => Buffer.from(`ciscospark://us/${type}/${id}`).toString('base64').replace(/=+$/, '');

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Our id behind a published one, or null when it is not one of ours. */
export function subscriberIdFrom(published: string): string | null {
  const [, id = ''] = /^ciscospark:\/\/us\/SUBSCRIBER\/(.+)$/.exec(Buffer.from(published, 'base64').toString()) ?? [];
  return UUID.test(id) ? id : null;
}

export type PublishedSubscriber = {
  id: string;
  personId?: string;
  provisioningId: string;
  userId: string;
  spEnterpriseId: string;
  firstName: string;
  lastName: string;
  email?: string;
  primaryPhoneNumber?: string;
  mobilePhoneNumber?: string;
  extension?: string;
  package: string;
  status: string;
  errors?: { errorCode: number; description: string }[];
  created: string;
  lastStatusChange: string;
  selfActivated: boolean;
};

/** A subscriber as the published API shows it: what is not there is left out, never null; the person only when provisioned. */
export function inPublishedForm(row: SubscriberRow): PublishedSubscriber {
  return {
    id: publishedId('SUBSCRIBER', row.id),
    ...(row.status === 'provisioned' && row.personId ? { personId: row.personId } : {}),
    provisioningId: provisioningIdOf(row.providerId, row.templateId),
    userId: row.userId,
    spEnterpriseId: row.spEnterpriseId,
    firstName: row.firstName,
    lastName: row.lastName,
    ...(row.email ? { email: row.email } : {}),
    ...(row.primaryPhoneNumber ? { primaryPhoneNumber: row.primaryPhoneNumber } : {}),
    ...(row.mobilePhoneNumber ? { mobilePhoneNumber: row.mobilePhoneNumber } : {}),
    ...(row.extension ? { extension: row.extension } : {}),
    package: row.package,
    status: row.status,
    ...(row.errors.length > 0 ? { errors: row.errors.map(({ errorCode, description }) => ({ errorCode, description })) } : {}),
    created: row.createdAt.toISOString(),
    lastStatusChange: row.lastStatusChange.toISOString(),
    selfActivated: row.selfActivated,
  };
}

/** Epoch milliseconds or ISO 8601, as the published filters take them; null when it is neither. */
export function readMoment(text: string): Date | null {
  const moment = /^\d+$/.test(text) ? new Date(Number(text)) : /^\d{4}-\d{2}-\d{2}/.test(text) ? new Date(text) : null;
  return moment && !Number.isNaN(moment.getTime()) ? moment : null;
}
