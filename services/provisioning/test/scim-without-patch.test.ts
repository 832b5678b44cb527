import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type ScimSimulator, startScim } from '@vestibule/simulators';
import { unique } from './factories.ts';
import { eventually } from './harness.ts';
import { eventsOf, runNow, type User } from './journeys.ts';
import { type ConnectorWorld, startConnectorWorld, TIMEOUT_MS } from './connector-world.ts';

type Connected = Awaited<ReturnType<ConnectorWorld['connect']>>;
const late = TIMEOUT_MS + 250;

let world: ConnectorWorld;
let platform: ScimSimulator;
let connected: Connected;
const connect = (overrides: object = {}) => world.connect('scim', { baseUrl: platform.apiUrl, accessToken: platform.accessToken, ...overrides });
beforeAll(async () => {
  [world, platform] = [await startConnectorWorld(), await startScim({ patch: false })];
  connected = await connect();
}, 60_000);
afterEach(() => platform.clearScript());
afterAll(async () => {
  await platform?.close();
  await world?.close();
});

const at = (scim: ScimSimulator, user: User) => scim.users().filter((one) => one['externalId'] === user.userId);
const ways = (scim: ScimSimulator, since: number) => scim.calls().slice(since).map(({ method }) => method).filter((method) => method !== 'GET');
const inUrn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

async function provisioned({ template }: Connected): Promise<User> {
  const user = await world.h.provider.handOver({ template });
  await world.vouch(user);
  expect(await world.settle(user)).toMatchObject({ status: 'provisioned' });
  return user;
}
const changePackage = (user: User) => world.owner.post(`/v1/subscribers/${user.id}/change-package`).send({ package: 'premium' }).expect(202);
/** What others keep in the same user, written by them. */
async function addOfOthers(scim: ScimSimulator, user: User): Promise<void> {
  const [{ id, meta: _meta, ...own } = {}] = at(scim, user);
  const emails = [{ value: `Home-${user.userId}`, type: 'home' }, ...(own['emails'] as object[])];
  const body = { ...own, emails, title: 'Dr.', [inUrn]: { ...Object(own[inUrn]), costCenter: '4130' } };
  const answer = await fetch(`${scim.apiUrl}/Users/${String(id)}`, { method: 'PUT', headers: { authorization: `Bearer ${scim.accessToken}`, 'content-type': 'application/scim+json' }, body: JSON.stringify(body) });
  expect(answer.status).toBe(200);
}
const ofOthers = { title: 'Dr.', [inUrn]: expect.objectContaining({ costCenter: '4130' }), emails: expect.arrayContaining([{ value: expect.stringMatching(/^Home-/), type: 'home' }]) };

describe('a platform that says it takes no PATCH', () => {
  it('is sent the user it showed with our changes in it, and what others keep there stays', async () => {
    const user = await provisioned(connected);
    await addOfOthers(platform, user);
    const [before] = at(platform, user);
    const since = platform.calls().length;
    await changePackage(user);
    expect(await world.settle(user)).toMatchObject({ status: 'provisioned', package: 'premium' });
    expect(ways(platform, since)).toEqual(['PUT']);
    expect(at(platform, user)).toEqual([expect.objectContaining({ ...ofOthers, id: before?.['id'], name: before?.['name'], active: true, entitlements: [{ value: 'premium', primary: true }] })]);
    expect(platform.createdCount(user.userId)).toBe(1);
  });

  it.each([
    ['a time-out after the effect', { fault: 'timeout_after_effect', afterMs: late }],
    ['a time-out before the effect', { fault: 'timeout_before_effect', afterMs: late }],
    ['an answer that is no JSON', { fault: 'answer', status: 200, body: '<html>' }],
    ['423 locked', { fault: 'locked' }],
    ['429 too many', { fault: 'busy', retryAfterSeconds: 1 }],
    ['502 of a gateway', { fault: 'answer', status: 502, body: 'Bad gateway' }],
    ['a change of somebody else in between', { fault: 'refuse', status: 412 }],
  ])('%s: one account with the change at the end', async (_what, rule) => {
    const user = await provisioned(connected);
    platform.script({ ...rule, method: 'PUT', userId: user.userId, times: 1 } as never);
    await changePackage(user);
    expect(await world.settle(user)).toMatchObject({ status: 'provisioned', package: 'premium' });
    expect([platform.createdCount(user.userId), at(platform, user)]).toEqual([1, [expect.objectContaining({ entitlements: [{ value: 'premium', primary: true }] })]]);
  });

  it('loses nothing that somebody else writes between our reading and our writing', async () => {
    const user = await provisioned(connected);
    platform.script({ fault: 'delay', delayMs: 300, method: 'PUT', userId: user.userId, times: 1 });
    const since = platform.calls().length;
    await changePackage(user);
    const run = runNow(world.h, user.id);
    await eventually(async () => ways(platform, since).length > 0, 'our change is on its way');
    await addOfOthers(platform, user);
    await run;
    expect(await world.settle(user)).toMatchObject({ status: 'provisioned', package: 'premium' });
    expect(at(platform, user)).toEqual([expect.objectContaining({ ...ofOthers, entitlements: [{ value: 'premium', primary: true }] })]);
  });

  it('refuses a value: an admin must correct it', async () => {
    const user = await provisioned(connected);
    platform.script({ fault: 'refuse', status: 400, scimType: 'invalidValue', method: 'PUT', userId: user.userId });
    await changePackage(user);
    expect(await world.settle(user)).toMatchObject({ status: 'error' });
    expect((await eventsOf(world.h, user.id)).find(({ type }) => type === 'operation.failed')?.data).toMatchObject({ code: 'cloud.rejected_request', try: 1 });
  });

  it('has the account of a removed user switched off, with all that was there, and on again for who comes back', async () => {
    const keeping = await connect({ removal: 'deactivate' });
    const user = await provisioned(keeping);
    await addOfOthers(platform, user);
    await world.owner.delete(`/v1/subscribers/${user.id}`).expect(202);
    await runNow(world.h, user.id);
    expect(at(platform, user)).toEqual([expect.objectContaining({ ...ofOthers, active: false })]);
    const again = await world.h.provider.handOver({ template: keeping.template, userId: user.userId });
    await world.vouch(again, String(at(platform, user)[0]?.['userName']));
    expect(await world.settle(again)).toMatchObject({ status: 'provisioned' });
    expect(at(platform, user)).toEqual([expect.objectContaining({ ...ofOthers, active: true })]);
  });

  it('is told of by a dry run, which changes nothing', async () => {
    const [since, one] = [platform.calls().length, await world.connect('scim')];
    const dryRun = async (id: string) => (await world.owner.post(`/v1/connectors/${id}/dry-run`).send({}).expect(200)).body.changesWith;
    expect([await dryRun(connected.connectorId), await dryRun(one.connectorId), await dryRun((await world.connect('none')).connectorId), await dryRun((await world.connect('webex')).connectorId)]).toEqual(['PUT', 'PATCH', null, null]);
    expect(ways(platform, since)).toEqual([]);
  });
});

describe('a platform that refuses PATCH although it says nothing of it', () => {
  it.each([404, 405, 501])('%d: is sent PUT, and PATCH no more', async (status) => {
    const made = await world.connect('scim', { name: unique('refusing ') });
    const user = await provisioned(made);
    world.scim.script([{ fault: 'refuse', status, method: 'PATCH' }]);
    const since = world.scim.calls().length;
    await changePackage(user);
    expect(await world.settle(user)).toMatchObject({ status: 'provisioned', package: 'premium' });
    await world.owner.post(`/v1/subscribers/${user.id}/change-package`).send({ package: 'basic' }).expect(202);
    expect(await world.settle(user)).toMatchObject({ status: 'provisioned', package: 'basic' });
    expect(ways(world.scim, since)).toEqual(['PATCH', 'PUT', 'PUT']);
    world.clearScripts();
  });

  it('is not asked about itself before every change where it has no such page', async () => {
    const silent = await startScim({ patch: false, configuration: false });
    try {
      const user = await provisioned(await connect({ baseUrl: silent.apiUrl, accessToken: silent.accessToken }));
      for (const wanted of ['premium', 'basic']) {
        await world.owner.post(`/v1/subscribers/${user.id}/change-package`).send({ package: wanted }).expect(202);
        expect(await world.settle(user)).toMatchObject({ status: 'provisioned', package: wanted });
      }
      expect(ways(silent, 0)).toEqual(['POST', 'PATCH', 'PUT', 'PUT']);
      expect(silent.calls().filter(({ path }) => path.endsWith('/ServiceProviderConfig'))).toHaveLength(1);
    } finally {
      await silent.close();
    }
  });

  it('takes no change at all: an admin hears that it was refused, and the connector is not held for it', async () => {
    const made = await world.connect('scim');
    const user = await provisioned(made);
    world.scim.script([{ fault: 'refuse', status: 501, method: 'PATCH' }, { fault: 'refuse', status: 501, method: 'PUT' }]);
    await changePackage(user);
    expect(await world.settle(user)).toMatchObject({ status: 'error' });
    expect((await eventsOf(world.h, user.id)).find(({ type }) => type === 'operation.failed')?.data).toMatchObject({ code: 'cloud.rejected_request', try: 1 });
    expect((await world.owner.get(`/v1/connectors/${made.connectorId}`)).body).toMatchObject({ hold: null });
    world.clearScripts();
  });
});
