import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ConnectorWorld, startConnectorWorld } from '../../test/connector-world.ts';
import { unique } from '../../test/factories.ts';
import { type Agent, eventually, type Harness } from '../../test/harness.ts';
import { eventsOf, expectProblem, rowOf, type User } from '../../test/journeys.ts';
import { compareUsers } from './compare-users.ts';

let world: ConnectorWorld;
let h: Harness;
beforeAll(async () => {
  world = await startConnectorWorld();
  h = world.h;
}, 60_000);
afterAll(() => world?.close());

async function provisioned(template: Awaited<ReturnType<ConnectorWorld['connect']>>['template']): Promise<User> {
  const user = await h.provider.handOver({ template });
  await world.vouch(user);
  await world.settle(user);
  return user;
}
/** A whole round, begun by an admin. */
async function compare(connectorId: string): Promise<void> {
  await world.owner.post(`/v1/connectors/${connectorId}/drift`).expect(202);
  await compareUsers(h.system(h.provider.id), connectorId);
}
const found = async (connectorId: string) => (await world.owner.get(`/v1/connectors/${connectorId}/drift`).expect(200)).body;
const driftEvents = async (user: User) => (await eventsOf(h, user.id)).map(({ type }) => type).filter((type) => type.includes('drift'));
const removeAtScim = (user: User) => {
  const { id } = world.scim.users().find((one) => one['externalId'] === user.userId) ?? {};
  return fetch(`${world.scim.apiUrl}/Users/${String(id)}`, { method: 'DELETE', headers: { authorization: `Bearer ${world.scim.accessToken}` } });
};

describe('comparing users with the platform', () => {
  it('finds what differs, tells it once, changes nothing by itself, and is mended by an admin', async () => {
    const { template, connectorId } = await world.connect('scim');
    const [gone, well] = [await provisioned(template), await provisioned(template)];
    await removeAtScim(gone);
    const calls = world.scim.calls().length;
    const running = async () => (await found(connectorId)).round.running;
    expect(await running()).toBe(false);
    await world.owner.post(`/v1/connectors/${connectorId}/drift`).expect(202);
    expect(await running()).toBe(true);
    await compare(connectorId);
    await compare(connectorId);
    expect(world.scim.calls().slice(calls).filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(await found(connectorId)).toMatchObject({ items: [{ subscriberId: gone.id, userId: gone.userId, kind: 'missing' }], nextCursor: null, round: { checked: 2, running: false, finishedAt: expect.any(String) } });
    expect([await driftEvents(gone), await driftEvents(well)]).toEqual([['subscriber.drift_found'], []]);

    expectProblem(await world.owner.post(`/v1/subscribers/${well.id}/repair-account`), 404, 'subscriber.not_found');
    expectProblem(await (await h.asReader()).post(`/v1/subscribers/${gone.id}/repair-account`), 403, 'access.forbidden');
    expectProblem(await (await h.stranger.asOwner()).post(`/v1/subscribers/${gone.id}/repair-account`), 404, 'subscriber.not_found');
    await world.owner.post(`/v1/subscribers/${gone.id}/repair-account`).expect(202);
    expect(await world.settle(gone)).toMatchObject({ status: 'provisioned' });
    expect(world.accountsOf('scim', gone)).toEqual({ made: 2, now: 1 });
    await compare(connectorId);
    expect((await found(connectorId)).items).toEqual([]);
  });

  it('tells another package and an account that was switched off, and takes it back when it is well again', async () => {
    const { template, connectorId } = await world.connect('scim');
    const user = await provisioned(template);
    const put = (change: (user: Record<string, unknown>) => object) => {
      const { id, meta: _meta, ...attributes } = world.scim.users().find((one) => one['externalId'] === user.userId) ?? {};
      return fetch(`${world.scim.apiUrl}/Users/${String(id)}`, { method: 'PUT', headers: { authorization: `Bearer ${world.scim.accessToken}`, 'content-type': 'application/scim+json' }, body: JSON.stringify(change(attributes)) });
    };
    await put((one) => ({ ...one, entitlements: [{ value: 'premium' }] }));
    await compare(connectorId);
    expect((await found(connectorId)).items).toMatchObject([{ kind: 'other_package', expected: 'basic', found: 'premium' }]);
    await put((one) => ({ ...one, active: 'False', entitlements: [{ value: 'basic' }] }));
    await compare(connectorId);
    expect((await found(connectorId)).items).toMatchObject([{ kind: 'switched_off' }]);
    await put((one) => ({ ...one, active: true }));
    await compare(connectorId);
    expect((await found(connectorId)).items).toEqual([]);
    expect(await driftEvents(user)).toEqual(['subscriber.drift_found', 'subscriber.drift_found', 'subscriber.drift_over']);
  });

  it('waits while the connector is held back, and begins a round of its own only when one is due', async () => {
    const { template, connectorId } = await world.connect('webex');
    const user = await provisioned(template);
    const before = h.webex.calls().length;
    await compareUsers(h.system(h.provider.id), connectorId);
    expect(h.webex.calls()).toHaveLength(before);
    await h.pool.query(`insert into connector_gates (provider_id, connector_id, state, reason_code, opened_at, probe_at) values ($1, $2, 'open', 'cloud.unavailable', now(), now() + interval '1 hour') on conflict (provider_id, connector_id) do update set state = 'open', probe_at = excluded.probe_at`, [h.provider.id, connectorId]);
    await compare(connectorId);
    expect(h.webex.calls()).toHaveLength(before);
    expect(await rowOf(h, user.id)).toMatchObject({ status: 'provisioned' });
    // When the time of a probe has come, it is left to the work of people.
    await h.pool.query(`update connector_gates set probe_at = now() - interval '1 second' where connector_id = $1`, [connectorId]);
    await compare(connectorId);
    expect(h.webex.calls()).toHaveLength(before);
    const { rows: [gate] } = await h.pool.query(`select state, probe_at < now() as is_due from connector_gates where connector_id = $1`, [connectorId]);
    expect(gate).toEqual({ state: 'open', is_due: true });
  });

  it('begins anew when somebody asks for it in the middle of a round', async () => {
    const { template, connectorId } = await world.connect('scim');
    await provisioned(template);
    const calls = world.scim.calls().length;
    world.script('scim', { fault: 'delay', delayMs: 400, method: 'GET', times: 1 } as never);
    await world.owner.post(`/v1/connectors/${connectorId}/drift`).expect(202);
    const round = compareUsers(h.system(h.provider.id), connectorId);
    await eventually(async () => world.scim.calls().length > calls, 'the first look');
    await world.owner.post(`/v1/connectors/${connectorId}/drift`).expect(202);
    await round;
    world.clearScripts();
    expect(Date.parse((await found(connectorId)).round.nextAt)).toBeLessThanOrEqual(h.clock.now().getTime());
  });
});

describe('POST /v1/connectors/{connectorId}/dry-run', () => {
  const dryRun = (id: string, body: object = {}) => world.owner.post(`/v1/connectors/${id}/dry-run`).send(body);
  it.each(['webex', 'scim', 'none'] as const)('%s: goes through every step and creates nothing', async (kind) => {
    const { connectorId } = await world.connect(kind);
    const [accounts, users] = [h.webex.accounts().length, world.scim.users().length];
    const { body } = await dryRun(connectorId, { email: `${unique('sample')}@example.com` }).expect(200);
    expect([body.ok, body.steps.map(({ step }: { step: string }) => step), body.account]).toEqual([true, ['token', 'read', 'find', 'check', 'send'], null]);
    expect([h.webex.accounts().length, world.scim.users().length]).toEqual([accounts, users]);
    if (kind !== 'none') expect(JSON.stringify(body.request)).toContain('5551230007@sp.example');
  });

  it('says at which step it fails and why, and leaves out what comes after', async () => {
    const { connectorId } = await world.connect('webex', { accessToken: 'not the right one' });
    const { body } = await dryRun(connectorId).expect(200);
    expect(body).toMatchObject({ ok: false, steps: [{ step: 'token', outcome: 'ok' }, { step: 'read', outcome: 'problem', code: 'cloud.credentials_refused', action: 'renew_credentials' }, { step: 'find', outcome: 'skipped' }, { step: 'check', outcome: 'skipped' }, { step: 'send', outcome: 'skipped' }] });
    expect(JSON.stringify(body)).not.toContain('not the right one');
    const refused = await dryRun((await world.connect('webex')).connectorId, { email: 'fail-200041@example.com' }).expect(200);
    expect(refused.body.steps[3]).toMatchObject({ step: 'check', outcome: 'problem', detail: expect.stringContaining('409') });
    expectProblem(await (await h.stranger.asOwner()).post(`/v1/connectors/${connectorId}/dry-run`).send({}), 404, 'connector.not_found');
  });
});

describe('GET /v1/connectors/{connectorId}/drift', () => {
  it('lists what was found by template, before pages are cut, and to an operator only that of their own templates', async () => {
    const { template, connectorId } = await world.connect('scim');
    const other = await h.provider.newTemplate({ connectorId });
    const [mine, theirs] = [await provisioned(template), await provisioned(other)];
    for (const user of [mine, theirs]) await removeAtScim(user);
    await compare(connectorId);
    const page = async (agent: Agent, query: string) => (await agent.get(`/v1/connectors/${connectorId}/drift?limit=1${query}`).expect(200)).body;
    expect((await found(connectorId)).items).toHaveLength(2);
    for (const [one, user] of [[template, mine], [other, theirs]] as const) {
      expect(await page(world.owner, `&templateId=${one.id}`)).toMatchObject({ items: [{ subscriberId: user.id }], nextCursor: null });
      expect(await page(await h.provider.asOperator([one.id]), '')).toMatchObject({ items: [{ subscriberId: user.id }], nextCursor: null });
    }
    expect((await page(await h.provider.asOperator([template.id]), `&templateId=${other.id}`)).items).toEqual([]);
  });
});
