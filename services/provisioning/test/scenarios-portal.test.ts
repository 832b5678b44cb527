import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { codeFor, unique } from './factories.ts';
import { eventually, type Harness, startHarness, visitor } from './harness.ts';
import { eventsOf, expectProblem, jobsFor, operationsOf, proveAddress, provisionedUser, rowOf, statusesOf, statusOf, untilStatus } from './journeys.ts';

describe('the portal', () => {
  let h: Harness;
  beforeAll(async () => {
    h = await startHarness();
  });
  afterAll(() => h.close());

  const signIn = (userId: string, password: string, shareKey = h.provider.template.shareKey) => visitor(h.url).post(`/v1/activation/${shareKey}/session`).send({ userId, password });

  it('11 Happy path: the status runs through all four, and every part of the work leaves its trace', async () => {
    const user = await h.provider.handOver();
    const email = `${unique('ana')}@example.com`;
    const page = await proveAddress(h, h.provider, user, email);
    await untilStatus(h, user.id, 'provisioned');

    expect((await page.get('/v1/activation/session').expect(200)).body).toMatchObject({ step: 'done', done: { signInEmail: email, downloads: expect.arrayContaining([{ platform: 'windows', url: expect.stringMatching(/^https:/) }]) } });
    expect(await statusesOf(h, user.id)).toEqual(['pending_email_validation', 'provisioning', 'provisioned']);
    expect((await eventsOf(h, user.id)).map(({ type }) => type)).toEqual(expect.arrayContaining(['subscriber.handed_over', 'subscriber.signed_in', 'subscriber.email_submitted', 'message.queued', 'message.accepted', 'subscriber.email_proven', 'operation.started', 'operation.succeeded']));
    const operations = await operationsOf(h, user.id);
    expect(operations).toEqual([expect.objectContaining({ kind: 'provision', state: 'succeeded' })]);
    expect(await jobsFor(h, operations.map(({ id }) => id))).toBeGreaterThan(0);
    expect(h.webex.calls().filter((call) => call.method === 'POST' && call.userId === user.userId)).toHaveLength(1);
    expect((await h.mailbox.waitForMessage(email, { count: 2 })).html).toContain('/activate/');
  });

  describe('12 Bad password', () => {
    it('gives wrong password and unknown user the very same answer, and changes nothing', async () => {
      const user = await h.provider.handOver();
      const [wrong, unknown] = [await signIn(user.userId, 'not it'), await signIn(`${unique('nobody')}@sp.example`, 'not it')];
      expectProblem(wrong, 401, 'activation.credentials_refused');
      const told = ({ body, headers }: supertest.Response) => ({ ...body, requestId: null, cookie: headers['set-cookie'] });
      expect(told(wrong)).toEqual(told(unknown));
      expect(told(wrong).cookie).toBeUndefined();
      expect(await rowOf(h, user.id)).toMatchObject({ status: 'pending_email_input', version: 1 });
      expect((await eventsOf(h, user.id)).map(({ type }) => type)).toEqual(['subscriber.handed_over']);
    });

    it('tells somebody BroadWorks knows and nobody handed over to ask for help, with a reference', async () => {
      const userId = `${unique('known')}@sp.example`;
      h.broadworks.addUser({ userId, password: 'pw', firstName: 'K', lastName: 'N', groupId: 'g', serviceProvider: 'SP1', isEnterprise: false });
      const answer = await signIn(userId, 'pw');
      expectProblem(answer, 404, 'activation.no_pending_user');
      expect(answer.body.reference).toMatch(/^[0-9a-f]{32}$/);
      expect(answer.headers['set-cookie']).toBeUndefined();
    });

    it('says that BroadWorks is away without counting it against the user', async () => {
      const { userId } = await h.provider.handOver({ userId: `down-${unique('u')}@sp.example` });
      const answer = await signIn(userId, 'pw');
      expectProblem(answer, 503, 'activation.broadworks_unavailable');
      expect(answer.headers['retry-after']).toBe('60');
    });
  });

  it('13 Lockout: answers 423 with the wait, shows the reset link, and asks BroadWorks no more while it lasts', async () => {
    const resetPasswordUrl = 'https://reset.example.com/me';
    const template = await h.provider.newTemplate({ look: { resetPasswordUrl } });
    const user = await h.provider.handOver({ template, userId: `locked-${unique('u')}@sp.example` });
    const asked = () => h.broadworks.calls().filter((call) => call.userId === user.userId).length;

    const first = await signIn(user.userId, 'pw', template.shareKey);
    expectProblem(first, 423, 'activation.account_locked');
    expect(Number(first.headers['retry-after'])).toBe(900);
    expect(asked()).toBe(1);

    const again = await Promise.all([signIn(user.userId, 'pw', template.shareKey), signIn(user.userId.toUpperCase(), 'pw', template.shareKey)]);
    for (const answer of again) {
      expectProblem(answer, 423, 'activation.account_locked');
      expect(answer.body.retryAfterSeconds).toBeGreaterThan(880);
    }
    expect(asked()).toBe(1);
    expect((await h.asVisitor().get(`/v1/activation/${template.shareKey}`).expect(200)).body.look.resetPasswordUrl).toBe(resetPasswordUrl);
    expect((await signIn((await h.provider.handOver({ template, group: unique('g') })).userId, 'pw', template.shareKey)).status).toBe(200);
  });

  it('14 Short user name: the default domain is added before BroadWorks is asked', async () => {
    const number = `555${Date.now()}`;
    const user = await h.provider.handOver({ userId: `${number}@sp.example` });
    const { body } = await signIn(` ${number} `, 'pw').expect(200);
    expect(body).toMatchObject({ userId: user.userId, step: 'email' });
    expect(h.broadworks.calls().filter((call) => call.userId === user.userId)).toHaveLength(1);
  });

  describe('16 Address of another subscriber', () => {
    it('is told with 200042 only after the mailbox is proven; before that nothing is revealed', async () => {
      const email = `${unique('bob')}@example.com`;
      const owner = await provisionedUser(h, h.provider, email);
      const other = await h.provider.handOver();
      const page = await h.provider.asSubscriber(other);
      const { body: submitted } = await page.put('/v1/activation/session/email').send({ email }).expect(202);
      expect(submitted).toMatchObject({ step: 'code', problem: null, code: { sentTo: email } });

      const refused = await page.post('/v1/activation/session/email/verify').send({ code: await codeFor(h, email, 3) });
      expectProblem(refused, 409, 'activation.email_in_use');
      expect(JSON.stringify(refused.body)).not.toContain(owner.userId);
      expect(await rowOf(h, other.id)).toMatchObject({ status: 'pending_email_validation', email_confirmed_at: null });
      expect(await operationsOf(h, other.id)).toEqual([]);
      expect(await statusOf(h, owner.id)).toBe('provisioned');

      const own = `${unique('own')}@example.com`;
      await page.put('/v1/activation/session/email').send({ email: own }).expect(202);
      await page.post('/v1/activation/session/email/verify').send({ code: await codeFor(h, own) }).expect(202);
      await untilStatus(h, other.id, 'provisioned');
    });

    it('lets two users ask for one address; who proves it first has it', async () => {
      const email = `${unique('shared')}@example.com`;
      const [a, b] = [await h.provider.handOver(), await h.provider.handOver()];
      const [pageA, pageB] = [await h.provider.asSubscriber(a), await h.provider.asSubscriber(b)];
      await pageA.put('/v1/activation/session/email').send({ email }).expect(202);
      const codeA = await codeFor(h, email, 1);
      await pageB.put('/v1/activation/session/email').send({ email }).expect(202);
      const codeB = await codeFor(h, email, 2);
      await pageB.post('/v1/activation/session/email/verify').send({ code: codeB }).expect(202);
      expectProblem(await pageA.post('/v1/activation/session/email/verify').send({ code: codeA }), 409, 'activation.email_in_use');
    });
  });

  it('20 Second visit, finished: the downloads appear at once, on any device, and no mail leaves', async () => {
    const email = `${unique('done')}@example.com`;
    const user = await provisionedUser(h, h.provider, email);
    await h.mailbox.waitForMessage(email, { count: 2 });
    const second = await signIn(user.userId, 'pw').expect(200);
    expect(second.body).toMatchObject({ step: 'done', status: 'provisioned', done: { signInEmail: email } });
    expectProblem(await user.page.put('/v1/activation/session/email').send({ email: 'other@example.com' }), 409, 'activation.step_not_possible');
    expect(h.mailbox.messages(email)).toHaveLength(2);
    expect(h.mailbox.messages('other@example.com')).toEqual([]);
  });

  it('comes back to the same screen after a reload, in a second tab and after signing in again', async () => {
    const user = await h.provider.handOver();
    const email = `${unique('back')}@example.com`;
    const page = await h.provider.asSubscriber(user);
    await page.put('/v1/activation/session/email').send({ email }).expect(202);
    const elsewhere = await h.provider.asSubscriber(user);
    for (const tab of [page, elsewhere]) expect((await tab.get('/v1/activation/session').expect(200)).body).toMatchObject({ step: 'code', code: { sentTo: email } });
    const code = await codeFor(h, email);
    await elsewhere.post('/v1/activation/session/email/verify').send({ code }).expect(202);
    const done = await eventually(async () => (await page.get('/v1/activation/session')).body.step === 'done', 'the first tab to follow');
    expect(done).toBe(true);
  });

  it('answers 404 for a link that was never given out and 410 for a withdrawn one, whoever asks', async () => {
    const owner = await h.asOwner();
    const template = await h.provider.newTemplate();
    await owner.post(`/v1/templates/${template.id}/share-link/rotate`).expect(200);
    expectProblem(await signIn('u', 'pw', 'never-given-out'), 404, 'activation.link_unknown');
    expectProblem(await h.asVisitor().get('/v1/activation/never-given-out'), 404, 'activation.link_unknown');
    expectProblem(await signIn('u', 'pw', template.shareKey), 410, 'activation.link_withdrawn');
    expectProblem(await h.asVisitor().get(`/v1/activation/${template.shareKey}`), 410, 'activation.link_withdrawn');
  });
});
