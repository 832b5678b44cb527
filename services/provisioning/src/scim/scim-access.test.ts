import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { unique } from '../../test/factories.ts';
import { type Agent, type Harness, startHarness } from '../../test/harness.ts';
import { eventsOf, expectProblem, operationsOf, rowOf, runNow, statusOf } from '../../test/journeys.ts';
import { CORE, EXTENSION } from './attributes.ts';
import { findUnsettledUsers } from './find-unsettled.ts';
import { handleSettleScimUser } from './jobs.ts';

const HOUR_MS = 3_600_000;
type Template = Awaited<ReturnType<Harness['provider']['newTemplate']>>;

describe('how identity systems come in', () => {
  let h: Harness;
  let owner: Agent;
  beforeAll(async () => {
    h = await startHarness({ worker: false, limits: { scimCallsPerTemplatePerMinute: 40, scimRefusalsPerNetworkPerMinute: 1_000 } });
    owner = await h.asOwner();
  });
  afterAll(() => h.close());

  const open = async (template: Template, body: object = {}) => {
    const made = (await owner.post(`/v1/templates/${template.id}/scim/token`).send(body).expect(201)).body;
    await owner.patch(`/v1/templates/${template.id}/scim`).send({ spEnterpriseId: `SP1+${template.id}` }).expect(200);
    return made.bearerToken as string;
  };
  const as = (token: string) => supertest.agent(h.url).set('authorization', `Bearer ${token}`).set('content-type', 'application/scim+json');
  const access = async (template: Template) => (await owner.get(`/v1/templates/${template.id}/scim`).expect(200)).body;
  const name = () => `${unique('scim')}@sp.example`;
  const eventTypes = async (template: Template) => (await h.pool.query<{ type: string; data: Record<string, unknown> }>(`select type, data from events where template_id = $1 and type like 'template.scim%' order by id`, [template.id])).rows;

  it('by a token that is shown once, kept as a hash, and told of by its end', async () => {
    const template = await h.provider.newTemplate();
    expect(await access(template)).toEqual({ url: 'http://vestibule.test/scim/v2', token: null, spEnterpriseId: null, lastUsedAt: null, lastRefusal: null });
    const { body: made } = await owner.post(`/v1/templates/${template.id}/scim/token`).send({}).expect(201);
    expect(made.bearerToken).toMatch(/^vscim_[\w-]{43}$/);
    expect(made.token).toEqual({ end: made.bearerToken.slice(-4), madeAt: expect.any(String), oldUntil: null });
    const { rows } = await h.pool.query(`select 1 from scim_accesses t where t::text like '%' || $1 || '%' union all select 1 from access_keys k where k::text like '%' || $1 || '%' union all select 1 from events e where e::text like '%' || $1 || '%'`, [made.bearerToken]);
    expect(rows).toEqual([]);
    const answer = await as(made.bearerToken).get('/scim/v2/Users').expect(200);
    expect(answer.body.totalResults).toBe(0);
    expect((await access(template)).lastUsedAt).not.toBeNull();
    expect(JSON.stringify(await access(template))).not.toContain(made.bearerToken);
  });

  it('by a new token at once and by the old one until its time is over; then somebody can see it', async () => {
    const template = await h.provider.newTemplate();
    const first = await open(template);
    const second = await open(template, { graceHours: 2 });
    await as(first).get('/scim/v2/Users').expect(200);
    await as(second).get('/scim/v2/Users').expect(200);
    expect((await access(template)).token.oldUntil).not.toBeNull();

    h.clock.forward(2 * HOUR_MS);
    owner = await h.asOwner();
    const refused = await as(first).get('/scim/v2/Users').expect(401);
    expect(refused.headers['www-authenticate']).toBe('Bearer realm="vestibule"');
    expect(refused.body).toEqual({ schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '401', detail: expect.stringContaining('replaced') });
    expect((await access(template)).lastRefusal).toMatchObject({ reason: 'scim.token_replaced', call: 'GET /Users', overAt: null });
    await as(second).get('/scim/v2/Users').expect(200);
    expect((await access(template)).lastRefusal.overAt).not.toBeNull();
    expect((await eventTypes(template)).map(({ type }) => type)).toEqual(['template.scim_token_made', 'template.scim_changed', 'template.scim_token_made', 'template.scim_refused']);

    const third = await open(template, { graceHours: 24 });
    await owner.delete(`/v1/templates/${template.id}/scim/token/old`).expect(204);
    await as(second).get('/scim/v2/Users').expect(401);
    await as(third).get('/scim/v2/Users').expect(200);
  });

  it('no more after it was switched off or the template deleted; users stay, and are found again', async () => {
    const template = await h.provider.newTemplate();
    const token = await open(template);
    const { body: made } = await as(token).post('/scim/v2/Users').send({ userName: name() }).expect(201);
    await owner.delete(`/v1/templates/${template.id}/scim`).expect(204);
    await as(token).get('/scim/v2/Users').expect(401);
    expectProblem(await owner.patch(`/v1/templates/${template.id}/scim`).send({ spEnterpriseId: null }), 404, 'scim.access_off');
    expect(await statusOf(h, made[EXTENSION].subscriberId)).toBe('pending_email_input');
    const again = await open(template);
    expect((await as(again).get(`/scim/v2/Users/${made.id}`).expect(200)).body.id).toBe(made.id);

    await as(again).delete(`/scim/v2/Users/${made.id}`).expect(204);
    const { body: customers } = await owner.get('/v1/customers').query({ q: template.id });
    expect(customers.items.length).toBeLessThanOrEqual(1);
    await owner.delete(`/v1/templates/${template.id}`).expect(204);
    await as(again).get('/scim/v2/Users').expect(401);
    const { rows } = await h.pool.query('select 1 from scim_users where template_id = $1 union all select 1 from scim_accesses where template_id = $1', [template.id]);
    expect(rows).toEqual([]);
  });

  it('not at all without a token, with another kind of key, or to a template that takes nobody', async () => {
    const template = await h.provider.newTemplate({ flowThrough: false, selfActivation: true });
    const token = await open(template);
    for (const authorization of ['', 'Bearer vscim_unknown', `Basic ${Buffer.from('bw:pw').toString('base64')}`, `Bearer ${template.shareKey}`, `Bearer ${template.adapterKey}`]) {
      const { status, body } = await supertest(h.url).get('/scim/v2/ServiceProviderConfig').set('authorization', authorization);
      expect({ status, said: body.status }).toEqual({ status: 401, said: '401' });
    }
    await owner.get('/scim/v2/Users').expect(401);
    await as(token).get('/scim/v2/Users').expect(403);
    expect((await access(template)).lastRefusal).toMatchObject({ reason: 'scim.off', overAt: null });
    await owner.patch(`/v1/templates/${template.id}`).send({ flowThrough: true, selfActivation: false }).expect(200);
    await as(token).get('/scim/v2/Users').expect(200);
    expect((await access(template)).lastRefusal.overAt).not.toBeNull();
    // What it is for opens nothing else.
    await as(token).get('/v1/subscribers').expect(401);
  });

  it('keeps what was wrong about a user until one is taken, with the attribute', async () => {
    const template = await h.provider.newTemplate();
    const token = await open(template);
    await as(token).post('/scim/v2/Users').send({ userName: name(), [EXTENSION]: { package: 'gold' } }).expect(400);
    expect((await access(template)).lastRefusal).toMatchObject({ reason: 'scim.value_invalid', call: 'POST /Users', field: `/${EXTENSION}/package`, overAt: null });
    await as(token).get('/scim/v2/Users').expect(200);
    expect((await access(template)).lastRefusal.overAt).toBeNull();
    await as(token).get('/scim/v2/Users/not-there').expect(404);
    expect((await access(template)).lastRefusal.call).toBe('POST /Users');
    await as(token).post('/scim/v2/Users').send({ userName: name() }).expect(201);
    expect((await access(template)).lastRefusal.overAt).not.toBeNull();
  });

  it('so often a minute and no more, each template for itself', async () => {
    const [busy, quiet] = [await h.provider.newTemplate(), await h.provider.newTemplate()];
    const [token, other] = [await open(busy), await open(quiet)];
    const answers = await Promise.all(Array.from({ length: 45 }, () => as(token).get('/scim/v2/Users').query({ count: 0 })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(40);
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.body).toMatchObject({ status: '429' });
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
    await as(other).get('/scim/v2/Users').expect(200);
  });

  it('sees only its own template: another\'s user is not there, not even to delete', async () => {
    const [ours, theirs] = [await h.provider.newTemplate(), await h.stranger.newTemplate()];
    const other = await h.provider.newTemplate();
    const token = await open(ours);
    const strangers = await h.stranger.asOwner();
    const foreign = (await strangers.post(`/v1/templates/${theirs.id}/scim/token`).send({}).expect(201)).body.bearerToken;
    const beside = await open(other);
    const { body: made } = await as(token).post('/scim/v2/Users').send({ userName: name(), externalId: 'shared' }).expect(201);
    for (const bearer of [foreign, beside]) {
      const [get, put, patch, gone, list] = [
        await as(bearer).get(`/scim/v2/Users/${made.id}`), await as(bearer).put(`/scim/v2/Users/${made.id}`).send({ userName: 'x' }),
        await as(bearer).patch(`/scim/v2/Users/${made.id}`).send({ Operations: [{ op: 'replace', path: 'active', value: false }] }),
        await as(bearer).delete(`/scim/v2/Users/${made.id}`), await as(bearer).get('/scim/v2/Users').query({ filter: 'externalId eq "shared"' }),
      ];
      expect([get.status, put.status, patch.status, gone.status, list.body.totalResults]).toEqual([404, 404, 404, 404, 0]);
    }
    await as(beside).post('/scim/v2/Users').send({ userName: name(), externalId: 'shared' }).expect(201);
  });

  describe('while work on a user is running', () => {
    let token: string;
    beforeEach(async () => {
      token = await open(await h.provider.newTemplate({ untrustedEmails: false }));
    });
    const started = async (email = `${unique('t')}@corp.example`) => {
      const body = { schemas: [CORE], userName: name(), name: { givenName: 'Ana', familyName: 'Díaz' }, emails: [{ value: email, primary: true }], phoneNumbers: [{ value: '5551', type: 'work' }] };
      const { body: made } = await as(token).post('/scim/v2/Users').send(body).expect(201);
      expect(made[EXTENSION].status).toBe('provisioning');
      return { id: made.id as string, subscriberId: made[EXTENSION].subscriberId as string, userName: body.userName };
    };
    const patch = (id: string, value: object) => as(token).patch(`/scim/v2/Users/${id}`).send({ Operations: [{ op: 'replace', value }] });
    const finishWork = async (subscriberId: string) => {
      for (let i = 0; i < 20 && ['provisioning', 'updating'].includes(await statusOf(h, subscriberId)); i++) await runNow(h, subscriberId);
    };
    const settle = async () => {
      h.clock.forward(60_000);
      for (const payload of await findUnsettledUsers(h.services, 50)) await handleSettleScimUser(h.system(payload.providerId), payload);
    };

    it('what is asked is kept, shown as asked, and made true as soon as the work is over', async () => {
      const { id, subscriberId } = await started();
      const { body: off } = await patch(id, { active: false }).expect(200);
      expect(off.active).toBe(false);
      expect(await statusOf(h, subscriberId)).toBe('provisioning');
      await settle();
      expect(await statusOf(h, subscriberId)).toBe('provisioning');
      await finishWork(subscriberId);
      expect(await statusOf(h, subscriberId)).toBe('provisioned');
      await settle();
      expect(await rowOf(h, subscriberId)).toMatchObject({ removing: true });
      for (let i = 0; i < 20 && (await rowOf(h, subscriberId)) !== null; i++) await runNow(h, subscriberId);
      expect((await as(token).get(`/scim/v2/Users/${id}`).expect(200)).body).toMatchObject({ active: false });
      expect(await findUnsettledUsers(h.services, 50)).toEqual([]);
    });

    it('a new name waits, and reaches the account', async () => {
      const { id, subscriberId } = await started();
      await patch(id, { 'name.familyName': 'Berg' }).expect(200);
      expect((await rowOf(h, subscriberId))).toMatchObject({ last_name: 'Díaz' });
      await finishWork(subscriberId);
      await settle();
      expect((await operationsOf(h, subscriberId)).map(({ kind }) => kind)).toEqual(['provision', 'change_package']);
      await finishWork(subscriberId);
      expect(await rowOf(h, subscriberId)).toMatchObject({ status: 'provisioned', last_name: 'Berg' });
    });

    it('an admin who deletes the user before a waiting change is made has the last word: nobody comes back by waiting', async () => {
      const { id, subscriberId, userName } = await started();
      await patch(id, { 'name.familyName': 'Berg' }).expect(200);
      await finishWork(subscriberId);
      await owner.delete(`/v1/subscribers/${subscriberId}`).expect(202);
      expect((await as(token).get(`/scim/v2/Users/${id}`).expect(200)).body).toMatchObject({ active: false });
      await settle();
      for (let i = 0; i < 20 && (await rowOf(h, subscriberId)) !== null; i++) await runNow(h, subscriberId);
      await settle();
      expect(await findUnsettledUsers(h.services, 50)).toEqual([]);
      const { rows } = await h.pool.query('select 1 from subscribers where user_id = $1', [userName]);
      expect(rows).toEqual([]);
      // The identity system reads that nobody is there, and may hand the person over anew, as another user of its own.
      expect((await as(token).get('/scim/v2/Users').query({ filter: `userName eq "${userName}" and active eq false` }).expect(200)).body.Resources).toMatchObject([{ id, active: false }]);
      const { body: anew } = await as(token).post('/scim/v2/Users').send({ userName, emails: [{ value: `${unique('t')}@corp.example` }] }).expect(201);
      expect(anew.id).not.toBe(id);
      expect(anew).toMatchObject({ active: true, [EXTENSION]: { status: 'provisioning' } });
      await as(token).get(`/scim/v2/Users/${id}`).expect(404);
    });

    it('an admin and a waiting change at the same moment end in one of both, never in a second user', async () => {
      const all = await Promise.all(Array.from({ length: 6 }, started));
      for (const { id, subscriberId } of all) {
        await patch(id, { 'name.familyName': 'Berg' }).expect(200);
        await finishWork(subscriberId);
      }
      h.clock.forward(60_000);
      const waiting = await findUnsettledUsers(h.services, 50);
      await Promise.all([...all.map(({ subscriberId }) => owner.delete(`/v1/subscribers/${subscriberId}`)), ...waiting.map((payload) => handleSettleScimUser(h.system(payload.providerId), payload).catch(() => undefined))]);
      await settle();
      for (const { userName, subscriberId } of all) {
        const { rows } = await h.pool.query<{ id: string; last_name: string; removing: boolean }>('select id, last_name, removing from subscribers where user_id = $1', [userName]);
        expect(rows.every(({ id }) => id === subscriberId)).toBe(true);
        expect((await eventsOf(h, subscriberId)).filter(({ type }) => type === 'subscriber.handed_over')).toHaveLength(1);
      }
    });

    it('who is wanted back while being removed comes back when that is over', async () => {
      const { id, subscriberId, userName } = await started();
      await finishWork(subscriberId);
      await patch(id, { active: false }).expect(200);
      expect((await patch(id, { active: true }).expect(200)).body.active).toBe(true);
      await settle();
      for (let i = 0; i < 20 && (await rowOf(h, subscriberId)) !== null; i++) await runNow(h, subscriberId);
      await settle();
      const { rows } = await h.pool.query<{ id: string }>('select id from subscribers where user_id = $1', [userName]);
      expect(rows).toHaveLength(1);
      expect(rows[0]?.id).not.toBe(subscriberId);
    });

    it('a corrected address of somebody without an account is taken, and one of an account stays: only where the template trusts addresses', async () => {
      const { id, subscriberId } = await started(`fail-200041-${unique('x')}@corp.example`);
      await finishWork(subscriberId);
      expect(await statusOf(h, subscriberId)).toBe('error');
      const say = (value: string) => as(token).patch(`/scim/v2/Users/${id}`).send({ Operations: [{ op: 'Replace', path: 'emails[primary eq true].value', value }] });
      const right = `${unique('Right')}@corp.example`;
      await say(right).expect(200);
      expect(await rowOf(h, subscriberId)).toMatchObject({ status: 'provisioning', email: right.toLowerCase() });
      expect((await eventsOf(h, subscriberId)).at(-1)).toMatchObject({ type: 'subscriber.retried', data: { mode: 'vouch' }, actor: { kind: 'identity_system' } });
      await finishWork(subscriberId);
      const { body } = await say('other@corp.example').expect(200);
      expect(body.emails).toMatchObject([{ value: 'other@corp.example' }]);
      expect(await rowOf(h, subscriberId)).toMatchObject({ status: 'provisioned', email: right.toLowerCase() });

      const untrusting = await h.provider.newTemplate();
      const bearer = await open(untrusting);
      const { body: made } = await as(bearer).post('/scim/v2/Users').send({ userName: name(), emails: [{ value: 'a@corp.example', primary: true }] }).expect(201);
      await as(bearer).patch(`/scim/v2/Users/${made.id}`).send({ Operations: [{ op: 'replace', path: 'emails[primary eq true].value', value: 'b@corp.example' }] }).expect(200);
      expect(await rowOf(h, made[EXTENSION].subscriberId)).toMatchObject({ status: 'pending_email_input', email: null });
    });

    it('another language and time zone follow; what is said again does not undo the user\'s own choice', async () => {
      const { id, subscriberId } = await started();
      await patch(id, { preferredLanguage: 'de-CH', timezone: 'Europe/Zurich' }).expect(200);
      expect(await rowOf(h, subscriberId)).toMatchObject({ language: 'de' });
      await finishWork(subscriberId);
      await settle();
      expect(await rowOf(h, subscriberId)).toMatchObject({ status: 'updating' });
      await finishWork(subscriberId);
      expect(await rowOf(h, subscriberId)).toMatchObject({ status: 'provisioned', timezone: 'Europe/Zurich' });
      await h.pool.query(`update subscribers set language = 'fr' where id = $1`, [subscriberId]);
      await patch(id, { preferredLanguage: 'de-CH', displayName: 'Ana' }).expect(200);
      expect(await rowOf(h, subscriberId)).toMatchObject({ language: 'fr', status: 'provisioned' });
    });

    it('a deletion is done later, unless the same user comes again first', async () => {
      const [gone, back] = [await started(), await started()];
      for (const { id } of [gone, back]) {
        await as(token).delete(`/scim/v2/Users/${id}`).expect(204);
        await as(token).get(`/scim/v2/Users/${id}`).expect(404);
      }
      const { body: again } = await as(token).post('/scim/v2/Users').send({ userName: back.userName, emails: [{ value: 'x@corp.example' }] }).expect(201);
      for (const { subscriberId } of [gone, back]) await finishWork(subscriberId);
      await settle();
      expect(await rowOf(h, gone.subscriberId)).toMatchObject({ removing: true });
      expect(await rowOf(h, back.subscriberId)).toMatchObject({ removing: false, status: 'provisioned' });
      expect((await as(token).get(`/scim/v2/Users/${again.id}`).expect(200)).body).toMatchObject({ active: true, [EXTENSION]: { subscriberId: back.subscriberId } });
      const { rows } = await h.pool.query('select 1 from scim_users where id = any($1)', [[gone.id, back.id]]);
      expect(rows).toEqual([]);
    });

    it('an admin who deletes the user has the last word until the identity system says that the user is active', async () => {
      const template = await h.provider.newTemplate();
      const bearer = await open(template);
      const { body: made } = await as(bearer).post('/scim/v2/Users').send({ userName: name() }).expect(201);
      await owner.delete(`/v1/subscribers/${made[EXTENSION].subscriberId}`).expect(204);
      const say = (value: object) => as(bearer).patch(`/scim/v2/Users/${made.id}`).send({ Operations: [{ op: 'replace', value }] }).expect(200);
      expect((await say({ displayName: 'Ana' })).body).toMatchObject({ active: false, displayName: 'Ana' });
      const { body: back } = await say({ active: true });
      expect(back).toMatchObject({ active: true, [EXTENSION]: { status: 'pending_email_input' } });
      expect((await eventsOf(h, back[EXTENSION].subscriberId))[0]).toMatchObject({ type: 'subscriber.handed_over', actor: { kind: 'identity_system', name: template.name } });
    });
  });
});
