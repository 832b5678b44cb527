import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeFor, unique } from '../../test/factories.ts';
import { type Agent, eventually, type Harness, PUBLIC_URL, startHarness } from '../../test/harness.ts';
import { eventsOf, expectProblem, rowOf, runNow, sendMails } from '../../test/journeys.ts';
import { startTestWorker } from '../../test/worker.ts';
import { findDueReminders } from '../subscribers/find-due-reminders.ts';
import type { Reminders } from '../templates/reminders.ts';
import { handleRemindUser } from './jobs.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const anyHour = { quietFrom: null, quietUntil: null, timeZone: 'UTC' };

describe('reminders', () => {
  let h: Harness;
  beforeAll(async () => {
    h = await startHarness({ worker: false });
  });
  afterAll(() => h.close());

  const schedule = (reminders: Partial<Reminders> = {}, provider = h.provider) => provider.newTemplate({ reminders: { days: [1, 3, 7], ...anyHour, ...reminders } });
  /** What the workers' sweep would wake up now. */
  const due = async (id: string) => (await findDueReminders(h.services, 500)).filter(({ subscriberId }) => subscriberId === id);
  async function remind(id: string): Promise<void> {
    for (const payload of await due(id)) await handleRemindUser(h.system(payload.providerId), payload);
    await sendMails(h);
  }
  const reminded = async (id: string) => (await eventsOf(h, id)).filter(({ type }) => type === 'subscriber.reminded').map(({ data }) => data);
  async function atEmail(reminders: Partial<Reminders> = {}) {
    const user = await h.provider.handOver({ template: await schedule(reminders) });
    return { user, page: await h.provider.asSubscriber(user) };
  }
  async function atCode(reminders: Partial<Reminders> = {}, email = `${unique('slow')}@example.com`) {
    const started = await atEmail(reminders);
    await started.page.put('/v1/activation/session/email').send({ email }).expect(202);
    await sendMails(h);
    return { ...started, email };
  }
  const prove = async (page: Agent, email: string, nth = 1) => page.post('/v1/activation/session/email/verify').send({ code: await codeFor(h, email, nth) }).expect(202);
  /** Somebody whose mailbox is proven and whose account the platform answers by what stands in the address. */
  async function after(word: string, status: string, reminders: Partial<Reminders> = {}) {
    const started = await atCode(reminders, `${word}-${unique('u')}@example.com`);
    await prove(started.page, started.email);
    for (let run = 0; run < 6 && (await rowOf(h, started.user.id))?.status !== status; run++) await runNow(h, started.user.id);
    expect(await rowOf(h, started.user.id)).toMatchObject({ status });
    await sendMails(h);
    return started;
  }

  it('mail a fresh code that works to whoever has not typed one, on each day of the schedule and not after it', async () => {
    const { user, email, page } = await atCode();
    await remind(user.id);
    expect(h.mailbox.messages(email)).toHaveLength(1);
    for (const [days, mails] of [[1, 2], [1, 2], [1, 3], [4, 4], [20, 4]] as const) {
      h.clock.forward(days * DAY);
      await remind(user.id);
      expect(h.mailbox.messages(email)).toHaveLength(mails);
    }
    expect(await reminded(user.id)).toEqual([1, 2, 3].map((reminder) => ({ email, mode: 'code', reminder })));
    expect(await rowOf(h, user.id)).toMatchObject({ status: 'pending_email_validation' });
    expect(page).toBeDefined();
  });

  it('mail nothing but a code to an address that was never proven, and nothing at all where none was given', async () => {
    const none = await atEmail();
    const { user, email } = await atCode();
    h.clock.forward(DAY);
    await Promise.all([remind(user.id), remind(none.user.id)]);
    const { rows } = await h.pool.query('select kind from messages where subscriber_id = any($1)', [[user.id, none.user.id]]);
    expect(rows.map(({ kind }) => kind)).toEqual(['verification_code', 'verification_code']);
    expect(h.mailbox.messages(email).map(({ text }) => /\b\d{6}\b/.test(text))).toEqual([true, true]);
    expect(await reminded(none.user.id)).toEqual([]);
  });

  it('mail who must agree to a move, with a link that only opens the page and no code', async () => {
    const { user, email } = await after('movable', 'pending_user_migration', { days: [2] });
    const before = h.mailbox.messages(email).length;
    h.clock.forward(2 * DAY);
    await remind(user.id);
    const mail = h.mailbox.messages(email)[before];
    expect(mail?.subject).toContain('not finished yet');
    expect(mail?.text).toContain(`${PUBLIC_URL}/activate/${user.template.shareKey}\n`);
    expect(mail?.text).toMatch(/\/activate\/stop-mails\?lang=en#/);
    expect(mail?.text.replace(/https?:\S+/g, '')).not.toMatch(/\b\d{6}\b/);
    expect(await reminded(user.id)).toEqual([{ email, mode: 'reminder', reminder: 1 }]);
    expect(await rowOf(h, user.id)).toMatchObject({ status: 'pending_user_migration' });
  });

  it('mail whose account failed for what they can mend, and not whom only an admin can help', async () => {
    const mendable = await after('fail-200039', 'error', { days: [1] });
    const others = await after('fail-200043', 'error', { days: [1] });
    h.clock.forward(DAY);
    await Promise.all([remind(mendable.user.id), remind(others.user.id)]);
    await sendMails(h);
    expect(await reminded(mendable.user.id)).toEqual([{ email: mendable.email, mode: 'reminder', reminder: 1 }]);
    expect(h.mailbox.messages(mendable.email).at(-1)?.subject).toContain('not finished yet');
    expect(await reminded(others.user.id)).toEqual([]);
    expect(await due(others.user.id)).toEqual([]);
  });

  it('tell the story and the audit log, and stop when the person has gone on', async () => {
    const { user, email, page } = await atCode();
    h.clock.forward(DAY);
    await remind(user.id);
    const owner = await h.asOwner();
    const { body: story } = await owner.get(`/v1/subscribers/${user.id}/timeline`).expect(200);
    expect(story.items).toContainEqual(expect.objectContaining({ type: 'subscriber.reminded', actor: expect.objectContaining({ kind: 'system' }) }));
    expect(page).toBeDefined();
    const again = await h.provider.asSubscriber(user);
    await prove(again, email, 2);
    h.clock.forward(10 * DAY);
    expect(await due(user.id)).toEqual([]);
  });

  it('mail nobody in the quiet hours, and make up for it once when they are over', async () => {
    const now = h.clock.now();
    const wall = (ahead: number) => new Date(now.getTime() + ahead).toISOString().slice(11, 16);
    const { user, email } = await atCode({ days: [1, 2], quietFrom: wall(-HOUR), quietUntil: wall(3 * HOUR) });
    h.clock.forward(2 * DAY + HOUR);
    expect(await due(user.id)).toEqual([]);
    await handleRemindUser(h.system(h.provider.id), { providerId: h.provider.id, subscriberId: user.id });
    expect(await reminded(user.id)).toEqual([]);
    h.clock.forward(3 * HOUR);
    await remind(user.id);
    await remind(user.id);
    expect(await reminded(user.id)).toEqual([{ email, mode: 'code', reminder: 2 }]);
    expect(h.mailbox.messages(email)).toHaveLength(2);
  });

  it('go by the night of the user\'s own zone where it is known, and by the template\'s where it is not', async () => {
    const now = h.clock.now();
    const wall = (ahead: number) => new Date(now.getTime() + ahead).toISOString().slice(11, 16);
    const livesIn = ({ user }: { user: { id: string } }, zone: string) => h.pool.query('update subscribers set timezone = $2 where id = $1', [user.id, zone]);
    const here = { days: [1], quietFrom: wall(-HOUR), quietUntil: wall(3 * HOUR) };
    const [asleep, awake, nowhere] = [await atCode(here), await atCode(here), await atCode(here)];
    await livesIn(awake, 'Etc/GMT-12');
    await livesIn(nowhere, 'Mars/Base');
    const there = { days: [1], quietFrom: wall(11 * HOUR), quietUntil: wall(15 * HOUR) };
    const [awakeHere, asleepThere] = [await atCode(there), await atCode(there)];
    await livesIn(asleepThere, 'Etc/GMT-12');
    h.clock.forward(DAY + HOUR);
    for (const [{ user }, found] of [[asleep, 0], [awake, 1], [nowhere, 0], [awakeHere, 1], [asleepThere, 0]] as const) {
      expect(await due(user.id)).toHaveLength(found);
      await handleRemindUser(h.system(h.provider.id), { providerId: h.provider.id, subscriberId: user.id });
      expect(await reminded(user.id)).toHaveLength(found);
    }
    h.clock.forward(4 * HOUR);
    for (const { user } of [asleep, nowhere, asleepThere]) expect(await due(user.id)).toHaveLength(1);
  });

  it('leave alone whose mailbox is blocked, whose mails came back, who was mailed lately, who is deleted', async () => {
    const blocked = await atCode();
    const [, key = ''] = /stop-mails\?lang=en#(\S+)/.exec(h.mailbox.messages(blocked.email)[0]?.text ?? '') ?? [];
    const lately = await atCode();
    const gone = await atCode();
    const bounced = await atCode();
    await h.pool.query('update messages set undeliverable = true where subscriber_id = $1', [bounced.user.id]);
    h.clock.forward(DAY - HOUR);
    await h.asVisitor().post('/v1/mail-blocks').send({ key, address: blocked.email }).expect(200);
    const owner = await h.asOwner();
    await owner.post(`/v1/subscribers/${lately.user.id}/resend-mail`).expect(202);
    await owner.delete(`/v1/subscribers/${gone.user.id}`).expect((answer) => expect(answer.status).toBeLessThan(300));
    await sendMails(h);
    h.clock.forward(2 * HOUR);
    for (const { user } of [blocked, lately, gone, bounced]) {
      await remind(user.id);
      expect(await reminded(user.id)).toEqual([]);
      expect(await due(user.id)).toEqual([]);
    }
    expect([blocked, lately, gone, bounced].map(({ email }) => h.mailbox.messages(email).length)).toEqual([1, 2, 1, 1]);
  });

  it('come once however many workers try at the same moment', async () => {
    const users = [];
    for (let count = 0; count < 6; count++) users.push(await atCode());
    h.clock.forward(DAY);
    const payloads = users.map(({ user }) => ({ providerId: h.provider.id, subscriberId: user.id }));
    await Promise.all([...payloads, ...payloads, ...payloads, ...payloads].map((payload) => handleRemindUser(h.system(payload.providerId), payload)));
    for (const { user } of users) expect(await reminded(user.id)).toHaveLength(1);

    h.clock.forward(2 * DAY);
    const workers = await Promise.all([1, 2, 3].map(() => startTestWorker(h.services, h.system(h.provider.id).log)));
    try {
      for (const { email } of users) await eventually(async () => h.mailbox.messages(email).length === 2, `the second reminder to ${email}`, 30_000);
      await eventually(async () => (await h.pool.query(`select 1 from pgboss.job where name = 'remind-user' and state in ('created', 'active', 'retry')`)).rowCount === 0, 'all is quiet');
    } finally {
      for (const worker of workers) await worker.stop();
    }
    for (const { user, email } of users) {
      expect(await reminded(user.id)).toHaveLength(2);
      expect(h.mailbox.messages(email)).toHaveLength(2);
    }
  });

  it('are settings of a template that fit together, and a change stands in the audit log', async () => {
    const owner = await h.asOwner();
    const { id } = await schedule();
    const path = `/v1/templates/${id}`;
    const reminders = { days: [2, 5], quietFrom: '21:30', quietUntil: '07:00', timeZone: 'America/New_York' };
    expect((await owner.patch(path).send({ reminders }).expect(200)).body.reminders).toEqual(reminders);
    for (const wrong of [{ days: [5, 2] }, { days: [1, 2, 3, 4, 5, 6] }, { days: [0] }, { days: [61] }, { timeZone: 'Mars/Base' }, { quietFrom: '25:00' }, { quietFrom: null }]) {
      expectProblem(await owner.patch(path).send({ reminders: { ...reminders, ...wrong } }), 400, 'request.invalid');
    }
    const { rows } = await h.pool.query(`select data from events where template_id = $1 and type = 'template.changed'`, [id]);
    expect(rows).toHaveLength(1);
    expect(rows[0].data.changes.reminders).toMatchObject({ from: { days: [1, 3, 7] }, to: { days: [2, 5] } });
  });
});
