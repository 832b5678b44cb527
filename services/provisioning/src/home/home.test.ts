import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unique } from '../../test/factories.ts';
import { type Agent, type Harness, startHarness } from '../../test/harness.ts';
import { expectProblem, failedUser, provisionedUser, rowOf, untilStatus } from '../../test/journeys.ts';
import { noteConnectorOutcome } from '../connectors/note-outcome.ts';
import { inTransaction } from '../context.ts';
import { foldTallies } from '../tallies/fold-tallies.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
type Home = {
  failures: { code: string; owner: string; count: number; capped: boolean; since: string; latest: string }[];
  waiting: { status: string; minutes: number; count: number }[];
  adapterRefusals: { templateId: string; account: string; at: string }[];
  scimRefusals: { templateId: string; reason: string; action: string; call: string; field: string | null }[];
  connectors: { id: string; name: string }[];
  webhooks: { id: string; name: string; reason: string; disabledAt: string }[];
  setup: { step: string; done: boolean }[];
};
type Activity = { funnel: { stage: string; count: number }[]; trend: { day: string; handed_over: number; provisioned: number; failed: number }[] };

const homeOf = async (agent: Agent): Promise<Home> => (await agent.get('/v1/home').expect(200)).body;
const activityOf = async (agent: Agent, days = 7): Promise<Activity> => (await agent.get(`/v1/home/activity?days=${days}`).expect(200)).body;
const numbersOf = ({ funnel }: Activity) => funnel.map(({ count }) => count);

describe('home', () => {
  let h: Harness;
  let owner: Agent;
  let own: Awaited<ReturnType<Harness['provider']['newTemplate']>>;
  beforeAll(async () => {
    h = await startHarness();
    owner = await h.asOwner();
    own = await h.provider.newTemplate();
  }, 60_000);
  afterAll(() => h?.close());

  it('ticks nothing but what a new provider has, and counts nobody', async () => {
    const fresh = await h.stranger.asOwner();
    const home = await homeOf(fresh);
    expect(home).toMatchObject({ failures: [], waiting: [], adapterRefusals: [], scimRefusals: [], connectors: [], failedChecks: [], webhooks: [] });
    expect(home.setup).toEqual([
      { step: 'cluster', done: true },
      { step: 'connector', done: true },
      { step: 'template', done: true },
      { step: 'share_link', done: false },
      { step: 'first_user', done: false },
    ]);
    expect(numbersOf(await activityOf(fresh, 90))).toEqual([0, 0, 0, 0, 0]);
  });

  it('counts a scripted history as its events tell it, before and after folding, with repetitions counted once and deletion changing nothing', async () => {
    const before = await activityOf(owner);
    const done = await provisionedUser(h, h.provider, `${unique('done')}@example.com`);
    const failed = await failedUser(h, h.provider, `fail-200041-${unique('x')}@example.com`);
    const waiting = await h.provider.handOver();
    await Promise.all([h.provider.asSubscriber(waiting), h.provider.asSubscriber(waiting), h.provider.asSubscriber(waiting)]);
    const [never, gone] = [await h.provider.handOver(), await h.provider.handOver()];
    await owner.delete(`/v1/subscribers/${gone.id}`).expect(204);
    await owner.post(`/v1/subscribers/${never.id}/retry-activation`).send({ email: `${unique('vouched')}@example.com`, mode: 'vouch' }).expect(202);
    await untilStatus(h, never.id, 'provisioned');
    // A change of package ends in `provisioned` again; it is no other account.
    await owner.post(`/v1/subscribers/${done.id}/change-package`).send({ package: 'premium' }).expect(202);
    await untilStatus(h, done.id, 'provisioned');

    const unfolded = await activityOf(owner);
    await Promise.all([foldTallies(h.services), foldTallies(h.services), foldTallies(h.services)]);
    const folded = await activityOf(owner);
    expect(folded).toEqual(unfolded);
    const { rows } = await h.pool.query<{ marks: number }>('select count(*)::int as marks from tally_marks where provider_id = $1', [h.provider.id]);
    expect(rows[0]?.marks).toBe(0);

    const added = numbersOf(folded).map((count, index) => count - (numbersOf(before)[index] ?? 0));
    expect(added).toEqual([5, 3, 3, 2, 2]);
    const day = (activity: Activity) => activity.trend.at(-1) ?? { handed_over: 0, provisioned: 0, failed: 0 };
    expect({ handed_over: day(folded).handed_over - day(before).handed_over, provisioned: day(folded).provisioned - day(before).provisioned, failed: day(folded).failed - day(before).failed }).toEqual({ handed_over: 5, provisioned: 2, failed: 1 });
    const { rows: told } = await h.pool.query<{ type: string; users: number }>(`select type, count(distinct subscriber_id)::int as users from events where provider_id = $1 and type in ('subscriber.handed_over', 'subscriber.signed_in') group by type`, [h.provider.id]);
    expect(Object.fromEntries(told.map(({ type, users }) => [type, users]))).toEqual({ 'subscriber.handed_over': numbersOf(folded)[0], 'subscriber.signed_in': numbersOf(folded)[1] });
    expect(await rowOf(h, failed.id)).toMatchObject({ status: 'error' });
  });

  it('counts thirty hand-overs at once exactly, while others fold', async () => {
    const before = numbersOf(await activityOf(owner))[0] ?? 0;
    let busy = true;
    const folding = (async () => {
      while (busy) await foldTallies(h.services);
    })();
    await Promise.all(Array.from({ length: 30 }, () => h.provider.handOver()));
    busy = false;
    await folding;
    expect(numbersOf(await activityOf(owner))[0]).toBe(before + 30);
  });

  it('groups failures by cause, and the list gives exactly these users for the cause', async () => {
    await failedUser(h, h.provider, `fail-200041-${unique('y')}@example.com`);
    const home = await homeOf(owner);
    const [cause] = home.failures;
    if (!cause) throw new Error('no failure was told');
    expect(cause).toMatchObject({ owner: expect.stringMatching(/^(user|admin|nobody)$/), capped: false });
    const { items } = (await owner.get(`/v1/subscribers?limit=500&reason=${cause.code}`).expect(200)).body;
    expect(items).toHaveLength(cause.count);
    for (const item of items) expect(item).toMatchObject({ status: 'error', reason: cause.code });
    const times = items.map(({ lastStatusChange }: { lastStatusChange: string }) => lastStatusChange).sort();
    expect([cause.since, cause.latest]).toEqual([times[0], times.at(-1)]);
    expectProblem(await owner.get('/v1/subscribers?reason=DROP%20TABLE'), 400, 'request.invalid');
  });

  it('tells of refused adapter calls, and shows an admin of one template nothing of the others', async () => {
    const operator = await h.provider.asOperator([own.id]);
    expect(await homeOf(operator)).toMatchObject({ failures: [], waiting: [], adapterRefusals: [] });
    expect(numbersOf(await activityOf(operator))).toEqual([0, 0, 0, 0, 0]);
    const user = await h.provider.handOver({ template: own });
    await h.asVisitor().put(`${own.adapterPath}/x@sp.example`).auth('bw', 'wrong').send({}).expect(401);
    expect(numbersOf(await activityOf(operator))).toEqual([1, 0, 0, 0, 0]);
    expect((await homeOf(operator)).adapterRefusals).toEqual([{ templateId: own.id, name: own.name, account: 'bw', at: expect.any(String), reason: expect.any(String) }]);
    const nobody = await h.provider.asOperator([]);
    expect(await homeOf(nobody)).toMatchObject({ failures: [], adapterRefusals: [] });
    expect(numbersOf(await activityOf(nobody))).toEqual([0, 0, 0, 0, 0]);
    await owner.delete(`/v1/subscribers/${user.id}`).expect(204);
  });

  it('stops telling of refused adapter calls once a template was mended and BroadWorks came in, and tells of the next refusal again', async () => {
    const template = await h.provider.newTemplate();
    const told = async () => (await homeOf(owner)).adapterRefusals.filter(({ templateId }) => templateId === template.id);
    const call = (password: string) => h.asVisitor().put(`${template.adapterPath}/mended@sp.example`).auth(template.adapterAccount, password).send({ serviceProviderId: 'SP1', groupId: unique('g'), isEnterprise: false, firstName: 'A', lastName: 'B' });
    await call('set in BroadWorks').expect(401);
    expect(await told()).toHaveLength(1);
    await owner.patch(`/v1/templates/${template.id}`).send({ adapterPassword: 'set in BroadWorks' }).expect(200);
    // Mended is what works, not what was changed.
    expect(await told()).toHaveLength(1);
    await Promise.all([call('set in BroadWorks').expect(202), call('set in BroadWorks').expect(202)]);
    expect(await told()).toEqual([]);
    const { body: list } = await owner.get('/v1/templates').query({ q: template.name });
    expect(list.items[0]).toMatchObject({ lastRefusalAt: expect.any(String), refusalOverAt: expect.any(String) });
    await call('wrong again').expect(401);
    expect(await told()).toHaveLength(1);
  });

  it('tells of a refused identity system, what was wrong and what to do, until a user is taken; to whoever sees the template', async () => {
    const template = await h.provider.newTemplate();
    const { bearerToken } = (await owner.post(`/v1/templates/${template.id}/scim/token`).send({}).expect(201)).body;
    const hand = (more: object) => h.asVisitor().post('/scim/v2/Users').set('authorization', `Bearer ${bearerToken}`).send({ userName: `${unique('scim')}@sp.example`, ...more });
    const told = async (agent: Agent) => (await homeOf(agent)).scimRefusals.filter(({ templateId }) => templateId === template.id);
    await hand({}).expect(400);
    expect(await told(owner)).toEqual([{ templateId: template.id, name: template.name, at: expect.any(String), reason: 'scim.customer_missing', action: 'correct_settings', call: 'POST /Users', field: expect.stringMatching(/spEnterpriseId$/) }]);
    expect(await told(await h.provider.asOperator([own.id]))).toEqual([]);
    expect(await told(await h.provider.asOperator([template.id]))).toHaveLength(1);
    expect((await homeOf(await h.stranger.asOwner())).scimRefusals).toEqual([]);
    const check = async () => (await owner.post(`/v1/templates/${template.id}/check`).send({ parts: ['scim'] }).expect(200)).body.findings;
    expect(await check()).toEqual([{ code: 'scim.refused', severity: 'warning', owner: 'you', field: 'scim', detail: expect.stringMatching(/^\S+Z scim\.customer_missing POST \/Users \/urn:\S+spEnterpriseId$/) }]);
    await owner.patch(`/v1/templates/${template.id}/scim`).send({ spEnterpriseId: unique('SP1+home') }).expect(200);
    expect(await told(owner)).toHaveLength(1);
    await hand({}).expect(201);
    expect(await told(owner)).toEqual([]);
    expect(await check()).toMatchObject([{ code: 'scim.refused_before', severity: 'ok' }]);
  });

  it('tells of a connector that failed in the work of users until the next piece of work or a test succeeds, however soon that is', async () => {
    const { connector } = h.provider;
    const told = async () => (await homeOf(owner)).connectors.map(({ id }) => id);
    const outcome = (failure: Parameters<typeof noteConnectorOutcome>[2]) => inTransaction(h.system(h.provider.id), (ctx) => noteConnectorOutcome(ctx, connector.id, failure));
    h.clock.forward(60_000);
    await outcome(null);
    expect(await told()).not.toContain(connector.id);
    h.clock.forward(5_000);
    await outcome({ code: 'cloud.unavailable', description: 'down' });
    expect(await told()).toContain(connector.id);
    h.clock.forward(5_000);
    await outcome(null);
    expect(await told()).not.toContain(connector.id);
    h.clock.forward(40_000);
    await outcome({ code: 'cloud.timed_out', description: 'slow' });
    expect(await told()).toContain(connector.id);
    h.clock.forward(1_000);
    await owner.post(`/v1/connectors/${connector.id}/check`).expect(200);
    expect(await told()).not.toContain(connector.id);
  });

  it('tells of a connector that refuses our credentials until it works again', async () => {
    const { body: connector } = await owner.post('/v1/connectors').send({ name: unique('Broken '), kind: 'webex', baseUrl: h.webex.apiUrl, accessToken: 'wrong' }).expect(201);
    expect((await homeOf(owner)).connectors).toEqual([]);
    await owner.post(`/v1/connectors/${connector.id}/check`).expect(200);
    expect((await homeOf(owner)).connectors).toEqual([expect.objectContaining({ id: connector.id, lastCheck: expect.objectContaining({ ok: false }) })]);
    await owner.patch(`/v1/connectors/${connector.id}`).send({ accessToken: h.webex.accessToken }).expect(200);
    await owner.post(`/v1/connectors/${connector.id}/check`).expect(200);
    expect((await homeOf(owner)).connectors).toEqual([]);
  });

  it('tells of webhooks that their receiver ended, by name and reason, until they are enabled; not of those somebody disabled, nor to who may not work on them', async () => {
    const add = async (body: object) => (await owner.post('/v1/webhooks').send({ url: 'https://oss.example.com/hook?key=secret', ...body }).expect(201)).body as { id: string };
    const at = h.clock.now();
    const [gone, off] = [await add({}), await add({ description: 'By hand' })];
    await owner.post(`/v1/webhooks/${off.id}/disable`).expect(200);
    await h.pool.query("update webhook_endpoints set state = 'disabled', disabled_reason = 'gone', disabled_at = $2 where id = $1", [gone.id, at]);
    expect((await homeOf(owner)).webhooks).toEqual([{ id: gone.id, name: 'oss.example.com', reason: 'gone', disabledAt: at.toISOString() }]);
    expect((await homeOf(await h.provider.asOperator([own.id]))).webhooks).toEqual([]);
    expect((await homeOf(await h.stranger.asOwner())).webhooks).toEqual([]);
    await owner.post(`/v1/webhooks/${gone.id}/enable`).send({}).expect(200);
    expect((await homeOf(owner)).webhooks).toEqual([]);
  });

  it('tells who has waited too long, each status by its own limit, and the list gives exactly these', async () => {
    const count = (home: Home, status: string) => home.waiting.find((entry) => entry.status === status)?.count ?? 0;
    expect(count(await homeOf(owner), 'pending_email_input')).toBe(0);
    h.clock.forward(15 * DAY);
    const later = await h.asOwner();
    const home = await homeOf(later);
    expect(count(home, 'pending_email_input')).toBeGreaterThan(0);
    for (const { status, minutes, count } of home.waiting) {
      const { items } = (await later.get(`/v1/subscribers?limit=500&status=${status}&unchangedFor=${minutes}`).expect(200)).body;
      expect([status, items.length]).toEqual([status, count]);
    }
    await h.provider.handOver();
    expect(count(await homeOf(later), 'pending_email_input')).toBe(count(home, 'pending_email_input'));
    // The funnel of the last seven days knows only who was handed over in them.
    expect(numbersOf(await activityOf(later))).toEqual([1, 0, 0, 0, 0]);
    expect(numbersOf(await activityOf(later, 30))[0]).toBeGreaterThan(30);
  });

  it('refuses visitors, tokens without the scope, and a number of days nobody offers', async () => {
    for (const path of ['/v1/home', '/v1/home/activity']) {
      expectProblem(await h.asVisitor().get(path), 401, 'access.signed_out');
      expectProblem(await (await h.asClient(['events:read'])).get(path), 403, 'access.forbidden');
    }
    expectProblem(await (await h.asOwner()).get('/v1/home/activity?days=8'), 400, 'request.invalid');
  });
});
