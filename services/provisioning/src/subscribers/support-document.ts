import { type Context, inTransaction } from '../context.ts';
import { requireRight } from '../access.ts';
import { problems } from '../problems.ts';
import { version } from '../version.ts';
import { loadVisibleSubscriber } from './load-subscriber.ts';
import { nameSubscriber } from './name-subscribers.ts';
import { referenceOf } from './reference.ts';
import { readTimeline } from './timeline.ts';
import type { Package, Status } from './subscriber.ts';
import type { TimelineAttempt, TimelineMail } from './timeline-entry.ts';

const ENTRIES_READ = 200;
const MOST_OF_EACH = 10;

export type SupportDocument = {
  product: { name: string; version: string };
  at: Date;
  subscriber: {
    id: string; reference: string; userId: string; firstName: string; lastName: string; email: string | null; emailConfirmed: boolean;
    primaryPhoneNumber: string | null; mobilePhoneNumber: string | null; extension: string | null; package: Package;
    status: Status; reason: string | null; lastStatusChange: Date; createdAt: Date; selfActivated: boolean;
    spEnterpriseId: string; customerId: string; customerName: string; templateId: string; templateName: string;
  };
  errors: { errorCode: number; code: string; title: string; description: string; trackingId: string | null }[];
  attempts: TimelineAttempt[];
  mails: (TimelineMail & { at: Date })[];
  trackingIds: string[];
};

/**
 * Everything somebody needs who is asked for help with one user, in one document: no secret, no code, no text of a mail.
 * @throws subscriber.not_found
 */
export async function supportDocument(ctx: Context, id: string): Promise<SupportDocument> {
  requireRight(ctx, 'subscribers:read');
  return inTransaction(ctx, async (ctx) => {
    const row = await nameSubscriber(ctx, await loadVisibleSubscriber(ctx, id));
    const { items } = await readTimeline(ctx, id, { limit: ENTRIES_READ, start: null });
    const { userId, firstName, lastName, email, primaryPhoneNumber, mobilePhoneNumber, extension, status, reason, lastStatusChange, createdAt } = row;
    const { selfActivated, spEnterpriseId, customerId, customerName, templateId, templateName } = row;
    return {
      product: { name: 'Vestibule', version },
      at: ctx.clock.now(),
      subscriber: {
        id, reference: referenceOf(id), userId, firstName, lastName, email, emailConfirmed: row.emailConfirmedAt !== null,
        primaryPhoneNumber, mobilePhoneNumber, extension, package: row.package, status, reason, lastStatusChange, createdAt,
        selfActivated, spEnterpriseId, customerId, customerName, templateId, templateName,
      },
      errors: row.errors.map(({ errorCode, code, description, trackingId }) => ({ errorCode, code, title: problems[code].title, description, trackingId })),
      attempts: items.flatMap(({ attempt }) => attempt ?? []).slice(0, MOST_OF_EACH),
      mails: items.flatMap(({ mail, at }) => (mail ? [{ ...mail, at }] : [])).slice(0, MOST_OF_EACH),
      trackingIds: [...new Set(items.map(({ traceId }) => traceId))].slice(0, MOST_OF_EACH),
    };
  });
}
