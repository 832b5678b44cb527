import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import nodemailer from 'nodemailer';
import { unique } from '../../test/factories.ts';
import { eventually, type Harness, startHarness } from '../../test/harness.ts';
import { eventsOf, expectProblem, rowOf, type User } from '../../test/journeys.ts';
import { returnAddressOf } from './return-address.ts';

const MINUTE = 60_000;

describe('reports about mails', () => {
  let h: Harness;
  beforeAll(async () => {
    h = await startHarness({ returns: true });
  });
  afterAll(() => h.close());

  /** A user who gave an address, and the page they are at. */
  async function atCode(email: string): Promise<{ user: User; page: Awaited<ReturnType<Harness['provider']['asSubscriber']>> }> {
    const user = await h.provider.handOver();
    const page = await h.provider.asSubscriber(user);
    await page.put('/v1/activation/session/email').send({ email }).expect(202);
    return { user, page };
  }
  const message = async (user: User) => (await h.pool.query<{ id: string; state: string; undeliverable: boolean }>('select id, state, undeliverable from messages where subscriber_id = $1 order by id desc limit 1', [user.id])).rows[0];
  const stateIs = (user: User, state: string) => eventually(async () => ((await message(user))?.state === state ? message(user) : null), `the mail is ${state}`);
  const returnAddress = async (user: User) => returnAddressOf(h.services.vault, 'returns@vestibule.test', (await message(user))?.id ?? '');
  const report = (body: object) => h.asVisitor().post('/v1/delivery-reports').send(body);

  it('stop all mail to an address that bounced until another is given: page, list and timeline say so', async () => {
    const email = `bounced-${unique('x')}@example.com`;
    const { user, page } = await atCode(email);

    expect(await stateIs(user, 'bounced')).toMatchObject({ undeliverable: true });
    const { body: shown } = await page.get('/v1/activation/session').expect(200);
    expect(shown.code).toMatchObject({ sentTo: email, delivery: 'bounced', undeliverable: true });
    expect(await rowOf(h, user.id)).toMatchObject({ status: 'pending_email_validation', reason: 'mail_refused' });
    expect((await eventsOf(h, user.id)).filter(({ type }) => type === 'message.bounced')).toMatchObject([{ data: { to: email, status: '5.1.1', response: '550 5.1.1 User unknown' } }]);
    const owner = await h.asOwner();
    const { body: story } = await owner.get(`/v1/subscribers/${user.id}/timeline`).expect(200);
    expect(story.items.find((entry: { mail: unknown }) => entry.mail)).toMatchObject({ mail: { state: 'bounced', attempts: [{ outcome: 'accepted' }, { outcome: 'bounced', response: '550 5.1.1 User unknown' }] } });

    const before = h.mailbox.calls().length;
    expectProblem(await page.put('/v1/activation/session/email').send({ email }), 409, 'activation.address_undeliverable');
    h.clock.forward(2 * MINUTE);
    expectProblem(await page.post('/v1/activation/session/email/resend'), 409, 'activation.address_undeliverable');
    expectProblem(await page.put('/v1/activation/session/email').send({ email }), 409, 'activation.address_undeliverable');
    expectProblem(await owner.post(`/v1/subscribers/${user.id}/resend-mail`), 409, 'activation.address_undeliverable');
    expect(h.mailbox.calls()).toHaveLength(before);

    const other = `${unique('good')}@example.com`;
    await page.put('/v1/activation/session/email').send({ email: other }).expect(202);
    await h.mailbox.waitForMessage(other);
    await eventually(async () => (await rowOf(h, user.id))?.reason === 'waiting_for_code', 'the reason is gone');
  });

  it('let an admin who knows better send to the same address once more', async () => {
    const email = `bounced-${unique('x')}@example.com`;
    const { user } = await atCode(email);
    const { id: first } = (await stateIs(user, 'bounced')) ?? {};
    h.clock.forward(2 * MINUTE);
    const owner = await h.asOwner();
    await owner.post(`/v1/subscribers/${user.id}/retry-activation`).send({ email, mode: 'verify' }).expect(202);
    const again = await eventually(async () => (await message(user))?.id !== first && (await message(user)), 'another mail');
    expect(again.id).not.toBe(first);
  });

  it('do not hold a full mailbox against the address', async () => {
    const { user, page } = await atCode(`bounced-full-${unique('x')}@example.com`);
    expect(await stateIs(user, 'bounced')).toMatchObject({ undeliverable: false });
    expect(await rowOf(h, user.id)).toMatchObject({ reason: 'waiting_for_code' });
    h.clock.forward(2 * MINUTE);
    await page.post('/v1/activation/session/email/resend').expect(202);
  });

  it('say that a mail takes its time, and its code still counts', async () => {
    const email = `delayed-${unique('x')}@example.com`;
    const { user, page } = await atCode(email);
    await stateIs(user, 'delayed');
    const { body } = await page.get('/v1/activation/session').expect(200);
    expect(body.code).toMatchObject({ delivery: 'delayed', undeliverable: false });
    const code = /\b\d{6}\b/.exec((await h.mailbox.waitForMessage(email)).text)?.[0];
    await page.post('/v1/activation/session/email/verify').send({ code }).expect(202);
  });

  it('come over HTTP as well, and count once however often they are told', async () => {
    const { user } = await atCode(`${unique('http')}@example.com`);
    await stateIs(user, 'accepted');
    const told = { returnAddress: await returnAddress(user), action: 'failed', status: '5.1.10', diagnostic: '550 recipient\r\nnot found' };
    const answers = await Promise.all(Array.from({ length: 10 }, () => report(told)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 204));
    expect((await eventsOf(h, user.id)).filter(({ type }) => type === 'message.bounced')).toMatchObject([{ data: { response: '5.1.10 550 recipient not found' } }]);
    await report({ ...told, action: 'delayed' }).expect(204);
    expect(await message(user)).toMatchObject({ state: 'bounced' });
  });

  it('that a mail arrived change nothing', async () => {
    const { user } = await atCode(`${unique('http')}@example.com`);
    await stateIs(user, 'accepted');
    await report({ returnAddress: await returnAddress(user), action: 'delivered' }).expect(204);
    expect(await message(user)).toMatchObject({ state: 'accepted' });
  });

  it('about nothing of ours are refused, whoever tells them and in whatever way', async () => {
    for (const returnAddress of ['returns@vestibule.test', 'someone@example.com', returnAddressOf(h.services.vault, 'returns@vestibule.test', randomUUID())]) {
      expectProblem(await report({ returnAddress, action: 'failed' }), 404, 'mail.report_unknown');
    }
    expectProblem(await report({ returnAddress: 'returns@vestibule.test', action: 'exploded' }), 400, 'request.invalid');
    expectProblem(await report({ returnAddress: 'returns@vestibule.test', action: 'failed', status: 'bad' }), 400, 'request.invalid');
    const direct = nodemailer.createTransport(`smtp://127.0.0.1:${h.services.config.mailReturnPort}`);
    await expect(direct.sendMail({ from: 'a@example.com', to: 'returns@vestibule.test', text: 'x' })).rejects.toMatchObject({ responseCode: 550 });
  });

  it('that come while the mail is still being sent are asked for again later', async () => {
    const { user } = await atCode(`deferred-once-${unique('x')}@example.com`);
    await stateIs(user, 'deferred');
    const address = await returnAddress(user);
    expectProblem(await report({ returnAddress: address, action: 'failed' }), 409, 'mail.report_early');
    const direct = nodemailer.createTransport(`smtp://127.0.0.1:${h.services.config.mailReturnPort}`);
    const raw = `Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n`;
    await expect(direct.sendMail({ envelope: { from: '', to: [address] }, raw })).rejects.toMatchObject({ responseCode: 451 });
    // A holiday note is taken and means nothing.
    await direct.sendMail({ envelope: { from: '', to: [address] }, raw: 'Subject: I am away\r\n\r\nUntil Monday.' });
    expect(await message(user)).toMatchObject({ state: 'deferred' });
  });
});
