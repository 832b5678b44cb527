import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { cloudProblemOf, describeProblem } from '../src/problems.ts';
import { unique } from './factories.ts';
import { eventsOf, operationsOf, rowOf, runNow } from './journeys.ts';
import { type CloudKind, type ConnectorWorld, startConnectorWorld, TIMEOUT_MS } from './connector-world.ts';

type Fault = { fault: string; method?: string; times?: number } & Record<string, unknown>;
const late = TIMEOUT_MS + 250;
const kinds: CloudKind[] = ['webex', 'scim'];

/** What a platform may do to a creation; each is to end with one account. `lost`: the effect is there although nobody was told. */
const faults: [what: string, rules: Fault[]][] = [
  ['a time-out after the effect', [{ fault: 'timeout_after_effect', afterMs: late, method: 'POST', times: 1 }]],
  ['a time-out before the effect', [{ fault: 'timeout_before_effect', afterMs: late, method: 'POST', times: 1 }]],
  ['a connection that breaks', [{ fault: 'reset', method: 'POST', times: 2 }]],
  ['an answer that drips', [{ fault: 'drip', method: 'POST', times: 1 }]],
  ['a search that drips', [{ fault: 'drip', method: 'GET', times: 1 }]],
  ['an answer that is no JSON', [{ fault: 'answer', status: 200, body: '<html>welcome</html>', method: 'POST', times: 1 }]],
  ['a search that is no JSON', [{ fault: 'answer', status: 200, body: '[[', method: 'GET', times: 1 }]],
  ['an answer of another shape', [{ fault: 'answer', status: 201, body: { hello: 'world' }, method: 'POST', times: 1 }]],
  ['423 locked', [{ fault: 'answer', status: 423, headers: { 'retry-after': '2' }, method: 'POST', times: 1 }]],
  ['429 too many', [{ fault: 'busy', retryAfterSeconds: 3, times: 9 }]],
  ['503 with a time to wait', [{ fault: 'unavailable', retryAfterSeconds: 2, times: 2 }]],
  ['502 of a gateway', [{ fault: 'answer', status: 502, body: 'Bad gateway', method: 'POST', times: 1 }]],
  ['504 of a gateway', [{ fault: 'answer', status: 504, body: 'Gateway time-out', method: 'POST', times: 1 }]],
  ['500', [{ fault: 'answer', status: 500, body: {}, method: 'GET', times: 1 }]],
  ['a search that lags behind a creation', [{ fault: 'hide', forMs: 400, method: 'POST', times: 1 }]],
];

let world: ConnectorWorld;
const templates: Partial<Record<CloudKind | 'none', Awaited<ReturnType<ConnectorWorld['connect']>>>> = {};
beforeAll(async () => {
  world = await startConnectorWorld();
  for (const kind of [...kinds, 'none'] as const) templates[kind] = await world.connect(kind);
}, 60_000);
afterEach(() => world.clearScripts());
afterAll(() => world?.close());

const handOver = (kind: CloudKind | 'none') => {
  const made = templates[kind];
  if (!made) throw new Error('no such template');
  return world.h.provider.handOver({ template: made.template });
};

describe.each(kinds)('%s: whatever the platform does, there is one account at the end', (kind) => {
  it.each(faults)('%s', async (_what, rules) => {
    const user = await handOver(kind);
    world.script(kind, rules.map((rule) => ({ ...rule, userId: user.userId })) as never);
    await world.vouch(user);
    expect(await world.settle(user)).toMatchObject({ status: 'provisioned', failures: 0 });
    expect(world.accountsOf(kind, user).now).toBe(1);
    expect(world.accountsOf(kind, user).made).toBe(1);
    const operations = await operationsOf(world.h, user.id);
    expect(operations.map(({ state }) => state)).toEqual(['succeeded']);
  });

  it('keeps the platform\'s id of a request with the step it belongs to', async () => {
    const user = await handOver(kind);
    world.script(kind, { fault: 'answer', status: 500, headers: { trackingid: 'TRACK-7', 'x-request-id': 'TRACK-7' }, method: 'POST', userId: user.userId, times: 1 } as never);
    await world.vouch(user);
    await world.settle(user);
    const { rows } = await world.h.pool.query<{ tracking_id: string }>(`select s.tracking_id from operation_steps s join operations o on o.id = s.operation_id where o.subscriber_id = $1 and s.state = 'failed'`, [user.id]);
    expect(rows).toEqual([{ tracking_id: 'TRACK-7' }]);
  });

  it('gives up on an outage after six tries, says that nobody did anything wrong, and leaves no second account behind', async () => {
    const user = await handOver(kind);
    world.script(kind, { fault: 'unavailable', userId: user.userId } as never);
    await world.vouch(user);
    expect(await world.settle(user)).toMatchObject({ status: 'error' });
    const failed = (await eventsOf(world.h, user.id)).find(({ type }) => type === 'operation.failed');
    expect(failed?.data).toMatchObject({ code: 'cloud.unavailable', try: 6 });
    expect(world.accountsOf(kind, user).made).toBe(0);
  });

  it('changes the package and removes the account; removing what is gone is a success', async () => {
    const user = await handOver(kind);
    await world.vouch(user);
    await world.settle(user);
    await world.owner.post(`/v1/subscribers/${user.id}/change-package`).send({ package: 'premium' }).expect(202);
    expect(await world.settle(user)).toMatchObject({ status: 'provisioned', package: 'premium' });
    expect(JSON.stringify(kind === 'webex' ? world.h.webex.accounts() : world.scim.users().filter((one) => one['externalId'] === user.userId))).toContain('premium');
    await world.owner.delete(`/v1/subscribers/${user.id}`).expect(202);
    await runNow(world.h, user.id);
    expect([await rowOf(world.h, user.id), world.accountsOf(kind, user).now]).toEqual([null, 0]);
  });
});

describe('webex: each number of the published platform has its code, class and owner', () => {
  const numbers = [10022, 200026, 200039, 200040, 200041, 200042, 200043, 200044, 200054, 200045, 200046, 200047, 200048, 200049, 200050, 200051];
  it.each(numbers.flatMap((number) => [[number, 'refuse'], [number, 'fail_in_background']] as const))('%d (%s)', async (number, fault) => {
    const user = await handOver('webex');
    world.script('webex', { fault, errorCode: number, method: 'POST', userId: user.userId, times: 1 } as never);
    await world.vouch(user);
    const row = await world.settle(user);
    const code = cloudProblemOf(number);
    const failed = (await eventsOf(world.h, user.id)).find(({ type }) => type === 'operation.failed');
    expect([row?.status, failed?.data['code'], failed?.data['errorCode']]).toEqual(['error', code, number]);
    expect(['user', 'admin']).toContain(code && describeProblem(code).owner);
  });
});

describe('scim: what else a directory does', () => {
  it('refuses a value: an admin must correct it, and nothing is tried again', async () => {
    const user = await handOver('scim');
    world.script('scim', { fault: 'refuse', status: 400, scimType: 'invalidValue', method: 'POST', userId: user.userId });
    await world.vouch(user);
    expect(await world.settle(user)).toMatchObject({ status: 'error' });
    expect((await eventsOf(world.h, user.id)).find(({ type }) => type === 'operation.failed')?.data).toMatchObject({ code: 'cloud.rejected_request', try: 1 });
  });

  it.each([
    ['has the name and another key', (email: string) => ({ userName: email, externalId: 'somebody@else' }), 'cloud.email_of_other_user'],
    ['has the address under another name', (email: string) => ({ userName: unique('other'), externalId: 'somebody@else', emails: [{ value: email }] }), 'cloud.email_of_other_user'],
  ])('somebody else %s: the person is asked for another address, and nobody is changed', async (_what, other, code) => {
    const user = await handOver('scim');
    const email = `${unique('taken')}@corp.example`;
    const added = world.scim.addUser({ active: true, ...other(email) });
    await world.vouch(user, email);
    expect(await world.settle(user)).toMatchObject({ status: 'error' });
    expect((await eventsOf(world.h, user.id)).find(({ type }) => type === 'operation.failed')?.data).toMatchObject({ code });
    expect(world.scim.users().find(({ id }) => id === added['id'])).toEqual(added);
  });

  it('takes an account that was made by hand, without a key, and makes it this user\'s', async () => {
    const user = await handOver('scim');
    const email = `${unique('byhand')}@corp.example`;
    const { id } = world.scim.addUser({ userName: email.toUpperCase(), active: false, emails: [{ value: email, type: 'work' }] });
    await world.vouch(user, email);
    expect(await world.settle(user)).toMatchObject({ status: 'provisioned', cloud_ref: id });
    expect(world.scim.users().find((one) => one['id'] === id)).toMatchObject({ externalId: user.userId, active: true, name: { givenName: 'Ana' } });
    expect(world.accountsOf('scim', user)).toEqual({ made: 0, now: 1 });
  });

  it('writes its answers carelessly: texts for booleans, no schemas, other case, 200 for 201, 204 for a change', async () => {
    const user = await handOver('scim');
    world.script('scim', { fault: 'dialect', userId: user.userId });
    await world.vouch(user);
    expect(await world.settle(user)).toMatchObject({ status: 'provisioned' });
    await world.owner.post(`/v1/subscribers/${user.id}/change-package`).send({ package: 'premium' }).expect(202);
    expect(await world.settle(user)).toMatchObject({ status: 'provisioned', package: 'premium' });
    expect(world.accountsOf('scim', user)).toEqual({ made: 1, now: 1 });
  });

  it('changes under our hands: an ETag that is old is read again, and no change of others is lost', async () => {
    const user = await handOver('scim');
    await world.vouch(user);
    await world.settle(user);
    world.script('scim', { fault: 'refuse', status: 412, method: 'PATCH', userId: user.userId, times: 1 });
    await world.owner.post(`/v1/subscribers/${user.id}/change-package`).send({ package: 'premium' }).expect(202);
    expect(await world.settle(user)).toMatchObject({ status: 'provisioned', package: 'premium' });
  });

  it('changes under our hands: the user that was read is sent back only where it is as it was', async () => {
    const user = await handOver('scim');
    await world.vouch(user);
    await world.settle(user);
    world.script('scim', [{ fault: 'refuse', status: 405, method: 'PATCH', userId: user.userId }, { fault: 'refuse', status: 412, method: 'PUT', userId: user.userId, times: 1 }]);
    await world.owner.post(`/v1/subscribers/${user.id}/change-package`).send({ package: 'premium' }).expect(202);
    expect(await world.settle(user)).toMatchObject({ status: 'provisioned', package: 'premium' });
  });

  it('keeps the account of a removed user switched off where that is chosen, and switches it on for who comes back', async () => {
    const { template } = await world.connect('scim', { removal: 'deactivate' });
    const user = await world.h.provider.handOver({ template });
    const email = await world.vouch(user);
    await world.settle(user);
    await world.owner.delete(`/v1/subscribers/${user.id}`).expect(202);
    await runNow(world.h, user.id);
    const shown = () => world.scim.users().filter((one) => one['externalId'] === user.userId);
    expect([await rowOf(world.h, user.id), shown()]).toEqual([null, [expect.objectContaining({ active: false })]]);
    const again = await world.h.provider.handOver({ template, userId: user.userId });
    await world.vouch(again, email);
    expect(await world.settle(again)).toMatchObject({ status: 'provisioned' });
    expect(shown()).toEqual([expect.objectContaining({ active: true })]);
  });

  it('gets its token with client credentials, and another when that one ends', async () => {
    const { id, secret } = world.scim.client;
    const { template, connectorId } = await world.connect('scim', { auth: 'client_credentials', clientId: id, clientSecret: secret, tokenUrl: world.scim.tokenUrl });
    const user = await world.h.provider.handOver({ template });
    await world.vouch(user);
    world.script('scim', { fault: 'unauthorized', method: 'GET', userId: user.userId, times: 1 });
    expect(await world.settle(user)).toMatchObject({ status: 'provisioned' });
    expect((await world.owner.get(`/v1/connectors/${connectorId}`)).body).toMatchObject({ auth: 'client_credentials', hasCredentials: true });
  });
});

describe('record only', () => {
  it('provisions at once with a step that says so, and lets go as quickly', async () => {
    const user = await handOver('none');
    await world.vouch(user);
    await runNow(world.h, user.id);
    expect(await rowOf(world.h, user.id)).toMatchObject({ status: 'provisioned' });
    const { body } = await world.owner.get(`/v1/subscribers/${user.id}/timeline`).expect(200);
    expect(JSON.stringify(body)).toContain('"record_only"');
    await world.owner.delete(`/v1/subscribers/${user.id}`).expect(202);
    await runNow(world.h, user.id);
    expect(await rowOf(world.h, user.id)).toBeNull();
  });
});
