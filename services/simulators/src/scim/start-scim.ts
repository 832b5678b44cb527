import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createApp, installControls, installFaults, listen, type Address, type Simulator } from '../http-simulator.ts';
import type { CallSubject } from '../script-rules.ts';
import { refusalBody, ScimRefusal } from './refusal.ts';
import { magicFault, scimFaultSchemas, type ScimFault } from './scim-faults.ts';
import { installUsers, publishedBut, USERS } from './user-routes.ts';
import { createUserStore, member, type UserStore, valuesOf } from './user-store.ts';

export const DEFAULT_SCIM_ACCESS_TOKEN = 'simulated-scim-token';

export type ScimOptions = Address & {
  accessToken?: string;
  /** A client that may get tokens at `/oauth/token`. */
  client?: { id: string; secret: string };
  /** False: changes are made with PUT only, as the service says of itself. */
  patch?: boolean;
  /** False: it says nothing of itself; there is no `ServiceProviderConfig`. */
  configuration?: boolean;
  /** Attributes that are taken and not kept, and those that are kept, found by searches and never shown. */
  dropped?: readonly string[];
  unshown?: readonly string[];
  /** Attributes that cannot be searched by. */
  unsearched?: readonly string[];
  /** A file that keeps the users across restarts; without it they live in memory. */
  file?: string;
};

export type ScimSimulator = Simulator<ScimFault> & {
  /** What a client is configured with: `/Users` is appended to it. */
  apiUrl: string;
  tokenUrl: string;
  accessToken: string;
  client: { id: string; secret: string };
  /** All users as they are shown now, oldest first. */
  users(): Record<string, unknown>[];
  /** How many users were ever created with this external id. */
  createdCount(externalId: string): number;
  addUser(attributes: Record<string, unknown>): Record<string, unknown>;
};

/** Starts a SCIM 2.0 service provider with users, ETags, a bearer token and OAuth client credentials. */
export const startScim = async (options: ScimOptions = {}): Promise<ScimSimulator> => {
  const { accessToken = DEFAULT_SCIM_ACCESS_TOKEN, client = { id: 'simulated-client', secret: 'simulated-client-secret' } } = options;
  const app = createApp();
  const { patch = true, configuration = true, dropped = [], unshown = [], unsearched = [] } = options;
  const users = createUserStore(options.file);
  const published = publishedBut(unshown);
  const granted = new Set<string>();
  installForms(app);
  app.setErrorHandler((error, _request, reply) => {
    const refusal = error instanceof ScimRefusal ? error : new ScimRefusal(Number(member(error, 'statusCode') ?? 500), String(member(error, 'message')));
    if (refusal.retryAfterSeconds !== undefined) reply.header('retry-after', refusal.retryAfterSeconds);
    return reply.code(refusal.status).header('content-type', 'application/scim+json').send(refusalBody(refusal));
  });
  app.addHook('onRequest', async (request) => {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (request.url.startsWith('/scim/') && token !== accessToken && !granted.has(token)) throw new ScimRefusal(401, 'The token is not valid.');
  });
  app.post('/oauth/token', async (request, reply) => {
    if (member(request.body, 'client_id') !== client.id || member(request.body, 'client_secret') !== client.secret) return reply.code(401).send({ error: 'invalid_client' });
    const token = randomBytes(16).toString('hex');
    granted.add(token);
    return { access_token: token, token_type: 'bearer', expires_in: 3600 };
  });
  const tries = new Map<string, number>();
  const { calls, rules, faultOf } = installFaults<ScimFault>({
    app,
    prefix: '/scim/',
    subjectOf: (request) => subjectOf(users, request),
    magicFault: (request, { email }) => {
      if (!email || request.method !== 'POST') return undefined;
      tries.set(email, (tries.get(email) ?? 0) + 1);
      return magicFault(email, tries.get(email) ?? 1);
    },
    answerFault: async (fault) => refuseByFault(fault),
  });
  const reset = (): void => {
    users.clear();
    granted.clear();
    tries.clear();
    rules.clear();
    calls.clear();
  };
  installControls({ app, calls, rules, faultSchemas: scimFaultSchemas, reset });
  app.delete('/_sim/tokens', async (_request, reply) => {
    granted.clear();
    return reply.code(204).send();
  });
  app.get('/_sim/users', async () => users.list().map(published));
  if (configuration) app.get('/scim/v2/ServiceProviderConfig', async () => ({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'], patch: { supported: patch }, bulk: { supported: false }, filter: { supported: true, maxResults: 200 }, etag: { supported: true }, sort: { supported: false }, changePassword: { supported: false }, authenticationSchemes: [] }));
  installUsers(app, { users, faultOf, patch, dropped, unsearched, published });
  const url = await listen(app, options);
  const plain = (user: object): Record<string, unknown> => ({ ...user });
  return {
    url, apiUrl: `${url}/scim/v2`, tokenUrl: `${url}/oauth/token`, accessToken, client,
    calls: () => calls.list(),
    script: (added) => rules.add(added),
    clearScript: () => rules.clear(),
    reset,
    users: () => users.list().map((user) => plain(published(user))),
    createdCount: (externalId) => users.createdCount(externalId),
    addUser: (attributes) => plain(published(users.add(attributes))),
    close: () => app.close(),
  };
};

/** Bodies of SCIM and of the token endpoint. */
const installForms = (app: FastifyInstance): void => {
  app.addContentTypeParser('application/scim+json', { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, async (_request: FastifyRequest, body: string) => Object.fromEntries(new URLSearchParams(body)));
};

/** Whom a call is about: by its body, its filter, or the user its path names. */
const subjectOf = (users: UserStore, request: FastifyRequest): Omit<CallSubject, 'method'> => {
  const { pathname, searchParams } = new URL(request.url, 'http://simulator');
  const user = users.byId(decodeURIComponent(pathname.slice(USERS.length + 1)));
  const [, attribute = '', value = ''] = /^([\w.]+) eq "(.*)"$/.exec(searchParams.get('filter') ?? '') ?? [];
  const attributes = user?.attributes ?? Object(request.body);
  return {
    userId: valuesOf({ attributes }, 'externalId')[0] ?? (attribute === 'externalId' ? value : null),
    email: valuesOf({ attributes }, 'emails.value')[0] ?? (attribute !== 'externalId' && value.includes('@') ? value : null),
  };
};

/** Throws what the fault answers instead of the handler; false when the handler is to run. */
const refuseByFault = (fault: ScimFault): boolean => {
  switch (fault.fault) {
    case 'busy':
      throw new ScimRefusal(429, 'Too many requests.', undefined, fault.retryAfterSeconds ?? 1);
    case 'unavailable':
      throw new ScimRefusal(503, 'The service is unavailable.', undefined, fault.retryAfterSeconds);
    case 'locked':
      throw new ScimRefusal(423, 'The user is being changed by somebody else.');
    case 'unauthorized':
      throw new ScimRefusal(401, 'The token is not valid.');
    case 'refuse':
      throw new ScimRefusal(fault.status, 'The request was refused.', fault.scimType);
    default:
      return false;
  }
};
