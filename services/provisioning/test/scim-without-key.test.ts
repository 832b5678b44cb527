import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ScimOptions, type ScimSimulator, startScim } from '@vestibule/simulators';
import { compareUsers } from '../src/drift/compare-users.ts';
import { type ConnectorWorld, startConnectorWorld, TIMEOUT_MS } from './connector-world.ts';
import { unique } from './factories.ts';
import { eventsOf, rowOf, runNow, type User } from './journeys.ts';

type Connected = Awaited<ReturnType<ConnectorWorld['connect']>>;
type Shown = Record<string, unknown>;

let world: ConnectorWorld;
const platforms: ScimSimulator[] = [];
beforeAll(async () => {
  world = await startConnectorWorld();
}, 60_000);
afterAll(async () => {
  for (const platform of platforms) await platform.close();
  await world?.close();
});

async function platformOf(options: ScimOptions, overrides: object = {}): Promise<{ platform: ScimSimulator; connected: Connected }> {
  const platform = await startScim(options);
  platforms.push(platform);
  return { platform, connected: await world.connect('scim', { baseUrl: platform.apiUrl, accessToken: platform.accessToken, ...overrides }) };
}
async function provisioned({ template }: Connected): Promise<{ user: User; email: string }> {
  const user = await world.h.provider.handOver({ template });
  const email = await world.vouch(user);
  expect(await world.settle(user)).toMatchObject({ status: 'provisioned', failures: 0 });
  return { user, email };
}
async function findings({ connectorId }: Connected): Promise<object[]> {
  await world.owner.post(`/v1/connectors/${connectorId}/drift`).expect(202);
  await compareUsers(world.h.system(world.h.provider.id), connectorId);
  return (await world.owner.get(`/v1/connectors/${connectorId}/drift`).expect(200)).body.items;
}
const named = (platform: ScimSimulator, email: string): Shown[] => platform.users().filter((one) => one['userName'] === email);
const put = (platform: ScimSimulator, { id, meta: _meta, ...shown }: Shown, changes: object) =>
  fetch(`${platform.apiUrl}/Users/${String(id)}`, { method: 'PUT', headers: { authorization: `Bearer ${platform.accessToken}`, 'content-type': 'application/scim+json' }, body: JSON.stringify({ ...shown, ...changes }) });
const remove = async (user: User) => {
  await world.owner.delete(`/v1/subscribers/${user.id}`).expect(202);
  for (let turn = 0; turn < 3 && (await rowOf(world.h, user.id)); turn += 1) await runNow(world.h, user.id);
  expect(await rowOf(world.h, user.id)).toBeNull();
};

describe.each([
  ['keeps neither our key nor some of what is mapped', { dropped: ['externalId', 'entitlements', 'displayName'] }],
  ['never shows our key', { unshown: ['externalId'] }],
])('a platform that %s', (_what, options) => {
  it('shows no difference for that, and every other one, through changes and removal of the one account', async () => {
    const { platform, connected } = await platformOf(options);
    const { user, email } = await provisioned(connected);
    expect(await findings(connected)).toEqual([]);
    await world.owner.post(`/v1/subscribers/${user.id}/change-package`).send({ package: 'premium' }).expect(202);
    expect(await world.settle(user)).toMatchObject({ status: 'provisioned', package: 'premium' });
    expect(await findings(connected)).toEqual([]);
    const [account = {}] = named(platform, email);
    await put(platform, account, { externalId: user.userId, active: false });
    expect(await findings(connected)).toMatchObject([{ kind: 'switched_off' }]);
    await world.owner.post(`/v1/subscribers/${user.id}/repair-account`).expect(202);
    expect(await world.settle(user)).toMatchObject({ status: 'provisioned' });
    expect([await findings(connected), named(platform, email)]).toEqual([[], [expect.objectContaining({ id: account['id'], active: true })]]);
    await remove(user);
    expect(platform.users()).toEqual([]);
  });

  it('gets one account whatever becomes of the answer, also where our key cannot be searched by', async () => {
    const { platform, connected } = await platformOf({ ...options, unsearched: ['externalId'] });
    const user = await world.h.provider.handOver({ template: connected.template });
    platform.script({ fault: 'timeout_after_effect', afterMs: TIMEOUT_MS + 250, method: 'POST', times: 1 });
    const email = await world.vouch(user);
    expect(await world.settle(user)).toMatchObject({ status: 'provisioned' });
    expect([platform.users().length, named(platform, email).length, await findings(connected)]).toEqual([1, 1, []]);
  });

  it('lets nobody have the account of another user of the same name, nor remove it', async () => {
    const { platform, connected } = await platformOf(options, { mapping: { userName: '{firstName} {lastName}', 'name.familyName': '{lastName}' } });
    const { user } = await provisioned(connected);
    const before = platform.users();
    const other = await world.h.provider.handOver({ template: connected.template });
    await world.vouch(other);
    expect(await world.settle(other)).toMatchObject({ status: 'error' });
    expect((await eventsOf(world.h, other.id)).find(({ type }) => type === 'operation.failed')?.data).toMatchObject({ code: 'cloud.email_of_other_user' });
    await remove(other);
    expect([platform.users(), await rowOf(world.h, user.id)]).toEqual([before, expect.objectContaining({ status: 'provisioned' })]);
  });
});

describe('a platform that keeps our key', () => {
  it('shows it as a difference when the key was taken away later, and the repair puts it back', async () => {
    const { platform, connected } = await platformOf({});
    const { user, email } = await provisioned(connected);
    expect(await findings(connected)).toEqual([]);
    const [{ externalId: _key, ...account } = {}] = named(platform, email);
    await put(platform, account, {});
    expect(await findings(connected)).toMatchObject([{ kind: 'switched_off' }]);
    await world.owner.post(`/v1/subscribers/${user.id}/repair-account`).expect(202);
    expect(await world.settle(user)).toMatchObject({ status: 'provisioned' });
    expect([await findings(connected), named(platform, email)]).toEqual([[], [expect.objectContaining({ externalId: user.userId })]]);
  });

  it('has an account that was made by hand left alone when a user of its name is removed who never got it', async () => {
    const { platform, connected } = await platformOf({});
    const user = await world.h.provider.handOver({ template: connected.template });
    platform.script({ fault: 'unavailable', userId: user.userId } as never);
    const email = await world.vouch(user, `${unique('byhand')}@corp.example`);
    expect(await world.settle(user)).toMatchObject({ status: 'error' });
    platform.clearScript();
    const added = platform.addUser({ userName: email, active: true });
    await remove(user);
    expect(platform.users()).toEqual([added]);
  });
});
