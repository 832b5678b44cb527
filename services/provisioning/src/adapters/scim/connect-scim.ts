import { type Changes, mappedUser } from './attribute-changes.ts';
import { mappedValues } from './attribute-mapping.ts';
import { changeMethod, changeUser, pathOf, USERS } from './change-user.ts';
import { type Cloud, type CloudAccount, CloudError, type CloudSubscriber, type ConnectorSettings, idsOf, untold } from '../../provisioning/cloud.ts';
import { type Package, packages } from '../../subscribers/subscriber.ts';
import { type ScimUser, usersOf, valueAt } from './read-user.ts';
import { createScimClient, notUnderstood, type ScimClient, writtenUser } from './scim-client.ts';

export type ScimConnection = Extract<ConnectorSettings, { kind: 'scim' }>;

const DEFAULT_TIMEOUT_MS = 10_000;

/** A SCIM 2.0 service provider; our key there is `externalId`. `baseUrl` is what `/Users` is appended to. */
export function connectScim(settings: ScimConnection, traceId: string, { timeoutMs = DEFAULT_TIMEOUT_MS, allowPrivate }: { timeoutMs?: number; allowPrivate: boolean }): Cloud {
  const call = createScimClient(settings, traceId, { timeoutMs, allowPrivate });
  const platform = `${settings.id} ${settings.baseUrl}`;
  const ensure = (ref: string, wanted: CloudSubscriber) => changeUser(call, platform, ref, () => changesFor(settings, wanted));
  const accountOf = (user: ScimUser, wanted: CloudSubscriber) => readAccount(settings, user, wanted);
  /** What a write came to, though it could not be read again. A key that its answer leaves out may still be shown to who asks. */
  const writtenAccount = async (written: ScimUser, wanted: CloudSubscriber): Promise<CloudAccount> => {
    const again = written.externalId === null && settings.keyShown !== false;
    const user = again ? await call({ method: 'GET', path: pathOf(written.id) }).then(writtenUser).catch(untold) : written;
    if (!user) return { ...readAccount(settings, written, wanted), nameOnly: false };
    const keyShown = user.externalId !== null;
    return { ...readAccount({ ...settings, keyShown }, user, wanted), nameOnly: false, keyShown };
  };
  return {
    traits: { recordOnly: false, synchronous: true, changesEmail: true, prechecks: false, requests: { look: 1, make: 3, change: 3 } },

    async find(wanted) {
      const user = await find(call, settings, wanted);
      return user && accountOf(user, wanted);
    },

    async create(wanted) {
      try {
        const answer = await call({ method: 'POST', path: USERS, body: mappedUser(settings.mapping, wanted) });
        return await writtenAccount(writtenUser(answer), wanted);
      } catch (error) {
        if (!(error instanceof CloudError) || error.status !== 409) throw error;
        // Somebody has this name. If it is our own account, of which nobody told us, it is what was asked for.
        const found = await find(call, settings, wanted);
        if (!found) throw error.code === 'cloud.user_id_in_use' ? await whyTaken(call, wanted, error) : error;
        // Whose it is, nothing on it says: the next look judges that.
        if (found.externalId === null) throw new CloudError('unknown', 'The platform says that the account exists, and shows one without our key.', { trackingId: error.trackingId });
        return await writtenAccount(await ensure(found.id, wanted), wanted);
      }
    },

    // The protocol knows no such question: a creation that cannot be says so itself.
    precheck: async () => undefined,

    async changePackage(ref, wanted) {
      return writtenAccount(await ensure(ref, wanted), wanted);
    },

    // Nobody has to agree to anything here.
    askConsent: async () => undefined,

    async remove(ref, wanted) {
      try {
        if (settings.removal === 'delete') await call({ method: 'DELETE', path: pathOf(ref) });
        else await changeUser(call, platform, ref, (before) => switchedOff(before, wanted));
      } catch (error) {
        if (!(error instanceof CloudError && error.kind === 'answered' && error.status === 404)) throw error;
      }
    },

    check: () => check(call),
    changesWith: () => changeMethod(call, platform),
    preview: (wanted) => mappedUser(settings.mapping, wanted),
    calls: call.made,
    lastTrackingId: call.lastTrackingId,
  };
}

const sameText = (a: string | null, b: string | null): boolean => a !== null && a.toLowerCase() === b?.toLowerCase();

/**
 * By our key first, then by the name people sign in with. An account of that name that carries another key is somebody else's; one
 * without a key was made by hand and becomes this user's.
 * @throws CloudError cloud.email_of_other_user, cloud.user_id_in_use
 */
async function find(call: ScimClient, settings: ScimConnection, wanted: CloudSubscriber): Promise<ScimUser | null> {
  const ours = ({ externalId }: ScimUser): boolean => idsOf(wanted).some((id) => sameText(id, externalId));
  const named = userNameFor(settings, wanted);
  for (const id of idsOf(wanted)) {
    const found = await search(call, 'externalId', id).catch(unsearchable);
    const own = found.find(ours);
    if (own) return own;
    // It is searched by and never shown; the name tells that the search was not passed over.
    const [only, ...others] = found;
    if (only?.externalId === null && others.length === 0 && sameText(named, only.userName)) return { ...only, byKey: true };
  }
  const account = named === null ? null : (await search(call, 'userName', named)).find((user) => sameText(named, user.userName));
  if (!account || account.externalId === null || ours(account)) return account ?? null;
  const byAddress = sameText(named, wanted.email);
  throw new CloudError('answered', 'An account of this name carries the key of another user.', { status: 409, code: byAddress ? 'cloud.email_of_other_user' : 'cloud.user_id_in_use' });
}

const userNameFor = ({ mapping }: ScimConnection, wanted: CloudSubscriber): string | null => mappedValues(mapping, wanted).find(([target]) => target === 'userName')?.[1] ?? null;

/** Some platforms search by names only, and say so (RFC 7644 3.4.2.2). */
function unsearchable(error: unknown): ScimUser[] {
  if (error instanceof CloudError && (error.status === 400 || error.status === 501)) return [];
  throw error;
}

async function search(call: ScimClient, attribute: 'externalId' | 'userName', value: string): Promise<ScimUser[]> {
  const answer = await call({ method: 'GET', path: USERS, query: { filter: `${attribute} eq ${JSON.stringify(value)}`, count: '10' } });
  const users = usersOf(answer.body);
  if (!users) throw notUnderstood('answered', answer);
  return users;
}

/** Our key, switched on, and every mapped attribute as it should be; what has no value for this user is taken away. */
const changesFor = ({ mapping }: ScimConnection, wanted: CloudSubscriber): Changes => [['externalId', wanted.userId], ['active', true], ...mappedValues(mapping, wanted)];

/** What a platform does not show of us would be lost where the whole user is sent back. */
const switchedOff = ({ externalId }: ScimUser, { userId }: CloudSubscriber): Changes => [...(externalId === null ? [['externalId', userId] as const] : []), ['active', false]];

/** What the platform shows of the package, where the mapping sends it; else it cannot differ. */
function packageIn({ mapping }: ScimConnection, user: ScimUser, wanted: CloudSubscriber): Package {
  const target = Object.entries(mapping).find(([, text]) => text === '{package}')?.[0];
  const shown = target === undefined ? null : valueAt(user.body, target);
  return packages.find((known) => known === shown?.toLowerCase()) ?? wanted.package;
}

function readAccount(settings: ScimConnection, user: ScimUser, wanted: CloudSubscriber): CloudAccount {
  const mailed = Object.values(settings.mapping).some((text) => text === '{email}');
  const otherEmail = mailed && user.email !== null && user.email.toLowerCase() !== wanted.email.toLowerCase();
  // What a platform does not show after our own write is no difference; a key that was there and is gone is one.
  const otherKey = user.externalId === null ? settings.keyShown !== false : !sameText(wanted.userId, user.externalId);
  const stale = !user.active || otherKey || otherEmail;
  return { ref: user.id, personId: null, state: 'ready', package: packageIn(settings, user, wanted), email: user.email, stale, nameOnly: user.externalId === null && !user.byKey, failure: null };
}

/** What is taken is the address, by an account of another name; or else an account made a moment ago, which no search shows yet. */
async function whyTaken(call: ScimClient, { email }: CloudSubscriber, { status, trackingId }: CloudError): Promise<CloudError> {
  const facts = { ...(status !== null && { status }), trackingId };
  const answer = await call({ method: 'GET', path: USERS, query: { filter: `emails.value eq ${JSON.stringify(email)}`, count: '10' } }).catch(() => null);
  const holder = (usersOf(answer?.body) ?? []).find((user) => sameText(email, user.email));
  if (holder) return new CloudError('answered', 'An account of another name has this e-mail address.', { ...facts, code: 'cloud.email_of_other_user' });
  return new CloudError('unknown', 'The platform says that the account exists, and does not show it yet.', facts);
}

async function check(call: ScimClient): ReturnType<Cloud['check']> {
  try {
    const answer = await call({ method: 'GET', path: USERS, query: { count: '1' } });
    return usersOf(answer.body) ? { result: 'accepted' } : { result: 'refused', detail: 'What answers at this address is not SCIM 2.0.' };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    const busy = error.status === null || error.status === 429 || error.status >= 500;
    return { result: busy ? 'unreachable' : 'refused', detail: error.status === null ? error.message : `${error.message} (HTTP ${error.status})` };
  }
}
