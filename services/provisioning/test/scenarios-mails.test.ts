import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { codeFor, unique } from './factories.ts';
import { type Agent, type Harness, PUBLIC_URL, startHarness } from './harness.ts';
import { eventsOf, expectProblem, operationsOf, rowOf, runNow, sendMails, type User } from './journeys.ts';

const MINUTE = 60_000;

/** No worker: the tests send the mails and run the work themselves, so that time is theirs. */
describe('mails, codes and tries', () => {
  let h: Harness;
  beforeAll(async () => {
    const staticActivationDir = mkdtempSync(join(tmpdir(), 'vestibule-portal-'));
    writeFileSync(join(staticActivationDir, 'index.html'), '<!doctype html><title>portal</title>');
    h = await startHarness({ worker: false, config: { staticActivationDir } });
  });
  afterAll(() => h.close());

  /** A user at the code screen, and the code. */
  async function atCode(user?: User): Promise<{ user: User; page: Agent; email: string; code: string }> {
    const known = user ?? (await h.provider.handOver());
    const email = `${unique('mail')}@example.com`;
    const page = await h.provider.asSubscriber(known);
    await page.put('/v1/activation/session/email').send({ email }).expect(202);
    await sendMails(h);
    return { user: known, page, email, code: await codeFor(h, email) };
  }
  const verify = (page: Agent, code: string) => page.post('/v1/activation/session/email/verify').send({ code });
  const wrongFor = (...codes: string[]) => ['000000', '111111', '222222', '333333'].find((code) => !codes.includes(code)) ?? '';

  describe('17 Resend and invalidate', () => {
    it('refuses before the count-down ends, then mails a new code, and every older one answers "a newer mail was sent"', async () => {
      const { page, email, code: first, user } = await atCode();
      const early = await page.post('/v1/activation/session/email/resend');
      expectProblem(early, 429, 'activation.resend_too_soon');
      expect(early.body.retryAfterSeconds).toBeGreaterThan(50);
      await sendMails(h);
      expect(h.mailbox.messages(email)).toHaveLength(1);

      const codes = [first];
      for (const count of [2, 3]) {
        h.clock.forward(MINUTE + 1);
        const { body } = await page.post('/v1/activation/session/email/resend').expect(202);
        expect(body.code).toMatchObject({ triesLeft: 5, resendsLeft: 6 - count });
        await sendMails(h);
        codes.push(await codeFor(h, email, count));
      }
      const [, second = '', third = ''] = codes;
      for (const old of [first, second].filter((code) => code !== third)) expectProblem(await verify(page, old), 409, 'activation.code_superseded');
      expect(await rowOf(h, user.id)).toMatchObject({ status: 'pending_email_validation' });
      await verify(page, third).expect(202);
    });

    it('keeps the same distance when an admin asks for the mail', async () => {
      const { email, user } = await atCode();
      const owner = await h.asOwner();
      expectProblem(await owner.post(`/v1/subscribers/${user.id}/resend-mail`), 429, 'activation.resend_too_soon');
      h.clock.forward(MINUTE + 1);
      await owner.post(`/v1/subscribers/${user.id}/resend-mail`).expect(202);
      await sendMails(h);
      expect(h.mailbox.messages(email)).toHaveLength(2);
    });

    it('makes the codes of the old address useless when the address changes', async () => {
      const { page, code, user } = await atCode();
      const email = `${unique('changed')}@example.com`;
      const { body } = await page.put('/v1/activation/session/email').send({ email }).expect(202);
      expect(body).toMatchObject({ step: 'code', code: { sentTo: email } });
      expectProblem(await verify(page, code), 409, 'activation.code_superseded');
      await sendMails(h);
      await verify(page, await codeFor(h, email)).expect(202);
      expect(await rowOf(h, user.id)).toMatchObject({ email });
    });

    it('sends no second mail when the same address is given twice in a row', async () => {
      const { page, email, code } = await atCode();
      await page.put('/v1/activation/session/email').send({ email: email.toUpperCase() }).expect(202);
      await sendMails(h);
      expect(h.mailbox.messages(email)).toHaveLength(1);
      await verify(page, code).expect(202);
    });
  });

  it('18 Expired code: says so at once, keeps the status and offers a new mail that works', async () => {
    const { page, email, code, user } = await atCode();
    h.clock.forward(10 * MINUTE + 1);
    expect((await page.get('/v1/activation/session').expect(200)).body).toMatchObject({ step: 'code', status: 'pending_email_validation' });
    expectProblem(await verify(page, code), 410, 'activation.code_expired');
    expect(await rowOf(h, user.id)).toMatchObject({ status: 'pending_email_validation' });

    await page.post('/v1/activation/session/email/resend').expect(202);
    await sendMails(h);
    await verify(page, await codeFor(h, email, 2)).expect(202);
  });

  it('19 Scanner prefetch: fetching, running and pressing everything in the mail changes nothing, and the code works once', async () => {
    const { page, email, code, user } = await atCode();
    const [mail] = h.mailbox.messages(email);
    const links = [...new Set(`${mail?.text} ${mail?.html}`.match(/https?:\/\/[^\s"'<>)]+/g))].map((link) => link.replaceAll('&amp;', '&'));
    expect(links).toContain(`${PUBLIC_URL}/activate/${user.template.shareKey}#code=${code}`);
    const ours = links.filter((link) => link.startsWith(PUBLIC_URL)).map((link) => new URL(link));
    const snapshot = async () => ({
      row: await rowOf(h, user.id),
      events: await eventsOf(h, user.id),
      tries: (await h.pool.query('select tries, consumed_at, superseded_at from email_proofs where subscriber_id = $1', [user.id])).rows,
    });
    const before = await snapshot();

    for (const link of ours) {
      for (const path of [link.pathname, `${link.pathname}?${link.hash.slice(1)}`]) {
        for (let time = 0; time < 3; time++) {
          expect((await supertest(h.url).get(path)).status).toBe(200);
          expect((await supertest(h.url).head(path)).status).toBe(200);
        }
      }
      const key = link.pathname.split('/').at(-1);
      for (const ask of ['get', 'head'] as const) await supertest(h.url)[ask](`/v1/activation/${key}`).expect(key === 'stop-mails' ? 404 : 200);
      // The link that stops mails: whatever a robot sends with its key, it does not know what its reader would type.
      for (const address of ['', 'x', user.template.shareKey, 'someone@example.com']) expect((await supertest(h.url).post('/v1/mail-blocks').send({ key: link.hash.slice(1), address })).status).toBe(400);
      for (const path of ['email/verify', 'email/resend', 'try-again']) {
        const pressed = await supertest(h.url).post(`/v1/activation/session/${path}`).send(path === 'email/verify' ? { code } : undefined);
        expectProblem(pressed, 401, path === 'email/resend' ? 'activation.mail_signed_out' : 'activation.session_expired');
      }
      expectProblem(await supertest(h.url).put('/v1/activation/session/email').send({ email }), 401, 'activation.mail_signed_out');
    }
    expect(await snapshot()).toEqual(before);

    await verify(page, code).expect(202);
    expectProblem(await verify(page, code), 409, 'activation.step_not_possible');
    expect(await operationsOf(h, user.id)).toHaveLength(1);
  });

  it('takes the code as people paste it', async () => {
    const { page, code } = await atCode();
    await verify(page, ` ${code.slice(0, 3)} ${code.slice(3)}\n`).expect(202);
  });

  it('counts wrong codes down, ends the code at five, and a new mail starts again', async () => {
    const { page, email, code } = await atCode();
    for (const triesLeft of [4, 3, 2, 1, 0]) {
      const answer = await verify(page, wrongFor(code));
      expectProblem(answer, 400, 'activation.code_wrong');
      expect(answer.body.triesLeft).toBe(triesLeft);
    }
    expectProblem(await verify(page, code), 429, 'activation.code_too_many_tries');
    h.clock.forward(MINUTE + 1);
    await page.post('/v1/activation/session/email/resend').expect(202);
    await sendMails(h);
    await verify(page, await codeFor(h, email, 2)).expect(202);
  });

  it('tells the user that the relay refused the address, and takes another', async () => {
    const user = await h.provider.handOver();
    const page = await h.provider.asSubscriber(user);
    await page.put('/v1/activation/session/email').send({ email: `refused-${unique('x')}@example.com` }).expect(202);
    await sendMails(h);
    expect((await page.get('/v1/activation/session').expect(200)).body.code).toMatchObject({ delivery: 'refused' });
    expect((await eventsOf(h, user.id)).at(-1)).toMatchObject({ type: 'message.refused', data: { smtpCode: 550 } });
    await atCode(user);
  });

  describe('22 Try again', () => {
    /** Runs the queued work until it ends one way or the other. */
    async function runToEnd(id: string): Promise<string | undefined> {
      for (let round = 0; round < 12; round++) {
        await runNow(h, id);
        await new Promise((done) => setTimeout(done, 70));
        const status = (await rowOf(h, id))?.status;
        if (status !== 'provisioning') return status;
      }
      throw new Error('the work never ended');
    }

    it('starts a new attempt with the same address after passing failures have become real, and gets through', async () => {
      const { page, code, user, email } = await atCode();
      h.webex.script({ fault: 'unavailable', userId: user.userId, times: 6 });
      await verify(page, code).expect(202);
      expect(await runToEnd(user.id)).toBe('error');
      const again = await h.provider.asSubscriber(user);
      expect((await again.get('/v1/activation/session')).body).toMatchObject({ step: 'problem', problem: { code: 'cloud.unavailable', errorCode: 900001, owner: 'nobody', canTryAgain: true, canChangeEmail: false } });

      expect((await again.post('/v1/activation/session/try-again').expect(202)).body).toMatchObject({ step: 'progress', email });
      expect(await runToEnd(user.id)).toBe('provisioned');
      expect((await operationsOf(h, user.id)).map(({ state }) => state)).toEqual(['failed', 'succeeded']);
      expect(h.webex.accounts().filter((account) => account.userId === user.userId)).toEqual([expect.objectContaining({ email })]);
      expectProblem(await again.post('/v1/activation/session/try-again'), 409, 'activation.step_not_possible');
    });

    it('gives a reference instead once the configured tries are used up, and the admin finds it', async () => {
      const template = await h.provider.newTemplate({ maxTries: 2 });
      const { page, code, user } = await atCode(await h.provider.handOver({ template }));
      h.webex.script({ fault: 'refuse', errorCode: 200040, userId: user.userId });
      await verify(page, code).expect(202);
      expect(await runToEnd(user.id)).toBe('error');
      for (const _ of [1, 2]) {
        const tab = await h.provider.asSubscriber(user);
        expect((await tab.post('/v1/activation/session/try-again').expect(202)).body.step).toBe('progress');
        expect(await runToEnd(user.id)).toBe('error');
      }
      const tab = await h.provider.asSubscriber(user);
      const { body } = await tab.get('/v1/activation/session').expect(200);
      expect(body.problem).toMatchObject({ code: 'cloud.template_mismatch', errorCode: 200040, owner: 'admin', canTryAgain: false, reference: expect.stringMatching(/^[0-9A-F]{4}-[0-9A-F]{4}$/) });
      expectProblem(await tab.post('/v1/activation/session/try-again'), 409, 'activation.step_not_possible');
      expect(await operationsOf(h, user.id)).toHaveLength(3);
      const owner = await h.asOwner();
      const found = await owner.get('/v1/subscribers').query({ q: body.problem.reference }).expect(200);
      expect(found.body.items.map((item: { id: string }) => item.id)).toEqual([user.id]);
      expect((await owner.get(`/v1/subscribers/${user.id}/error-text`).expect(200)).text).toContain(body.problem.reference);
    });

    it('offers another address, and no second try, where the address is the trouble', async () => {
      const { page, code, user } = await atCode();
      h.webex.script({ fault: 'refuse', errorCode: 200039, userId: user.userId, times: 1 });
      await verify(page, code).expect(202);
      expect(await runToEnd(user.id)).toBe('error');
      const tab = await h.provider.asSubscriber(user);
      expect((await tab.get('/v1/activation/session')).body.problem).toMatchObject({ errorCode: 200039, owner: 'user', canTryAgain: false, canChangeEmail: true });
      expectProblem(await tab.post('/v1/activation/session/try-again'), 409, 'activation.step_not_possible');
      const { page: next, code: newCode } = await atCode(user);
      await verify(next, newCode).expect(202);
      expect(await runToEnd(user.id)).toBe('provisioned');
    });
  });
});
