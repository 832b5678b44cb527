import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unique } from './factories.ts';
import { type Agent, eventually, type Harness, startHarness } from './harness.ts';
import { eventsOf, expectProblem, operationsOf, proveAddress, rowOf, runNow, sendMails, statusesOf } from './journeys.ts';

const AT_PAGE = '/v1/activation/session';
const agree = { answer: 'agree', wording: '1' };
const publishedId = (id: string) => Buffer.from(`ciscospark://us/SUBSCRIBER/${id}`).toString('base64').replace(/=+$/, '');

describe('an address that already has an account its owner may move', () => {
  let h: Harness;
  beforeAll(async () => {
    h = await startHarness();
  });
  afterAll(() => h.close());

  const movable = () => `movable-${unique('a')}@example.com`;
  const at = (page: Agent, is: (body: { status: string; step: string }) => boolean) =>
    eventually(async () => {
      const { body } = await page.get(AT_PAGE);
      return is(body) && body;
    }, 'the expected state');
  const upToConsent = async (email = movable()) => {
    const user = await h.provider.handOver();
    const page = await proveAddress(h, h.provider, user, email);
    const waiting = await at(page, (body) => body.status === 'pending_user_migration');
    return { user, page, email, waiting };
  };
  /** The next look is due, long enough for the sweeper to see it. */
  const lookNow = (id: string) => h.pool.query(`update operations set next_attempt_at = now() - interval '10 seconds' where subscriber_id = $1 and finished_at is null`, [id]);
  const asked = () => h.webex.calls().filter(({ path }) => path.endsWith('/emails/consentMove')).length;
  const consentsOf = async (id: string) => (await h.pool.query('select email, answer, wording, language, address, at, passed_on_at from consents where subscriber_id = $1 order by id', [id])).rows;

  it('25 Consent move: asks on the page and by mail, records the consent, tells the platform and goes on when it has it', async () => {
    const { user, page, email, waiting } = await upToConsent();
    expect(waiting).toMatchObject({ step: 'move', problem: null, move: { email, wording: '1', agreedAt: null, isPassedOn: false } });
    const mail = await h.mailbox.waitForMessage(email, { count: 2 });
    expect(mail.text).toContain('Opening this mail decides nothing');

    const before = asked();
    const { body } = await page.post(`${AT_PAGE}/consent`).send(agree).expect(202);
    expect(body).toMatchObject({ step: 'move', move: { agreedAt: expect.any(String) } });
    await eventually(async () => asked() === before + 1 && (await operationsOf(h, user.id)).at(-1)?.state === 'waiting', 'the platform to be told');
    expect(await consentsOf(user.id)).toMatchObject([{ email, answer: 'agree', wording: '1', language: 'en', address: expect.any(String), at: expect.any(Date) }]);

    h.webex.consent({ email }, true);
    await lookNow(user.id);
    await at(page, ({ step }) => step === 'done');
    expect(h.webex.createdCount(user.userId)).toBe(1);
    expect(await statusesOf(h, user.id)).toEqual(['pending_email_validation', 'provisioning', 'pending_user_migration', 'provisioning', 'provisioned']);
    const told = await eventsOf(h, user.id);
    expect(told.find(({ type }) => type === 'subscriber.consent_given')).toMatchObject({ actor: { kind: 'subscriber' }, data: { email, wording: '1', address: expect.any(String) } });
    expect(told.map(({ type }) => type)).toContain('subscriber.consent_passed_on');
  }, 40_000);

  it('takes ten presses of the same button as one consent, and tells the platform once', async () => {
    const { user, page } = await upToConsent();
    const before = asked();
    const answers = await Promise.all(Array.from({ length: 10 }, () => page.post(`${AT_PAGE}/consent`).send(agree)));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(202));
    await eventually(async () => (await consentsOf(user.id))[0]?.passed_on_at !== null, 'the platform to be told');
    expect(await consentsOf(user.id)).toHaveLength(1);
    expect(asked()).toBe(before + 1);
  });

  it('takes another address instead, and leaves no second account behind', async () => {
    const { user, page } = await upToConsent();
    const other = `${unique('other')}@example.com`;
    await proveAddress(h, h.provider, user, other);
    await at(page, (body) => body.step === 'done');
    expect(h.webex.accounts().filter((account) => account.userId === user.userId)).toMatchObject([{ email: other, status: 'provisioned' }]);
  });

  it('ends at an error with a code of its own and the choice of another address when the person refuses, who may think again', async () => {
    const { user, page } = await upToConsent();
    const { body } = await page.post(`${AT_PAGE}/consent`).send({ ...agree, answer: 'refuse' }).expect(202);
    expect(body).toMatchObject({ step: 'problem', status: 'error', problem: { code: 'cloud.consent_refused', errorCode: 900006, owner: 'user', canTryAgain: true, canChangeEmail: true } });
    expect((await operationsOf(h, user.id)).map(({ state }) => state)).toEqual(['cancelled']);
    expectProblem(await page.post(`${AT_PAGE}/consent`).send(agree), 409, 'activation.step_not_possible');

    await page.post(`${AT_PAGE}/try-again`).expect(202);
    const again = await at(page, ({ status }) => status === 'pending_user_migration');
    expect(again.move.agreedAt).toBeNull();
    expect(h.webex.createdCount(user.userId)).toBe(1);
  });

  it('offers another address when the owner refuses towards the platform', async () => {
    const { user, page, email } = await upToConsent();
    h.webex.consent({ email }, false);
    await lookNow(user.id);
    const refused = await at(page, (body) => body.status === 'error');
    expect(refused).toMatchObject({ step: 'problem', problem: { code: 'cloud.consent_refused', errorCode: 200039, canChangeEmail: true } });
  });

  it('refuses an answer to another wording, from nobody, or at another step', async () => {
    const { user, page } = await upToConsent();
    expectProblem(await page.post(`${AT_PAGE}/consent`).send({ answer: 'agree', wording: '0' }), 409, 'activation.step_not_possible');
    expectProblem(await page.post(`${AT_PAGE}/consent`).send({ answer: 'maybe', wording: '1' }), 400, 'request.invalid');
    expectProblem(await h.asVisitor().post(`${AT_PAGE}/consent`).send(agree), 401, 'activation.session_expired');
    expect(await consentsOf(user.id)).toEqual([]);
    const early = await h.provider.asSubscriber(await h.provider.handOver());
    for (const path of ['consent', 'consent/resend']) expectProblem(await early.post(`${AT_PAGE}/${path}`).send(path === 'consent' ? agree : undefined), 409, 'activation.step_not_possible');
  });

  it('42 consentMove guard: mails again from the page, the console and the published API, a minute apart, and only while a consent is waited for', async () => {
    const { user, page, email } = await upToConsent();
    await h.mailbox.waitForMessage(email, { count: 2 });
    const owner = await h.asOwner();
    const client = await h.asClient(['spark-admin:broadworks_subscribers_write']);
    expectProblem(await page.post(`${AT_PAGE}/consent/resend`), 429, 'activation.resend_too_soon');
    expect((await owner.get(`/v1/subscribers/${user.id}`)).body.allowedActions).toContain('resend_mail');
    const ago = () => h.pool.query(`update messages set created_at = created_at - interval '2 minutes' where subscriber_id = $1`, [user.id]);
    await ago();
    await page.post(`${AT_PAGE}/consent/resend`).expect(202);
    await ago();
    await owner.post(`/v1/subscribers/${user.id}/resend-mail`).expect(202);
    await ago();
    await client.post(`/v1/subscribers/${publishedId(user.id)}/emails/consentMove`).expect(204);
    await h.mailbox.waitForMessage(email, { count: 5 });

    const done = await h.provider.handOver();
    expect((await client.post(`/v1/subscribers/${publishedId(done.id)}/emails/consentMove`)).status).toBe(409);
    expect((await client.post('/v1/subscribers/nobody/emails/consentMove')).status).toBe(404);
    expect((await (await h.asClient(['subscribers:read'])).post(`/v1/subscribers/${publishedId(user.id)}/emails/consentMove`)).status).toBe(403);
  });
});

describe('a consent that nobody gives', () => {
  let h: Harness;
  beforeAll(async () => {
    h = await startHarness({ worker: false });
  });
  afterAll(() => h.close());

  it('ends at an error after the days the template gives, never before, and never silently', async () => {
    const template = await h.provider.newTemplate({ consentDays: 3 });
    const user = await h.provider.handOver({ template });
    const owner = await h.asOwner();
    await owner.post(`/v1/subscribers/${user.id}/retry-activation`).send({ email: `movable-${unique('late')}@example.com`, mode: 'vouch' }).expect(202);
    await runNow(h, user.id);
    expect(await rowOf(h, user.id)).toMatchObject({ status: 'pending_user_migration', reason: 'waiting_for_consent' });
    h.clock.forward(3 * 86_400_000 - 120_000);
    await runNow(h, user.id);
    expect(await rowOf(h, user.id)).toMatchObject({ status: 'pending_user_migration' });
    h.clock.forward(240_000);
    await runNow(h, user.id);
    expect(await rowOf(h, user.id)).toMatchObject({ status: 'error', reason: 'cloud.consent_timed_out' });
    expect((await eventsOf(h, user.id)).find(({ type }) => type === 'operation.failed')?.data).toMatchObject({ code: 'cloud.consent_timed_out', errorCode: 900007 });
    await sendMails(h);
  });

  it('given on the last day still has the platform\'s whole time to finish', async () => {
    const user = await h.provider.handOver();
    const owner = await h.asOwner();
    const email = `movable-${unique('last')}@example.com`;
    await owner.post(`/v1/subscribers/${user.id}/retry-activation`).send({ email, mode: 'vouch' }).expect(202);
    await runNow(h, user.id);
    h.clock.forward(13 * 86_400_000);
    h.webex.consent({ email }, true);
    for (let look = 0; look < 6 && (await rowOf(h, user.id))?.status !== 'provisioned'; look += 1) await runNow(h, user.id);
    expect(await rowOf(h, user.id)).toMatchObject({ status: 'provisioned' });
  });

  it('is asked for within 1 to 60 days', async () => {
    const owner = await h.asOwner();
    for (const consentDays of [0, 61]) expectProblem(await owner.patch(`/v1/templates/${h.provider.template.id}`).send({ consentDays }), 400, 'request.invalid');
  });
});
