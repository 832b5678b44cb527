import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { httpFaultSchemas, type FaultSchemas, type HttpFault } from '../http-faults.ts';
import { createApp, installControls, installFaults, listen, oneOrMany, type Address, type Simulator } from '../http-simulator.ts';
import { installProfile, sendLocked, userIdOf, XSI_PREFIX } from './profile-routes.ts';
import { createUsers, type BroadworksUser, type Users } from './users.ts';

/** `locked` answers as for a locked account, whatever the password is. */
export type BroadworksFault = HttpFault | { fault: 'locked' };

export type BroadworksSimulator = Simulator<BroadworksFault> & {
  addUser(user: BroadworksUser): void;
  /** Forgets wrong passwords; a scripted `locked` rule stays. */
  unlock(userId: string): void;
};

const faultSchemas: FaultSchemas = { ...httpFaultSchemas, locked: { properties: {} } };
const MAGIC_DELAY_MS = 3_000;

/** Starts a BroadWorks XSI-Actions server that checks passwords by HTTP Basic and gives out profiles. */
export const startBroadworks = async (address: Address = {}): Promise<BroadworksSimulator> => {
  const app = createApp();
  const users = createUsers();
  const { calls, rules } = installFaults<BroadworksFault>({
    app,
    prefix: XSI_PREFIX,
    subjectOf: (request) => ({ userId: userIdOf(request), email: null }),
    magicFault: (_request, { userId }) => magicFault(userId ?? ''),
    answerFault,
  });
  const reset = (): void => {
    users.clear();
    rules.clear();
    calls.clear();
  };
  installControls({ app, calls, rules, faultSchemas, reset });
  installUserControls(app, users);
  installProfile(app, users);
  return {
    url: await listen(app, address),
    calls: () => calls.list(),
    script: (added) => rules.add(added),
    clearScript: () => rules.clear(),
    reset,
    addUser: (user) => users.add(user),
    unlock: (userId) => void users.unlock(userId),
    close: () => app.close(),
  };
};

/** Ids that misbehave by their name, whether or not such a user was added. */
const magicFault = (userId: string): BroadworksFault | undefined => {
  const prefix = /^(slow|down|reset|locked)-/i.exec(userId)?.[1]?.toLowerCase();
  if (prefix === 'slow') return { fault: 'delay', delayMs: MAGIC_DELAY_MS };
  if (prefix === 'down') return { fault: 'unavailable' };
  if (prefix === 'reset') return { fault: 'reset' };
  return prefix === 'locked' ? { fault: 'locked' } : undefined;
};

const answerFault = async (fault: BroadworksFault, request: FastifyRequest, reply: FastifyReply): Promise<boolean> => {
  if (fault.fault === 'locked') {
    await sendLocked(request, reply);
    return true;
  }
  if (fault.fault !== 'unavailable') return false;
  if (fault.retryAfterSeconds !== undefined) reply.header('retry-after', fault.retryAfterSeconds);
  // A load balancer answers for a server that is down, and it does not speak XSI.
  await reply.code(503).type('text/html').send('<html><body><h1>503 Service Unavailable</h1></body></html>');
  return true;
};

const text = { type: 'string', minLength: 1 };
const userSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['userId', 'password', 'firstName', 'lastName', 'groupId', 'serviceProvider', 'isEnterprise'],
  properties: {
    userId: text, password: text, firstName: text, lastName: text, groupId: text, serviceProvider: text,
    isEnterprise: { type: 'boolean' }, number: { type: 'string' }, extension: { type: 'string' },
  },
};

const installUserControls = (app: FastifyInstance, users: Users): void => {
  app.get('/_sim/users', async () => users.list().map(({ password: _password, ...user }) => user));
  app.post<{ Body: BroadworksUser | BroadworksUser[] }>('/_sim/users', { schema: { body: oneOrMany(userSchema) } }, async (request, reply) => {
    for (const user of [request.body].flat()) users.add(user);
    return reply.code(204).send();
  });
  app.post<{ Body: { userId: string } }>(
    '/_sim/unlock',
    { schema: { body: { type: 'object', additionalProperties: false, required: ['userId'], properties: { userId: text } } } },
    async (request, reply) => reply.code(users.unlock(request.body.userId) ? 204 : 404).send(),
  );
};
