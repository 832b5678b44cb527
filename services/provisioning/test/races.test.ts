import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import argon2 from 'argon2';
import supertest from 'supertest';
import { holdOperation } from '../src/operations/hold-operation.ts';
import { failureFrom } from '../src/provisioning/failure.ts';
import { recordOutcome } from '../src/provisioning/record-outcome.ts';
import { CORE, EXTENSION } from '../src/scim/attributes.ts';
import { codeFor, unique } from './factories.ts';
import { type Agent, eventually, type Harness, startHarness } from './harness.ts';
import { eventsOf, jobsFor, operationsOf, rowOf, runNow, sendMails, type User } from './journeys.ts';

const MANY = 50;

describe('many at the same moment', () => {
  let h: Harness;
  let owner: Agent;
  beforeAll(async () => {
    h = await startHarness({ worker: false, limits: { codesPerSubscriberPerDay: 1_000, activationCallsPerNetworkPerMinute: 10_000, signInsPerNetworkPerMinute: 1_000 } });
    owner = await h.asOwner();
  });
  afterAll(() => h.close());

  const at = (count: number, act: (index: number) => PromiseLike<supertest.Response>) => Promise.all(Array.from({ length: count }, (_, index) => act(index)));
  /** How often each status and code was answered. */
  const tally = (answers: supertest.Response[]) => {
    const counts: Record<string, number> = {};
    for (const { status, body } of answers) {
      const name = status < 400 ? String(status) : `${status} ${body.code}`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  };
  async function atCode(): Promise<{ user: User; page: Agent; code: string; email: string }> {
    const user = await h.provider.handOver();
    const email = `${unique('race')}@example.com`;
    const page = await h.provider.asSubscriber(user);
    await page.put('/v1/activation/session/email').send({ email }).expect(202);
    await sendMails(h);
    return { user, page, email, code: await codeFor(h, email) };
  }
  const verify = (page: Agent, code: string) => page.post('/v1/activation/session/email/verify').send({ code });
  const proofsOf = async (user: User) => (await h.pool.query<{ tries: number; consumed_at: Date | null }>('select tries, consumed_at from email_proofs where subscriber_id = $1', [user.id])).rows;

  /** Changes a user and lets go when all the calls, begun one after the other, wait for it. @returns each one's status and code */
  async function whileHeld(user: Pick<User, 'id'>, changes: readonly string[], ...calls: (() => PromiseLike<supertest.Response | void>)[]): Promise<string[]> {
    const holder = await h.pool.connect();
    try {
      await holder.query('begin');
      await holder.query('select 1 from subscribers where id = $1 for update', [user.id]);
      for (const change of changes) await holder.query(change, change.includes('$1') ? [user.id] : []);
      const answers: Promise<string>[] = [];
      for (const call of calls) {
        answers.push(Promise.resolve(call()).then((answer) => (answer ? Object.keys(tally([answer])).join() : 'done')));
        const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
        await eventually(async () => (await h.pool.query(waiting)).rowCount === answers.length, `call ${answers.length} to wait`);
      }
      await holder.query('commit');
      return await Promise.all(answers);
    } finally {
      await holder.query('rollback');
      holder.release();
    }
  }

  it('50 submissions of the right code are one success, one operation and one event', async () => {
    const { user, page, code } = await atCode();
    const counts = tally(await at(MANY, () => verify(page, code)));
    expect(counts['202']).toBe(1);
    expect(Object.keys(counts).sort()).toEqual(['202', '409 activation.step_not_possible', '429 activation.code_too_many_tries'].filter((name) => counts[name]));
    expect(await operationsOf(h, user.id)).toHaveLength(1);
    expect((await eventsOf(h, user.id)).filter(({ type }) => type === 'subscriber.email_proven')).toHaveLength(1);
    expect(await rowOf(h, user.id)).toMatchObject({ status: 'provisioning' });
  });

  it('wrong codes never get more than five tries, and none after that is even compared', async () => {
    const { user, page, code } = await atCode();
    const counts = tally(await at(MANY, (index) => verify(page, String((Number(code) + 1 + index) % 1_000_000).padStart(6, '0'))));
    expect(counts).toEqual({ '400 activation.code_wrong': 5, '429 activation.code_too_many_tries': MANY - 5 });
    expect(await proofsOf(user)).toEqual([{ tries: 5, consumed_at: null }]);
    expect((await verify(page, code)).status).toBe(429);
    expect(await rowOf(h, user.id)).toMatchObject({ status: 'pending_email_validation' });
  });

  it('50 hand-overs of a new user are one user, one customer and one event', async () => {
    const [userId, group] = [`${unique('new')}@sp.example`, unique('group')];
    const { template } = h.provider;
    const body = { serviceProviderId: 'SP1', groupId: group, isEnterprise: false, firstName: 'A', lastName: 'B', number: '1', extension: '2' };
    const answers = await at(MANY, () => supertest(h.url).put(`${template.adapterPath}/${encodeURIComponent(userId)}`).auth(template.adapterAccount, template.adapterPassword).send(body));
    expect(tally(answers)).toEqual({ '202': MANY });
    expect(new Set(answers.map((answer) => answer.body.subscriberId)).size).toBe(1);
    expect((await h.pool.query('select 1 from customers where sp_enterprise_id = $1', [`SP1+${group}`])).rows).toHaveLength(1);
    expect((await eventsOf(h, answers[0]?.body.subscriberId)).map(({ type }) => type)).toEqual(['subscriber.handed_over']);
  });

  it('parallel retries of a failed user are one operation', async () => {
    const user = await h.provider.handOver();
    await h.pool.query(`update subscribers set status = 'error' where id = $1`, [user.id]);
    const counts = tally(await at(20, (index) => owner.post(`/v1/subscribers/${user.id}/retry-activation`).send({ email: `retry${index}${unique('')}@example.com`, mode: 'vouch' })));
    expect(counts).toEqual({ '202': 1, '409 subscriber.action_not_allowed': 19 });
    const operations = await operationsOf(h, user.id);
    expect(operations).toHaveLength(1);
    expect(await jobsFor(h, operations.map(({ id }) => id))).toBe(1);
    expect((await eventsOf(h, user.id)).filter(({ type }) => type === 'subscriber.retried')).toHaveLength(1);
  });

  it('parallel tries of the user are one operation', async () => {
    const { user, page, code } = await atCode();
    h.webex.script({ fault: 'refuse', errorCode: 200041, userId: user.userId, times: 1 });
    await verify(page, code).expect(202);
    await runNow(h, user.id);
    expect(await rowOf(h, user.id)).toMatchObject({ status: 'error' });
    expect(tally(await at(20, () => page.post('/v1/activation/session/try-again')))).toEqual({ '202': 1, '409 activation.step_not_possible': 19 });
    expect((await operationsOf(h, user.id)).map(({ state }) => state)).toEqual(['failed', 'queued']);
  });

  it('of two users who prove one address at once, one has it', async () => {
    const email = `${unique('one')}@example.com`;
    const both = [];
    for (const count of [1, 2]) {
      const user = await h.provider.handOver();
      const page = await h.provider.asSubscriber(user);
      await page.put('/v1/activation/session/email').send({ email }).expect(202);
      await sendMails(h);
      both.push({ page, code: await codeFor(h, email, count) });
    }
    const answers = await Promise.all(both.map(({ page, code }) => verify(page, code)));
    expect(tally(answers)).toEqual({ '202': 1, '409 activation.email_in_use': 1 });
  });

  it('parallel presses of Resend are one mail and one code', async () => {
    const { user, page, email } = await atCode();
    h.clock.forward(61_000);
    const counts = tally(await at(10, () => page.post('/v1/activation/session/email/resend')));
    expect(counts).toEqual({ '202': 1, '429 activation.resend_too_soon': 9 });
    await sendMails(h);
    expect(h.mailbox.messages(email)).toHaveLength(2);
    expect(await proofsOf(user)).toHaveLength(2);
  });

  it('an address submitted twice at once is one mail', async () => {
    const user = await h.provider.handOver();
    const page = await h.provider.asSubscriber(user);
    const email = `${unique('double')}@example.com`;
    expect(tally(await at(10, () => page.put('/v1/activation/session/email').send({ email })))).toEqual({ '202': 10 });
    await sendMails(h);
    expect(h.mailbox.messages(email)).toHaveLength(1);
    expect(await proofsOf(user)).toHaveLength(1);
  });

  it('a code typed while another mail is asked for ends in order, whoever is first', async () => {
    for (let round = 0; round < 4; round++) {
      const { page, code, user } = await atCode();
      h.clock.forward(61_000);
      const [typed, resent] = await Promise.all([verify(page, code), page.post('/v1/activation/session/email/resend')]);
      const outcome = [typed, resent].map((answer) => Object.keys(tally([answer])).join());
      expect([['202', '409 activation.step_not_possible'], ['409 activation.code_superseded', '202']]).toContainEqual(outcome);
      expect(await operationsOf(h, user.id)).toHaveLength(typed.status === 202 ? 1 : 0);
      if (typed.status === 202) expect(await rowOf(h, user.id)).toMatchObject({ status: 'provisioning' });
    }
  });

  it('a code typed in the moment in which the next one is written down is told of the newer mail', async () => {
    const { user, page, code } = await atCode();
    const hash = await argon2.hash('another code');
    const [typed] = await whileHeld(user, [
      'update email_proofs set superseded_at = created_at where subscriber_id = $1',
      `insert into email_proofs (provider_id, id, subscriber_id, email, code_hash, message_id, created_at, expires_at)
        select provider_id, gen_random_uuid(), subscriber_id, email, '${hash}', message_id, created_at, expires_at from email_proofs where subscriber_id = $1`,
    ], () => verify(page, code));
    expect(typed).toBe('409 activation.code_superseded');
    expect((await proofsOf(user)).map(({ tries }) => tries).sort()).toEqual([0, 1]);
    expect(await operationsOf(h, user.id)).toEqual([]);
  });

  it('a second deletion is told the truth: gone, or being removed', async () => {
    const remove = (user: User) => () => owner.delete(`/v1/subscribers/${user.id}`);
    const user = await h.provider.handOver();
    expect(await whileHeld(user, [], remove(user), remove(user))).toEqual(['204', '404 subscriber.not_found']);
    const known = await h.provider.handOver();
    await h.pool.query(`update subscribers set status = 'provisioned', cloud_ref = 'elsewhere' where id = $1`, [known.id]);
    expect(await whileHeld(known, [], remove(known), remove(known))).toEqual(['202', '202']);
    expect(await operationsOf(h, known.id)).toHaveLength(1);
  });

  it('a deletion goes through whatever step the person makes at that moment, for an admin, BroadWorks and an identity system', async () => {
    const step = `update subscribers set status = 'pending_email_validation', reason = 'waiting_for_code', email = 'step@example.com', version = version + 1 where id = $1`;
    const user = await h.provider.handOver();
    expect(await whileHeld(user, [step], () => owner.delete(`/v1/subscribers/${user.id}`))).toEqual(['204']);
    const { template } = h.provider;
    const other = await h.provider.handOver();
    const withdraw = () => supertest(h.url).delete(`${template.adapterPath}/${encodeURIComponent(other.userId)}`).auth(template.adapterAccount, template.adapterPassword);
    expect(await whileHeld(other, [step], withdraw)).toEqual(['204']);
    const { bearerToken } = (await owner.post(`/v1/templates/${template.id}/scim/token`).send({ graceHours: 0 }).expect(201)).body;
    const scim = supertest.agent(h.url).set('authorization', `Bearer ${bearerToken}`).set('content-type', 'application/scim+json');
    const third = await h.provider.handOver();
    const { body } = await scim.post('/scim/v2/Users').send({ schemas: [CORE], userName: third.userId, [EXTENSION]: { spEnterpriseId: third.spEnterpriseId } }).expect(201);
    expect(await whileHeld(third, [step], () => scim.delete(`/scim/v2/Users/${body.id}`))).toEqual(['204']);
    for (const { id } of [user, other, third]) expect(await rowOf(h, id)).toBeNull();
  });

  it('of two changes that take the number and the extension away at once, one is refused', async () => {
    const user = await h.provider.handOver();
    const client = await h.asClient(['spark-admin:broadworks_subscribers_write']);
    const change = (changes: object) => () => client.put(`/v1/broadworks/subscribers/${Buffer.from(`ciscospark://us/SUBSCRIBER/${user.id}`).toString('base64url')}`).send(changes);
    const answers = await whileHeld(user, [], change({ primaryPhoneNumber: '' }), change({ extension: '' }));
    expect(answers[0]).toBe('200');
    expect(answers[1]).toMatch(/^400/);
    expect(await rowOf(h, user.id)).toMatchObject({ primary_phone_number: null, extension: '0001' });
  });

  it('of two users handed over with one trusted address at once, one has it', async () => {
    const template = await h.provider.newTemplate({ untrustedEmails: false });
    const email = `${unique('trusted')}@example.com`;
    const body = (group: string) => ({ serviceProviderId: 'SP1', groupId: group, isEnterprise: false, firstName: 'A', lastName: 'B', number: '1', extension: '2', email });
    const give = () => supertest(h.url).put(`${template.adapterPath}/${unique('trusted')}%40sp.example`).auth(template.adapterAccount, template.adapterPassword).send(body(unique('group')));
    const counts = tally(await at(10, give));
    expect(counts).toEqual({ '202': 1, '409 subscriber.email_in_use': 9 });
  });

  it('the outcome of somebody\'s work and a deletion wait for each other in one order, never in a circle', async () => {
    const user = await h.provider.handOver();
    await owner.post(`/v1/subscribers/${user.id}/retry-activation`).send({ email: `${unique('circle')}@example.com`, mode: 'vouch' }).expect(202);
    await h.pool.query(`update subscribers set last_status_change = last_status_change - interval '1 hour' where id = $1`, [user.id]);
    const ctx = h.system(h.provider.id);
    const [operation] = await operationsOf(h, user.id);
    const failed = { outcome: 'failed', failure: failureFrom('cloud.unavailable', 'away'), cloudRef: null } as const;
    const work = async () => void (await holdOperation(ctx, operation?.id ?? '', (held) => recordOutcome(ctx, held, h.provider.connector.id, failed, false)));
    expect(await whileHeld(user, [], () => owner.delete(`/v1/subscribers/${user.id}`), work)).toEqual(['202', 'done']);
    expect((await operationsOf(h, user.id)).map(({ kind, state }) => [kind, state])).toEqual([['provision', 'cancelled'], ['remove', 'queued']]);
    await runNow(h, user.id);
    expect(await rowOf(h, user.id)).toBeNull();
  });

  it('a mail that comes back and a deletion do so, too', async () => {
    const user = await h.provider.handOver();
    const page = await h.provider.asSubscriber(user);
    const email = `${unique('refused-')}@example.com`;
    await page.put('/v1/activation/session/email').send({ email }).expect(202);
    expect(await whileHeld(user, [], () => owner.delete(`/v1/subscribers/${user.id}`), () => sendMails(h))).toEqual(['204', 'done']);
    expect(await rowOf(h, user.id)).toBeNull();
  });

  it('who signs in at the moment in which the user is deleted is nobody', async () => {
    const user = await h.provider.handOver();
    const visitor = supertest(h.url).post(`/v1/activation/${h.provider.template.shareKey}/session`);
    const [deleted, signedIn] = await whileHeld(user, [], () => owner.delete(`/v1/subscribers/${user.id}`), () => visitor.send({ userId: user.userId, password: 'pw' }));
    expect([deleted, signedIn]).toEqual(['204', '404 activation.no_pending_user']);
  });

  it('a personal link that is used at the moment in which the user is deleted is of no use', async () => {
    const user = await h.provider.handOver();
    const { link } = (await owner.post(`/v1/subscribers/${user.id}/invitation`).send({}).expect(201)).body;
    const [, key] = String(link).split('#invitation=');
    const session = () => supertest(h.url).post(`/v1/activation/${h.provider.template.shareKey}/invitation/session`).send({ key, password: 'pw' });
    expect(await whileHeld(user, [], () => owner.delete(`/v1/subscribers/${user.id}`), session)).toEqual(['204', '410 activation.invitation_unusable']);
  });

  it('a template for a connector or a cluster that is deleted at that moment is not made', async () => {
    const { template, cluster } = h.provider;
    const { body: connector } = await owner.post('/v1/connectors').send({ name: unique('None '), kind: 'none' }).expect(201);
    const { body: lab } = await owner.post('/v1/clusters').send({ name: unique('Lab '), xsiUrl: cluster.xsiUrl, defaultDomain: 'sp.example' }).expect(201);
    const create = (changes: object) => () => owner.post('/v1/templates').send({ name: unique('Late '), clusterId: cluster.id, connectorId: h.provider.connector.id, defaultPackage: 'basic', adapterAccount: 'bw', ...changes });
    const gone = (table: string, { id }: { id: string }) => [`delete from ${table} where id = '${id}'`];
    const user = await h.provider.handOver();
    expect(await whileHeld(user, gone('connectors', connector), create({ connectorId: connector.id }))).toEqual(['404 connector.not_found']);
    expect(await whileHeld(user, gone('clusters', lab), create({ clusterId: lab.id }))).toEqual(['404 cluster.not_found']);
    const { body: other } = await owner.post('/v1/connectors').send({ name: unique('None '), kind: 'none' }).expect(201);
    expect(await whileHeld(user, gone('connectors', other), () => owner.patch(`/v1/templates/${template.id}`).set('if-match', '*').send({ connectorId: other.id }))).toEqual(['404 connector.not_found']);
  });

  it('a deletion and a retry at once leave either a running user or none', async () => {
    for (let round = 0; round < 5; round++) {
      const user = await h.provider.handOver();
      const [deleted, retried] = await Promise.all([owner.delete(`/v1/subscribers/${user.id}`), owner.post(`/v1/subscribers/${user.id}/retry-activation`).send({ email: `${unique('del')}@example.com`, mode: 'vouch' })]);
      const outcome = [deleted, retried].map((answer) => Object.keys(tally([answer])).join());
      expect([['204', '404 subscriber.not_found'], ['409 subscriber.action_not_allowed', '202']]).toContainEqual(outcome);
      expect((await rowOf(h, user.id))?.status).toBe(deleted.status === 204 ? undefined : 'provisioning');
    }
  });
});
