import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defaultLimits } from '../src/config.ts';
import { codeFor, type TestProvider, unique } from './factories.ts';
import { type Agent, type Harness, startHarness, visitor } from './harness.ts';
import { countRows, eventsOf, expectProblem, operationsOf, rowOf, sendMails } from './journeys.ts';

const MINUTE = 60_000;

describe('limits', () => {
  let h: Harness;
  beforeAll(async () => {
    h = await startHarness({ worker: false, limits: { codesPerSubscriberPerDay: 7, mailsPerAddressPerHour: 3, mailsPerAddressPerDay: 4, signInsPerUserPer15Minutes: 4, signInsPerNetworkPerMinute: 100 } });
  });
  afterAll(() => h.close());

  const submit = (page: Agent, email: string) => page.put('/v1/activation/session/email').send({ email });
  const resend = (page: Agent) => page.post('/v1/activation/session/email/resend');
  const verify = (page: Agent, code: string) => page.post('/v1/activation/session/email/verify').send({ code });
  const signIn = (userId: string, password: string, shareKey = h.provider.template.shareKey) => visitor(h.url).post(`/v1/activation/${shareKey}/session`).send({ userId, password });
  async function atCode(provider: TestProvider = h.provider, email = `${unique('limit')}@example.com`): Promise<{ page: Agent; id: string; email: string }> {
    const user = await provider.handOver();
    const page = await provider.asSubscriber(user);
    await submit(page, email).expect(202);
    return { page, id: user.id, email };
  }

  it('are what the security page promises', () => {
    expect(defaultLimits).toEqual({ signInsPerUserPer15Minutes: 10, signInsPerNetworkPerMinute: 60, codesPerSubscriberPerDay: 20, mailsPerAddressPerHour: 5, mailsPerAddressPerDay: 10, mailsPerSubscriberPerDay: 6, remindersPerAddressPerDay: 3, activationCallsPerNetworkPerMinute: 600, tokensPerClientPerMinute: 60, tokensPerNetworkPerMinute: 600, callsPerClientPerMinute: 1200, scimCallsPerTemplatePerMinute: 1200, scimRefusalsPerNetworkPerMinute: 60 });
  });

  it('per subscriber and day: codes are counted across mails, and nobody else is touched', async () => {
    const { page, email, id } = await atCode();
    await sendMails(h);
    const first = await codeFor(h, email);
    const wrong = first === '000000' ? '111111' : '000000';
    for (let attempt = 0; attempt < 5; attempt++) expectProblem(await verify(page, wrong), 400, 'activation.code_wrong');
    h.clock.forward(MINUTE + 1);
    await resend(page).expect(202);
    await sendMails(h);
    const second = await codeFor(h, email, 2);
    for (let attempt = 0; attempt < 2; attempt++) expect((await verify(page, second === wrong ? '222222' : wrong)).status).toBe(400);
    const refused = await verify(page, second);
    expectProblem(refused, 429, 'activation.code_too_many_tries');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(80_000);
    expect(await rowOf(h, id)).toMatchObject({ status: 'pending_email_validation' });

    const other = await atCode();
    await sendMails(h);
    await verify(other.page, await codeFor(h, other.email)).expect(202);
    const owner = await h.asOwner();
    await owner.post(`/v1/subscribers/${id}/retry-activation`).send({ email, mode: 'vouch' }).expect(202);
    expect(await operationsOf(h, id)).toHaveLength(1);
  });

  it('per subscriber and day: one mail and five resends, however the address changes', async () => {
    const { page, id } = await atCode();
    for (let mail = 2; mail <= 6; mail++) await submit(page, `${unique('change')}@example.com`).expect(202);
    const before = [await countRows(h, 'messages'), await eventsOf(h, id)];
    h.clock.forward(MINUTE + 1);
    for (const answer of [await submit(page, `${unique('change')}@example.com`), await resend(page)]) {
      expectProblem(answer, 429, 'activation.too_many_mails');
      expect(answer.body.retryAfterSeconds).toBeGreaterThan(80_000);
    }
    expect([await countRows(h, 'messages'), await eventsOf(h, id)]).toEqual(before);
    expect((await page.get('/v1/activation/session').expect(200)).body.code).toMatchObject({ resendsLeft: 0 });
  });

  it('per subscriber: days after a mail the next may be asked for at once, and what the page reads again and again says so the same each time', async () => {
    const user = await h.provider.handOver();
    await submit(await h.provider.asSubscriber(user), `${unique('days')}@example.com`).expect(202);
    h.clock.forward(7 * 24 * 60 * MINUTE);
    const page = await h.provider.asSubscriber(user);
    const codeNow = async () => (await page.get('/v1/activation/session').expect(200)).body.code;
    const first = await codeNow();
    expect(first).toMatchObject({ resendsLeft: 6, resendAt: new Date(Date.parse(first.sentAt) + MINUTE).toISOString() });
    h.clock.forward(1);
    expect(await codeNow()).toEqual(first);
    await resend(page).expect(202);
  });

  it('per address: many users of two providers at the same moment get no mail more, and whoever keeps asking prolongs nothing', async () => {
    const email = `${unique('rush')}@example.com`;
    const pages = await Promise.all([h.provider, h.stranger].flatMap((provider) => [1, 2, 3, 4].map(async () => provider.asSubscriber(await provider.handOver()))));
    const answers = await Promise.all(pages.map((page) => submit(page, email)));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 202, 202, 429, 429, 429, 429, 429]);
    await sendMails(h);
    expect(h.mailbox.messages(email)).toHaveLength(3);

    const [kept] = pages.filter((_, at) => answers[at]?.status === 429);
    if (!kept) throw new Error('nobody was refused');
    const wait = async () => Number((await submit(kept, email)).body.retryAfterSeconds);
    const first = await wait();
    for (let time = 0; time < 5; time++) expect(await wait()).toBeLessThanOrEqual(first);
    // Nobody is locked out: another address does.
    await submit(kept, `${unique('own')}@example.com`).expect(202);
  });

  it('leave an address more mails a day than one user can cause', () => {
    expect(defaultLimits.mailsPerSubscriberPerDay).toBeLessThan(defaultLimits.mailsPerAddressPerDay);
  });

  it('per address: nobody is flooded, not even from two providers at once', async () => {
    const email = `${unique('victim')}@example.com`;
    await atCode(h.provider, email);
    await atCode(h.stranger, email);
    await atCode(h.stranger, email);
    for (const provider of [h.provider, h.stranger]) {
      const user = await provider.handOver();
      const page = await provider.asSubscriber(user);
      expectProblem(await submit(page, email.toUpperCase()), 429, 'activation.too_many_mails');
      expect(await rowOf(h, user.id)).toMatchObject({ status: 'pending_email_input', email: null });
    }
    await sendMails(h);
    expect(h.mailbox.messages(email)).toHaveLength(3);
    const { rows } = await h.pool.query('select key from rate_limits');
    expect(JSON.stringify(rows)).not.toContain(email.split('@')[0]);
  });

  it('per user: wrong passwords are not passed on to BroadWorks without end, and another user is not touched', async () => {
    const user = await h.provider.handOver();
    for (let attempt = 0; attempt < 4; attempt++) expectProblem(await signIn(user.userId, 'wrong'), 401, 'activation.credentials_refused');
    const refused = await signIn(user.userId, 'pw');
    expectProblem(refused, 429, 'access.too_many_attempts');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(800);
    expect(h.broadworks.calls().filter((call) => call.userId === user.userId)).toHaveLength(4);
    expect((await signIn((await h.provider.handOver()).userId, 'pw')).status).toBe(200);
  });

  it('per user: a right password forgets the wrong ones', async () => {
    const user = await h.provider.handOver();
    for (let round = 0; round < 3; round++) {
      expect((await signIn(user.userId, 'wrong')).status).toBe(401);
      expect((await signIn(user.userId, 'pw')).status).toBe(200);
    }
  });

  describe('per network', () => {
    let narrow: Harness;
    beforeAll(async () => {
      narrow = await startHarness({ worker: false, config: { trustedProxies: 1 }, limits: { signInsPerNetworkPerMinute: 3, activationCallsPerNetworkPerMinute: 12 } });
    });
    afterAll(() => narrow.close());

    const from = (address: string) => ({ signIn: () => visitor(narrow.url).post(`/v1/activation/${narrow.provider.template.shareKey}/session`).set('x-forwarded-for', address).send({ userId: unique('u'), password: 'x' }), open: () => visitor(narrow.url).get(`/v1/activation/${narrow.provider.template.shareKey}`).set('x-forwarded-for', address) });

    it('sign-ins are counted by /24, whatever a client claims to be', async () => {
      for (const address of ['198.51.100.7', '198.51.100.8', '203.0.113.1, 198.51.100.9']) expect((await from(address).signIn()).status).toBe(401);
      const refused = await from('192.0.2.1, 198.51.100.200').signIn();
      expectProblem(refused, 429, 'access.too_many_attempts');
      expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
      expect((await from('198.51.101.7').signIn()).status).toBe(401);
    });

    it('all calls of the portal are counted too, with room for an office', async () => {
      for (let call = 0; call < 12; call++) expect((await from('2001:db8:1:200::1').open()).status).toBe(200);
      expectProblem(await from('2001:db8:1:2ff::9').open(), 429, 'access.too_many_attempts');
      expect((await from('2001:db8:1:300::1').open()).status).toBe(200);
    });
  });

  describe('200016 Session expiry', () => {
    it('ends half an hour after the last sign of life, and signing in again leads to the same screen', async () => {
      const user = await h.provider.handOver();
      const page = await h.provider.asSubscriber(user);
      const email = `${unique('idle')}@example.com`;
      await submit(page, email).expect(202);
      for (let look = 0; look < 3; look++) {
        h.clock.forward(20 * MINUTE);
        await page.get('/v1/activation/session').expect(200);
      }
      h.clock.forward(31 * MINUTE);
      for (const answer of [await page.get('/v1/activation/session'), await page.get('/v1/activation/session/events')]) expectProblem(answer, 401, 'activation.session_expired');
      expectProblem(await submit(page, email), 401, 'activation.mail_signed_out');
      expectProblem(await page.post('/v1/activation/session/email/resend'), 401, 'activation.mail_signed_out');
      const again = await h.provider.asSubscriber(user);
      expect((await again.get('/v1/activation/session').expect(200)).body).toMatchObject({ step: 'code', email });
    });

    it('ends with signing out, for this tab and its copies', async () => {
      const signedIn = await signIn((await h.provider.handOver()).userId, 'pw').expect(200);
      const [cookie = ''] = String(signedIn.headers['set-cookie']).split(';');
      const tab = () => visitor(h.url).set('cookie', cookie);
      expect((await tab().get('/v1/activation/session')).status).toBe(200);
      await tab().delete('/v1/activation/session').expect(204);
      expectProblem(await visitor(h.url).get('/v1/activation/session').set('cookie', cookie), 401, 'activation.session_expired');
    });
  });
});
