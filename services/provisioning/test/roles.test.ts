import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { rights } from '../src/access.ts';
import { isForAdmins, isPublic, type Operation, operations } from './described-api.ts';
import { bodyFor, dumpOf, fillProvider, pathOf, type Things } from './foreign-world.ts';
import { type Agent, type Harness, startHarness } from './harness.ts';
import { expectProblem } from './journeys.ts';

/** They look and change nothing, so that whoever may read may ask for them. */
const looks = ['checkTemplate', 'checkCluster', 'checkConnector'];
const ofSession = ['signIn', 'signOut', 'getSession'];
const changes = operations.filter((operation) => isForAdmins(operation) && operation.method !== 'get' && !looks.includes(operation.name) && !ofSession.includes(operation.name));
const reads = operations.filter((operation) => isForAdmins(operation) && (operation.method === 'get' || looks.includes(operation.name)) && !ofSession.includes(operation.name));
/** What an operator is for. */
const workOnUsers = (operation: Operation) => /^\/v1\/(broadworks\/)?subscribers/.test(operation.path);
const ofAdmins = (operation: Operation) => /^\/v1\/(admins|api-clients)/.test(operation.path);

describe('what a role may do', () => {
  let h: Harness;
  let things: Things;
  let reader: Agent;
  let operator: Agent;
  let dump: Record<string, string[]>;
  beforeAll(async () => {
    h = await startHarness();
    things = await fillProvider(h, h.provider);
    reader = await h.asReader();
    operator = await h.provider.asOperator([h.provider.template.id]);
    await new Promise((done) => setTimeout(done, 500));
    dump = await dumpOf(h, h.provider.id);
  });
  afterAll(() => h.close());

  const ask = (agent: Pick<Agent, Operation['method']>, operation: Operation) => agent[operation.method](pathOf(operation, things)).send(bodyFor(operation, things));
  const codeOf = (operation: Operation, code: string) => (operation.path.includes('/broadworks/') ? undefined : code);
  const expectRefused = (operation: Operation, answer: supertest.Response, status: number, code: string) =>
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code: codeOf(operation, code) });

  it.each(changes.map((operation) => [operation.name, operation] as const))('read only: %s answers 403', async (_name, operation) => {
    expectRefused(operation, await ask(reader, operation), 403, 'access.forbidden');
  });

  it.each(changes.filter((operation) => !workOnUsers(operation)).map((operation) => [operation.name, operation] as const))('operator: %s answers 403', async (_name, operation) => {
    expectRefused(operation, await ask(operator, operation), 403, 'access.forbidden');
  });

  it.each(reads.map((operation) => [operation.name, operation] as const))('read only and operator may ask for %s, unless it is about admins', async (_name, operation) => {
    for (const agent of [reader, operator]) {
      const { status } = await ask(agent, operation);
      if (ofAdmins(operation)) expect(status).toBe(403);
      else expect([200, 403, 409]).toContain(status);
    }
  });

  it.each(operations.filter((operation) => !isPublic(operation) && operation.name !== 'signOut').map((operation) => [operation.name, operation] as const))('signed out: %s answers 401', async (_name, operation) => {
    const answer = await ask(h.asVisitor(), operation);
    const code = operation.path.startsWith('/adapter/') ? 'adapter.refused' : operation.path.startsWith('/v1/activation/') ? 'activation.session_expired' : 'access.signed_out';
    if (operation.name === 'issueToken') expect([400, 401]).toContain(answer.status);
    else expectRefused(operation, answer, 401, code);
  });

  it.each(changes.map((operation) => [operation.name, operation] as const))('a token without the right scope: %s answers 403; an invalid one 401', async (_name, operation) => {
    const needless = rights.filter((right) => right.endsWith(':read'));
    const client = await h.provider.asClient(needless);
    expectRefused(operation, await ask(client, operation), 403, 'access.forbidden');
    expectRefused(operation, await ask(supertest.agent(h.url).set('authorization', 'Bearer vat_nonsense'), operation), 401, 'access.signed_out');
  });

  it('another site\'s page is refused, whatever cookie the browser adds', async () => {
    const owner = await h.asOwner();
    for (const operation of changes) {
      const answer = await owner[operation.method](pathOf(operation, things)).set('origin', 'https://evil.example').set('sec-fetch-site', 'cross-site').send(bodyFor(operation, things));
      expectRefused(operation, answer, 403, 'access.cross_site');
    }
    const page = await h.provider.asSubscriber(things.user);
    for (const path of ['email/resend', 'try-again']) expectProblem(await page.post(`/v1/activation/session/${path}`).set('origin', 'https://evil.example'), 403, 'access.cross_site');
  });

  it('none of this has written anything', async () => {
    const { access_keys: _, admin_sessions: __, api_clients: ___, admins: ____, events, activations: _____, ...after } = await dumpOf(h, h.provider.id);
    const { access_keys: a, admin_sessions: b, api_clients: c, admins: d, events: before = [], activations: e, ...rest } = dump;
    expect([a, b, c, d, e].every((rows) => rows !== undefined)).toBe(true);
    expect(after).toEqual(rest);
    const known = ['admin.signed_in', 'admin.invited', 'api_client.created', 'subscriber.signed_in'];
    const added = (events ?? []).filter((text) => !before.includes(text)).map((text) => (JSON.parse(text) as { type: string }).type);
    expect(added.filter((type) => !known.includes(type))).toEqual([]);
  });

  it('an admin who is removed is signed out at once', async () => {
    const owner = await h.asOwner();
    const doomed = await h.asReader();
    const { body } = await doomed.get('/v1/session').expect(200);
    await owner.delete(`/v1/admins/${body.admin.id}`).expect(204);
    expectProblem(await doomed.get('/v1/subscribers'), 401, 'access.signed_out');
  });
});
