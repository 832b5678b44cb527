import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import argon2 from 'argon2';
import supertest from 'supertest';
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
    for (let round = 0; round < 8; round++) {
      const { page, code, user } = await atCode();
      h.clock.forward(61_000);
      const [typed, resent] = await Promise.all([verify(page, code), page.post('/v1/activation/session/email/resend')]);
      const outcome = [typed.status, resent.status];
      expect([[202, 409], [202, 202], [409, 202]]).toContainEqual(outcome);
      expect(await operationsOf(h, user.id)).toHaveLength(typed.status === 202 ? 1 : 0);
      if (typed.status === 202) expect(await rowOf(h, user.id)).toMatchObject({ status: 'provisioning' });
    }
  });

  it('a code typed in the moment in which the next one is written down is told of the newer mail', async () => {
    const { user, page, code } = await atCode();
    const sending = await h.pool.connect();
    const query = (sql: string) => sending.query(sql, [user.id]);
    await sending.query('begin');
    await query('select 1 from subscribers where id = $1 for update');
    await query('update email_proofs set superseded_at = created_at where subscriber_id = $1');
    await query(`insert into email_proofs (provider_id, id, subscriber_id, email, code_hash, message_id, created_at, expires_at)
      select provider_id, gen_random_uuid(), subscriber_id, email, '${await argon2.hash('another code')}', message_id, created_at, expires_at from email_proofs where subscriber_id = $1`);
    const typed = verify(page, code).then(({ status, body }) => `${status} ${body.code}`);
    await eventually(async () => (await h.pool.query(`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)).rowCount === 1, 'the typed code to wait');
    await sending.query('commit');
    sending.release();
    expect(await typed).toBe('409 activation.code_superseded');
    expect((await proofsOf(user)).map(({ tries }) => tries).sort()).toEqual([0, 1]);
    expect(await operationsOf(h, user.id)).toEqual([]);
  });

  it('a deletion and a retry at once leave either a running user or none', async () => {
    for (let round = 0; round < 5; round++) {
      const user = await h.provider.handOver();
      const [deleted, retried] = await Promise.all([owner.delete(`/v1/subscribers/${user.id}`), owner.post(`/v1/subscribers/${user.id}/retry-activation`).send({ email: `${unique('del')}@example.com`, mode: 'vouch' })]);
      const row = await rowOf(h, user.id);
      if (row) expect([deleted.status, retried.status, row.status]).toEqual([409, 202, 'provisioning']);
      else expect([deleted.status, retried.status]).toEqual([204, expect.any(Number)]);
      expect([202, 404, 409]).toContain(retried.status);
    }
  });
});
