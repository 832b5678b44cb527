import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { inTransaction } from '../src/context.ts';
import { startWorking } from '../src/jobs/boss.ts';
import { enqueue } from '../src/jobs/enqueue.ts';
import { handleRunOperation } from '../src/provisioning/jobs.ts';
import { type ConnectorWorld, startConnectorWorld } from './connector-world.ts';
import { unique } from './factories.ts';
import { eventually, type Harness } from './harness.ts';
import { expectProblem, operationsOf, rowOf, runNow, type User } from './journeys.ts';
import { startTestWorker } from './worker.ts';

let world: ConnectorWorld;
let h: Harness;
beforeAll(async () => {
  world = await startConnectorWorld();
  h = world.h;
}, 60_000);
afterEach(() => world.clearScripts());
afterAll(() => world?.close());

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const limits = { callsPerSecond: 100, concurrency: 50, openAfter: 3 };
const shown = async (id: string) => (await world.owner.get(`/v1/connectors/${id}`).expect(200)).body;
const hold = (id: string, action: string) => world.owner.post(`/v1/connectors/${id}/hold`).send({ action });
const startMany = async (count: number, template: Awaited<ReturnType<ConnectorWorld['connect']>>['template']): Promise<User[]> => {
  const users = await Promise.all(Array.from({ length: count }, () => h.provider.handOver({ template })));
  for (const user of users) await world.vouch(user);
  return users;
};
const serviceApp = () => ({ auth: 'service_app' as const, clientId: h.webex.serviceApp.app.clientId, clientSecret: h.webex.serviceApp.app.clientSecret, refreshToken: h.webex.serviceApp.refreshToken() });

describe('a service app of Webex', () => {
  it('gets one token for many workers at once, and keeps the new refresh token before it uses what came with it', async () => {
    const { template, connectorId } = await world.connect('webex', serviceApp());
    const users = await startMany(6, template);
    const before = h.webex.serviceApp.granted();
    const wakeUps = await Promise.all(users.map(async (user) => ({ providerId: h.provider.id, operationId: (await operationsOf(h, user.id))[0]?.id ?? '' })));
    await Promise.all(wakeUps.map((wakeUp) => handleRunOperation(h.system(h.provider.id), wakeUp)));
    expect(h.webex.serviceApp.granted() - before).toBe(1);
    for (const user of users) expect(await world.settle(user)).toMatchObject({ status: 'provisioned' });
    const { rows } = await h.pool.query<{ secrets: Record<string, string> }>('select secrets from connectors where id = $1', [connectorId]);
    expect(h.services.vault.open(rows[0]?.secrets['refreshToken'] ?? '', connectorId)).toBe(h.webex.serviceApp.refreshToken());
    expect(JSON.stringify(rows)).not.toContain(h.webex.serviceApp.refreshToken());
  });

  it('gets another when the platform refuses the one it has, without anybody noticing', async () => {
    const { template } = await world.connect('webex', serviceApp());
    const [first, second] = await startMany(2, template);
    if (!first || !second) throw new Error('two users were asked for');
    await world.settle(first);
    h.webex.serviceApp.expire();
    expect(await world.settle(second)).toMatchObject({ status: 'provisioned', failures: 0 });
    expect((await operationsOf(h, second.id))[0]).toMatchObject({ transient_failures: 0 });
  });

  it('holds work back when its refresh token is refused, says so at Home, and goes on by itself with a new one', async () => {
    const { template, connectorId } = await world.connect('webex', { ...serviceApp(), refreshToken: 'withdrawn' });
    const user = await h.provider.handOver({ template });
    await world.vouch(user);
    await runNow(h, user.id);
    expect(await rowOf(h, user.id)).toMatchObject({ status: 'provisioning', reason: 'retrying', failures: 0 });
    expect(await shown(connectorId)).toMatchObject({ hold: { code: 'cloud.credentials_refused', action: 'renew_credentials', detail: expect.stringContaining('invalid_grant') } });
    const { body: home } = await world.owner.get('/v1/home').expect(200);
    expect(home.connectors.map(({ id }: { id: string }) => id)).toContain(connectorId);
    const { version } = await shown(connectorId);
    await world.owner.patch(`/v1/connectors/${connectorId}`).set('if-match', `"${version}"`).send({ refreshToken: h.webex.serviceApp.refreshToken() }).expect(200);
    expect(await world.settle(user)).toMatchObject({ status: 'provisioned' });
    expect((await shown(connectorId)).hold).toBeNull();
  });
});

describe('a platform that fails', () => {
  it('is left alone after a few failures, tried now and then, and let through again slowly; nobody\'s activation ends meanwhile', async () => {
    const { template, connectorId } = await world.connect('scim', { limits });
    const users = await startMany(4, template);
    const one = users[0];
    if (!one) throw new Error('users were asked for');
    world.script('scim', { fault: 'unavailable' });
    for (const user of users) await runNow(h, user.id);
    expect(await shown(connectorId)).toMatchObject({ hold: { code: 'cloud.unavailable', action: 'wait', probes: 0 } });
    const calls = world.calls('scim').length;
    await runNow(h, one.id);
    expect(world.calls('scim')).toHaveLength(calls);
    const events = (await h.pool.query<{ type: string }>(`select type from events where data->>'connectorId' = $1 order by id`, [connectorId])).rows.map(({ type }) => type);
    expect(events.filter((type) => type === 'connector.held')).toHaveLength(1);

    h.clock.forward(31_000);
    await runNow(h, one.id);
    expect((await shown(connectorId)).hold).toMatchObject({ probes: 1 });
    world.clearScripts();
    await hold(connectorId, 'probe').expect(200);
    for (const user of users) expect(await world.settle(user)).toMatchObject({ status: 'provisioned', failures: 0 });
    expect((await shown(connectorId)).hold).toBeNull();
    for (const user of users) expect(world.accountsOf('scim', user)).toEqual({ made: 1, now: 1 });
  });

  it('may be let through by an admin, and by nobody else; without a hold nothing changes', async () => {
    const { template, connectorId } = await world.connect('webex', { limits, accessToken: 'not the right one' });
    const user = await h.provider.handOver({ template });
    await world.vouch(user);
    await runNow(h, user.id);
    expect((await shown(connectorId)).hold).toMatchObject({ code: 'cloud.credentials_refused' });
    expectProblem(await (await h.asReader()).post(`/v1/connectors/${connectorId}/hold`).send({ action: 'close' }), 403, 'access.forbidden');
    expectProblem(await (await h.stranger.asOwner()).post(`/v1/connectors/${connectorId}/hold`).send({ action: 'close' }), 404, 'connector.not_found');
    expect((await hold(connectorId, 'close').expect(200)).body.hold).toBeNull();
    expect((await hold(connectorId, 'probe').expect(200)).body.hold).toBeNull();
    expect((await hold(connectorId, 'else')).status).toBe(400);
    await runNow(h, user.id);
    expect((await shown(connectorId)).hold).toMatchObject({ code: 'cloud.credentials_refused' });
  });
});

describe('two workers', () => {
  it('drain a storm of 429 at the rate the platform allows: in no second more, and each account is made once', async () => {
    const allowed = 20;
    const { template } = await world.connect('scim', { limits: { callsPerSecond: allowed, concurrency: 8, openAfter: 3 } });
    const users = await startMany(14, template);
    const from = world.scim.calls().length;
    world.scim.script([{ fault: 'busy', retryAfterSeconds: 1, times: 6 }, { fault: 'limit', perSecond: allowed }]);
    const workers = await Promise.all([1, 2].map(() => startTestWorker(h.services, silent)));
    await eventually(async () => (await Promise.all(users.map((user) => rowOf(h, user.id)))).every((row) => row?.status === 'provisioned'), 'all to be provisioned', 40_000);
    await Promise.all(workers.map((worker) => worker.stop()));
    const calls = world.scim.calls().slice(from).map(({ at, status }) => ({ at: Date.parse(at), status }));
    const refused = calls.filter(({ status }) => status === 429);
    // The six of the storm: the platform's own limit never had to refuse anything.
    expect(refused).toHaveLength(6);
    const after = calls.filter(({ at }) => at > (refused[0]?.at ?? 0));
    for (const { at } of after) expect(after.filter((call) => call.at >= at && call.at < at + 1_000).length).toBeLessThanOrEqual(allowed);
    for (const user of users) {
      expect(world.accountsOf('scim', user)).toEqual({ made: 1, now: 1 });
      expect((await operationsOf(h, user.id)).map(({ state, transient_failures }) => [state, transient_failures])).toEqual([['succeeded', 0]]);
    }
  }, 60_000);

  it('make the work of one provider take at most twice as many turns, however much another one has waiting', async () => {
    const alone = await turnsOf({ quiet: 24, noisy: 0 });
    const beside = await turnsOf({ quiet: 24, noisy: 60 });
    process.stdout.write(`turns until 24 pieces of work were done: ${alone} alone, ${beside} behind 60 of another provider, ratio ${beside / alone}\n`);
    expect([alone, beside / alone <= 2]).toEqual([3, true]);
  }, 60_000);
});

/**
 * How many turns one worker takes for a provider's pieces of work, each as long as a turn, when another provider's came before them.
 * A turn is over when as many are at work as there are places for.
 */
async function turnsOf(waiting: { quiet: number; noisy: number }): Promise<number> {
  const left: Record<string, number> = { [h.stranger.id]: waiting.quiet, [h.provider.id]: waiting.noisy };
  const run = unique('turn-');
  for (const [providerId, count] of [[h.provider.id, waiting.noisy], [h.stranger.id, waiting.quiet]] as const) {
    await inTransaction(h.system(providerId), async (ctx) => {
      for (let n = 0; n < count; n += 1) await enqueue(ctx, 'run-operation', { providerId, operationId: `${run}-${providerId}-${n}` });
    });
  }
  const atWork: { providerId: string; done(): void }[] = [];
  let turns = 0;
  const places = () => Math.min(12, Object.values(left).reduce((sum, count) => sum + Math.min(8, count), 0));
  const nothing = async () => undefined;
  const worker = await startWorking({ databaseUrl: h.services.config.databaseUrl, onError: () => undefined }, {
    'run-operation': async ({ providerId, operationId }) => {
      if (!operationId.startsWith(run)) return;
      await new Promise<void>((done) => {
        atWork.push({ providerId, done });
        if (atWork.length < places()) return;
        turns += left[h.stranger.id] ? 1 : 0;
        for (const work of atWork.splice(0)) {
          left[work.providerId] = (left[work.providerId] ?? 0) - 1;
          work.done();
        }
      });
    },
    'send-message': nothing, 'run-bulk-operation': nothing, 'make-export': nothing, 'remind-user': nothing, 'compare-users': nothing, 'settle-scim-user': nothing,
  });
  await eventually(async () => left[h.stranger.id] === 0, 'the quiet provider\'s work', 30_000);
  await worker.stop(0);
  return turns;
}

describe('a platform that takes less than the limit', () => {
  it('is asked more slowly, and whoever has a place in the line of the old rate asks for another', async () => {
    const { template, connectorId } = await world.connect('scim', { limits });
    const [first, waiting, refused] = await startMany(3, template);
    const [elsewhere] = await startMany(1, (await world.connect('scim', { limits })).template);
    if (!first || !waiting || !refused || !elsewhere) throw new Error('users were asked for');
    await runNow(h, first.id);
    await h.pool.query(`update operations set slot_at = now() + interval '1 hour' where subscriber_id in ($1, $2)`, [waiting.id, elsewhere.id]);
    const placeOf = async ({ id }: User) => (await h.pool.query<{ slot_at: Date | null }>('select slot_at from operations where subscriber_id = $1', [id])).rows[0]?.slot_at;

    world.script('scim', { fault: 'busy', retryAfterSeconds: 2, times: 1 });
    await runNow(h, refused.id);
    const { rows: [gate] } = await h.pool.query('select slowness, answered, next_slot_at >= paused_until as begins_anew from connector_gates where connector_id = $1', [connectorId]);
    expect(gate).toEqual({ slowness: 1.25, answered: false, begins_anew: true });
    expect([await placeOf(waiting), await placeOf(elsewhere)]).toEqual([null, expect.any(Date)]);
    for (const user of [first, waiting, refused]) expect(await world.settle(user)).toMatchObject({ status: 'provisioned', failures: 0 });
  });
});

// The last of this file: hours pass, and end the session of its owner.
describe('an outage of hours', () => {
  it('ends nobody\'s activation: who tries for all whether it is over uses up no try of their own', async () => {
    const { template, connectorId } = await world.connect('scim', { limits });
    const [user] = await startMany(1, template);
    if (!user) throw new Error('a user was asked for');
    world.script('scim', { fault: 'unavailable' });
    for (let turn = 0; turn < 30; turn += 1) await runNow(h, user.id);
    const { rows: [gate] } = await h.pool.query<{ state: string; probes: number }>('select state, probes from connector_gates where connector_id = $1', [connectorId]);
    expect(gate?.state).toBe('open');
    expect(gate?.probes).toBeGreaterThan(6);
    expect(await rowOf(h, user.id)).toMatchObject({ status: 'provisioning', reason: 'retrying', failures: 0 });
    world.clearScripts();
    expect(await world.settle(user)).toMatchObject({ status: 'provisioned' });
    expect(world.accountsOf('scim', user)).toEqual({ made: 1, now: 1 });
  });
});
