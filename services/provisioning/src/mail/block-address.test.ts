import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseEmailAddress } from './email-address.ts';
import { codeFor, unique } from '../../test/factories.ts';
import { type Agent, type Harness, PUBLIC_URL, startHarness, visitor } from '../../test/harness.ts';
import { eventsOf, expectProblem, rowOf, sendMails } from '../../test/journeys.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

describe('the link that stops mails', () => {
  let h: Harness;
  beforeAll(async () => {
    h = await startHarness({ worker: false });
  });
  afterAll(() => h.close());

  const submit = (page: Agent, email: string) => page.put('/v1/activation/session/email').send({ email });
  const block = (body: { key: string; address: string }) => visitor(h.url).post('/v1/mail-blocks').send(body);
  async function start(email: string, provider = h.provider) {
    const user = await provider.handOver();
    const page = await provider.asSubscriber(user);
    return { user, page, answer: await submit(page, email) };
  }
  /** A mail that has come, and the key it brought. */
  async function mailed(email = `${unique('reader')}@example.com`) {
    const started = await start(email);
    await sendMails(h);
    const mail = h.mailbox.messages(email).at(-1);
    const [, language, key = ''] = /\/activate\/stop-mails\?lang=(\w+)#([\w-]+)/.exec(mail?.text ?? '') ?? [];
    expect(mail?.html).toContain(`${PUBLIC_URL}/activate/stop-mails?lang=${language}#${key}`);
    return { ...started, email, key, language };
  }

  it('stops codes to the address for a day, whichever provider and user ask, and tells each of them what to do', async () => {
    const { email, key, user, page } = await mailed();
    const { body } = await block({ key, address: ` ${email.toUpperCase()} ` }).expect(200);
    expect(new Date(body.until).getTime() - h.clock.now().getTime()).toBeGreaterThan(DAY - MINUTE);

    h.clock.forward(MINUTE + 1);
    const owner = await h.asOwner();
    const theirs = await start(email, h.stranger);
    for (const answer of [await page.post('/v1/activation/session/email/resend'), await owner.post(`/v1/subscribers/${user.id}/resend-mail`), theirs.answer]) {
      expectProblem(answer, 409, 'activation.address_blocked');
      expect(answer.body.retryAfterSeconds).toBeGreaterThan(86_000);
    }
    expect(await rowOf(h, theirs.user.id)).toMatchObject({ status: 'pending_email_input', email: null });
    await sendMails(h);
    expect(h.mailbox.messages(email)).toHaveLength(1);

    const another = `${unique('other')}@example.com`;
    await submit(page, another).expect(202);
    await sendMails(h);
    await page.post('/v1/activation/session/email/verify').send({ code: await codeFor(h, another) }).expect(202);
  });

  it('holds back what had been queued before and has not left', async () => {
    const { email, key } = await mailed();
    const { user, answer, page } = await start(email, h.stranger);
    expect(answer.status).toBe(202);
    const own = await start(email);
    await block({ key, address: email }).expect(200);
    await sendMails(h);
    expect(h.mailbox.messages(email)).toHaveLength(1);
    expect((await eventsOf(h, user.id)).filter(({ type }) => type === 'message.refused')).toMatchObject([{ data: { response: 'stopped by the reader' } }]);
    // It was not the address's fault.
    expect(await rowOf(h, user.id)).toMatchObject({ reason: 'waiting_for_code' });
    expect((await page.get('/v1/activation/session')).body.code).toMatchObject({ sentTo: email, delivery: 'stopped', undeliverable: false });
    const { body } = await (await h.asOwner()).get(`/v1/subscribers/${own.user.id}/timeline`);
    expect(body.items.find(({ mail }: { mail: unknown }) => mail).mail).toMatchObject({ to: email, state: 'withdrawn', attempts: [], reason: 'stopped by the reader' });
  });

  it('leaves what was mailed before usable: the block ends no activation', async () => {
    const { email, key, page } = await mailed();
    await block({ key, address: email }).expect(200);
    await page.post('/v1/activation/session/email/verify').send({ code: await codeFor(h, email) }).expect(202);
  });

  it('answers a wrong address, a wrong key and an old key alike, and changes nothing', async () => {
    const { email, key, page } = await mailed();
    const other = await mailed();
    const [until = '', proof = ''] = key.split('-');
    const longer = `${(Number.parseInt(until, 36) + DAY).toString(36)}-${proof}`;
    const wrong = [
      await block({ key, address: other.email }),
      await block({ key: other.key, address: email }),
      await block({ key: longer, address: email }),
      await block({ key: 'nonsense', address: email }),
      await block({ key, address: 'nonsense' }),
    ];
    h.clock.forward(7 * DAY + MINUTE);
    wrong.push(await block({ key, address: email }));
    for (const answer of wrong) {
      expectProblem(answer, 400, 'mail.block_unusable');
      expect({ ...answer.body, requestId: '', instance: '' }).toEqual({ ...wrong[0]?.body, requestId: '', instance: '' });
    }
    await page.put('/v1/activation/session/email').expect((answer) => answer.status !== 500);
    const { answer } = await start(email, h.stranger);
    expect(answer.status).toBe(202);
  });

  it('works for seven days, and says nothing about the address', async () => {
    const { email, key, language } = await mailed();
    expect(language).toBe('en');
    expect(Buffer.from(key, 'base64').toString('latin1')).not.toContain(email);
    expect(key).not.toContain(h.services.vault.hash('address', parseEmailAddress(email)?.address ?? '').toString('hex').slice(0, 20));
    expect(key).toMatch(/^[0-9a-z]+-[0-9a-f]{40}$/);
    h.clock.forward(7 * DAY - MINUTE);
    await block({ key, address: email }).expect(200);
  });

  it('does not let the address behind a key be guessed, nor one network try for long', async () => {
    const { email, key } = await mailed();
    for (let time = 0; time < 10; time++) expectProblem(await block({ key, address: `${unique('guess')}@example.com` }), 400, 'mail.block_unusable');
    expectProblem(await block({ key, address: email }), 429, 'access.too_many_attempts');
  });

  it('keeps the address nowhere: what is stored is a keyed hash', async () => {
    const { email, key } = await mailed();
    await block({ key, address: email }).expect(200);
    const { rows } = await h.pool.query<{ key: string }>('select key from rate_limits');
    expect(rows.some((row) => row.key.startsWith('mail-blocks:'))).toBe(true);
    expect(JSON.stringify(rows)).not.toContain(email.split('@')[0]);
  });
});
