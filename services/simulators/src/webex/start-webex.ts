import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createApp, installControls, installFaults, listen, type Address, type FaultPlayer, type Simulator } from '../http-simulator.ts';
import type { CallSubject } from '../script-rules.ts';
import { published, type AccountFields, type WebexAccount } from './account.ts';
import { createAccountStore, type AccountStore } from './account-store.ts';
import { installAccountControls } from './account-controls.ts';
import { emailIn, userIdIn } from './check-body.ts';
import { installRefusals, Refusal, refusalByCode } from './refusal.ts';
import { ACCESS_TOKEN_PATH, installServiceApp, type ServiceApp, type ServiceAppTokens } from './service-app.ts';
import { decideConsent, installSubscribers, SUBSCRIBERS, type SubscriberParts } from './subscriber-routes.ts';
import { magicFault, webexFaultSchemas, type WebexFault } from './webex-faults.ts';

export const DEFAULT_WEBEX_ACCESS_TOKEN = 'simulated-webex-token';

export type WebexOptions = Address & {
  accessToken?: string;
  /** A service app that may get tokens at `/v1/access_token`. */
  serviceApp?: ServiceApp;
  /** How long background work takes, unless a rule or an address says otherwise. Default 600. */
  provisioningDelayMs?: number;
  /** How long after they were asked again (`emails/consentMove`) the owners of movable accounts agree by themselves; without it they never do. */
  ownersAgreeAfterMs?: number;
  /** A file that keeps the accounts across restarts; without it they live in memory. */
  file?: string;
};

export type WebexSimulator = Simulator<WebexFault> & {
  /** The base URL a client is configured with: `url` and `/v1`. */
  apiUrl: string;
  accessToken: string;
  serviceApp: ServiceAppTokens;
  /** All accounts as they are now, oldest first. */
  accounts(): WebexAccount[];
  /** How many accounts were ever created for a user id, those removed since included. */
  createdCount(userId: string): number;
  /** Adds an account that is provisioned already. */
  addAccount(fields: AccountFields): WebexAccount;
  /** Answers for the owner of a movable account; false when none waits for consent. */
  consent(who: { userId?: string; email?: string }, give: boolean): boolean;
};

/** Starts a server that speaks the published subscriber API of Webex for BroadWorks, provisioning in the background. */
export const startWebex = async (options: WebexOptions = {}): Promise<WebexSimulator> => {
  const { accessToken = DEFAULT_WEBEX_ACCESS_TOKEN, provisioningDelayMs = 600 } = options;
  const app = createApp();
  const accounts = createAccountStore(options.file);
  installRefusals(app);
  const serviceApp = installServiceApp(app, options.serviceApp ?? { clientId: 'simulated-app', clientSecret: 'simulated-app-secret', refreshToken: 'simulated-refresh-token' });
  installToken(app, (token) => token === accessToken || serviceApp.accepts(token));
  const { calls, rules, faultOf, tries } = installWebexFaults(app, accounts);
  const reset = (): void => {
    accounts.clear();
    serviceApp.reset();
    tries.clear();
    rules.clear();
    calls.clear();
  };
  const parts: SubscriberParts = { accounts, provisioningDelayMs, ownersAgreeAfterMs: options.ownersAgreeAfterMs, faultOf };
  installControls({ app, calls, rules, faultSchemas: webexFaultSchemas, reset });
  installAccountControls(app, parts);
  installSubscribers(app, parts);
  const url = await listen(app, options);
  return {
    url,
    apiUrl: `${url}/v1`,
    accessToken,
    serviceApp,
    calls: () => calls.list(),
    script: (added) => rules.add(added),
    clearScript: () => rules.clear(),
    reset,
    accounts: () => accounts.list().map(published),
    createdCount: (userId) => accounts.createdCount(userId),
    addAccount: (fields) => published(accounts.create(fields, 'provisioned')),
    consent: ({ userId, email }, give) => decideConsent(parts, userId ? accounts.byUserId(userId) : accounts.byEmail(email ?? ''), give) !== undefined,
    close: () => app.close(),
  };
};

const installWebexFaults = (app: FastifyInstance, accounts: AccountStore): FaultPlayer<WebexFault> & { tries: Tries } => {
  const tries = createTries();
  const player = installFaults<WebexFault>({
    app,
    prefix: '/v1/',
    subjectOf: (request) => subjectOf(accounts, request),
    magicFault: (request, { email }) => (email && startsWork(accounts, request) ? magicFault(email, tries.count(email)) : undefined),
    answerFault: async (fault) => refuseByFault(fault),
  });
  return { ...player, tries };
};

const installToken = (app: FastifyInstance, accepts: (token: string) => boolean): void => {
  app.addHook('onRequest', async (request) => {
    if (!request.url.startsWith('/v1/') || pathOf(request) === ACCESS_TOKEN_PATH) return;
    const [, token = ''] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
    if (!accepts(token)) throw unauthorized();
  });
};

const unauthorized = (): Refusal => new Refusal(401, 'The request requires a valid access token set in the Authorization request header.');

/** How often the creation of each address was tried; magic addresses go by it. */
type Tries = { count(email: string): number; clear(): void };

const createTries = (): Tries => {
  const tries = new Map<string, number>();
  return {
    count(email) {
      const count = (tries.get(email.toLowerCase()) ?? 0) + 1;
      tries.set(email.toLowerCase(), count);
      return count;
    },
    clear: () => tries.clear(),
  };
};

/** A creation, or an update that takes up a failed one: what magic addresses look at. */
const startsWork = (accounts: AccountStore, request: FastifyRequest): boolean =>
  (request.method === 'POST' && pathOf(request) === SUBSCRIBERS) ||
  (request.method === 'PUT' && accounts.byId(idOf(request) ?? '')?.status === 'error');

/** Whom a call is about: by its body or query, else by the account its path names. */
const subjectOf = (accounts: AccountStore, request: FastifyRequest): Omit<CallSubject, 'method'> => {
  const query = new URL(request.url, 'http://simulator').searchParams;
  const account = accounts.byId(idOf(request) ?? '');
  return {
    userId: account?.fields.userId ?? userIdIn(request.body) ?? query.get('userId'),
    email: account?.fields.email ?? emailIn(request.body) ?? query.get('email'),
  };
};

const idOf = (request: FastifyRequest): string | undefined => /\/subscribers\/([^/]+)/.exec(pathOf(request))?.[1];

const pathOf = (request: FastifyRequest): string => new URL(request.url, 'http://simulator').pathname;

/** Throws what the fault answers instead of the handler; false when the handler is to run. */
const refuseByFault = (fault: WebexFault): boolean => {
  switch (fault.fault) {
    case 'busy':
      throw new Refusal(429, 'Too many requests.', { retryAfterSeconds: fault.retryAfterSeconds ?? 1 });
    case 'unavailable':
      throw new Refusal(503, 'The service is unavailable.', { retryAfterSeconds: fault.retryAfterSeconds });
    case 'unauthorized':
      throw unauthorized();
    case 'refuse':
      throw refusalByCode(fault.errorCode, fault.status);
    default:
      return false;
  }
};
