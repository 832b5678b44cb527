import { Buffer } from 'node:buffer';
import { momentAt, readMoment } from '../moments.ts';
import type { SubscriberRow } from '../subscribers/store.ts';
import { provisioningIdOf } from '../templates/template.ts';

type Kind = 'SUBSCRIBER' | 'PEOPLE' | 'ENTERPRISE';

/** The published ids: unpadded base64 of a URN. */
export const publishedId = (kind: Kind, id: string): string => Buffer.from(`ciscospark://us/${kind}/${id}`).toString('base64').replace(/=+$/, '');

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Our id behind a published one, or null when it is not one of ours. */
export function idFrom(kind: Kind, published: string): string | null {
  const text = Buffer.from(published, 'base64').toString();
  const start = `ciscospark://us/${kind}/`;
  const id = text.slice(start.length);
  return text.startsWith(start) && UUID.test(id) ? id : null;
}

export type PublishedSubscriber = {
  id: string;
  personId?: string;
  userId: string;
  spEnterpriseId: string;
  firstName: string;
  lastName: string;
  email?: string;
  primaryPhoneNumber?: string;
  mobilePhoneNumber?: string;
  extension?: string;
  package: SubscriberRow['package'];
  status: SubscriberRow['status'];
  errors?: { errorCode: number; description: string }[];
  created: string;
  lastStatusChange: string;
  provisioningId: string;
  selfActivated: boolean;
};

/** A subscriber as the published API shows it: what is not there is left out, never null; the person only when provisioned. */
export function inPublishedForm(row: SubscriberRow): PublishedSubscriber {
  return {
    id: publishedId('SUBSCRIBER', row.id),
    ...(row.status === 'provisioned' && row.personId ? { personId: row.personId } : {}),
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
    provisioningId: provisioningIdOf(row.providerId, row.templateId),
    selfActivated: row.selfActivated,
  };
}

/** What the published API says about the phone directory of an enterprise; there is none here to sync. */
export const noDirectory = { enableDirSync: false, directorySyncStatus: { syncStatus: 'NOT_SYNCED' } } as const;

type Enterprise = { providerId: string; id: string; spEnterpriseId: string; templateId: string };

/** A customer as the published API shows an enterprise. `orgId` is left out: the organization is the cloud platform's, and it does not tell us. */
export const asEnterprise = ({ providerId, id, spEnterpriseId, templateId }: Enterprise) => ({
  id: publishedId('ENTERPRISE', id),
  spEnterpriseId,
  provisioningId: provisioningIdOf(providerId, templateId),
  broadworksDirectorySync: noDirectory,
});

/** Epoch milliseconds or ISO 8601, as the published filters take them; null when it is neither, or no day of any calendar. */
export const readPublishedMoment = (text: string): Date | null => (/^\d{1,15}$/.test(text) ? momentAt(Number(text)) : readMoment(text));
