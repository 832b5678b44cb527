import { type Cloud, type CloudAccount, CloudError, type CloudSubscriber, type CloudTraits, type ConnectorSettings, idsOf, type PossibleSubscriber } from '../../provisioning/cloud.ts';
import { isPrecheckPassed, isRecordOf, readAccount, recordsOf } from './read-account.ts';
import { createWebexClient, type WebexAnswer, type WebexClient } from './webex-client.ts';

const DEFAULT_TIMEOUT_MS = 10_000;
const SUBSCRIBERS = '/broadworks/subscribers';

export type WebexConnection = Extract<ConnectorSettings, { kind: 'webex' }>;

/** The published API works in the background and changes no addresses. */
const traitsOf = ({ precheck }: WebexConnection): CloudTraits => ({ recordOnly: false, synchronous: false, changesEmail: false, prechecks: precheck, requests: { look: 1, make: precheck ? 3 : 2, change: 2 } });

/** Webex for BroadWorks over its published API; `baseUrl` includes the version, e.g. https://webexapis.com/v1. */
export function connectWebex(settings: WebexConnection, traceId: string, { timeoutMs = DEFAULT_TIMEOUT_MS, allowPrivate }: { timeoutMs?: number; allowPrivate: boolean }): Cloud {
  const call = createWebexClient(settings, traceId, { timeoutMs, allowPrivate });
  return {
    traits: traitsOf(settings),
    find: (subscriber) => find(call, subscriber),

    async precheck(subscriber) {
      const answer = await call({ method: 'POST', path: `${SUBSCRIBERS}/validate`, body: creation(subscriber) });
      // Whatever else answers 200 at this address has not said yes.
      if (!isPrecheckPassed(answer.body)) throw notUnderstood('answered', answer);
    },

    async create(subscriber) {
      return writtenAccount(await call({ method: 'POST', path: SUBSCRIBERS, body: creation(subscriber) }));
    },

    async changePackage(ref, subscriber) {
      return writtenAccount(await call({ method: 'PUT', path: pathOf(ref), body: change(subscriber) }));
    },

    async askConsent(ref) {
      // Published without the prefix that everything else about a subscriber has.
      await call({ method: 'POST', path: `/subscribers/${encodeURIComponent(ref)}/emails/consentMove` });
    },

    async remove(ref) {
      try {
        await call({ method: 'DELETE', path: pathOf(ref) });
      } catch (error) {
        if (error instanceof CloudError && error.kind === 'answered' && error.status === 404) return;
        throw error;
      }
    },

    check: () => check(call),
    changesWith: async () => null,
    preview: creation,
    calls: call.made,
    lastTrackingId: call.lastTrackingId,
  };
}

const pathOf = (ref: string): string => `${SUBSCRIBERS}/${encodeURIComponent(ref)}`;

/** An account that still has its other id is to be changed. */
async function find(call: WebexClient, wanted: CloudSubscriber): Promise<CloudAccount | null> {
  for (const userId of idsOf(wanted)) {
    const account = await findUnder(call, { ...wanted, userId });
    if (account) return userId === wanted.userId ? account : { ...account, stale: true };
  }
  return null;
}

async function findUnder(call: WebexClient, wanted: CloudSubscriber): Promise<CloudAccount | null> {
  const answer = await call({ method: 'GET', path: SUBSCRIBERS, query: { userId: wanted.userId, provisioningId: wanted.provisioningId } });
  const records = recordsOf(answer.body);
  if (!records) throw notUnderstood('answered', answer);
  // The platform may treat its filters as a search; only an exact match may be taken for this person's account.
  const match = records.find((record) => isRecordOf(record, wanted));
  if (!match) return null;
  const account = readAccount(match);
  if (!account) throw notUnderstood('answered', answer);
  return account;
}

/** After a write the work may be done, however odd the answer is. */
function writtenAccount(answer: WebexAnswer): CloudAccount {
  const account = readAccount(answer.body);
  if (!account) throw notUnderstood('unknown', answer);
  return account;
}

const notUnderstood = (kind: 'answered' | 'unknown', { status, trackingId }: WebexAnswer): CloudError =>
  new CloudError(kind, 'The cloud platform answered in a form that is not its published one.', { status, trackingId, code: 'cloud.unavailable' });

/** JSON drops what is undefined. */
const creation = (subscriber: PossibleSubscriber): object => ({
  provisioningId: subscriber.provisioningId,
  userId: subscriber.userId,
  spEnterpriseId: subscriber.spEnterpriseId,
  firstName: subscriber.firstName,
  lastName: subscriber.lastName,
  package: subscriber.package,
  email: subscriber.email,
  timezone: subscriber.timezone ?? undefined,
  ...numbers(subscriber),
});

/** An update may not carry ids of the template or the customer, nor the address. */
const change = (subscriber: CloudSubscriber): object => ({
  userId: subscriber.userId,
  firstName: subscriber.firstName,
  lastName: subscriber.lastName,
  package: subscriber.package,
  timezone: subscriber.timezone ?? undefined,
  ...numbersAfterwards(subscriber),
});

const numbers = ({ primaryPhoneNumber, extension, mobilePhoneNumber }: PossibleSubscriber): object => ({
  primaryPhoneNumber: primaryPhoneNumber ?? undefined,
  extension: extension ?? undefined,
  mobilePhoneNumber: mobilePhoneNumber ?? undefined,
});

/** In a change an empty text removes what the platform has; of number and extension one must remain (published rule). */
const numbersAfterwards = ({ primaryPhoneNumber, extension, mobilePhoneNumber }: CloudSubscriber): object => ({
  primaryPhoneNumber: primaryPhoneNumber ?? (extension ? '' : undefined),
  extension: extension ?? (primaryPhoneNumber ? '' : undefined),
  mobilePhoneNumber: mobilePhoneNumber ?? '',
});

async function check(call: WebexClient): ReturnType<Cloud['check']> {
  try {
    const answer = await call({ method: 'GET', path: SUBSCRIBERS, query: { max: '1' } });
    return recordsOf(answer.body) ? { result: 'accepted' } : { result: 'refused', detail: 'What answers at this address is not the published API.' };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    const busy = error.status === null || error.status === 429 || error.status >= 500;
    return { result: busy ? 'unreachable' : 'refused', detail: error.status === null ? error.message : `${error.message} (HTTP ${error.status})` };
  }
}
