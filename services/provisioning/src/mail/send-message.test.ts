import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { MailboxSimulator } from '@vestibule/simulators';
import { type Harness, startHarness } from '../../test/harness.ts';
import { type Context, inTransaction, type Log, type Services } from '../context.ts';
import { findDeliveries, findLatestDelivery } from './find-deliveries.ts';
import { findOverdueMessages } from './find-overdue.ts';
import { forgetMessages } from './forget-messages.ts';
import { handleSendMessage } from './jobs.ts';
import type { Mailer, MailOutcome, OutgoingMail } from './mailer.ts';
import { type NewMessage, queueMessage } from './queue-message.ts';
import type { LoadLook } from './send-message.ts';
import { claimMessage } from './store.ts';

const START = Date.parse('2026-03-01T10:00:00Z');
const CODE = '048213';
const logged: string[] = [];
const log: Log = { debug: () => undefined, info: () => undefined, warn: (_fields, text) => void logged.push(text), error: (_fields, text) => void logged.push(text) };
const loadLook: LoadLook = async () => ({ brandName: 'Acme Telecom', accentColor: '#1f5fd0', senderName: 'Acme Desk', supportEmail: null, logo: null });

let harness: Harness;
let mailbox: MailboxSimulator;
let services: Services;
let clockAt = START;
let wakeUps: { messageId: string; after: number }[] = [];
let ctx: Context;
let subscriberId: string;

/** Time stands still and wake-ups are only noted, so that each attempt is made when the test says so. */
const replaced: Partial<Services> = {
  clock: { now: () => new Date(clockAt) },
  jobs: {
    async send(_db, name, payload, options) {
      if (name === 'send-message' && 'messageId' in payload) wakeUps.push({ messageId: payload.messageId, after: options?.startAfterSeconds ?? 0 });
    },
  },
};

beforeAll(async () => {
  harness = await startHarness({ worker: false, replaced });
  ({ services, mailbox } = harness);
});
beforeEach(() => {
  clockAt = START;
  wakeUps = [];
  logged.length = 0;
  mailbox.reset();
  subscriberId = randomUUID();
  ctx = { ...harness.system(randomUUID()), log };
});
afterAll(() => harness.close());

const message = (change: Partial<NewMessage> = {}): NewMessage => ({
  subscriberId,
  templateId: randomUUID(),
  kind: 'verification_code',
  to: 'ann@acme.example',
  language: 'fr',
  secrets: { code: CODE, link: `https://go.provider.example/activate/k#code=${CODE}`, name: 'Ann', expiresAt: new Date(START + 600_000).toISOString() },
  ...change,
});
const queue = (change: Partial<NewMessage> = {}) => inTransaction(ctx, (ctx) => queueMessage(ctx, message(change)));
const send = (messageId: string, change: Partial<Context> = {}) => handleSendMessage({ ...ctx, ...change, providerId: null }, { providerId: ctx.providerId ?? '', messageId }, { loadLook, noteDelivery: async () => undefined });
const deliveries = () => inTransaction(ctx, (ctx) => findDeliveries(ctx, subscriberId));
const latest = () => inTransaction(ctx, (ctx) => findLatestDelivery(ctx, subscriberId, 'verification_code'));
const pass = (seconds: number): void => void (clockAt += seconds * 1000);

type StoredEvent = { type: string; data: Record<string, unknown>; trace_id: string; actor_kind: string; actor_name: string };
const rows = async <T>(table: string): Promise<T[]> => (await services.pool.query(`select * from ${table} where provider_id = $1 order by 2`, [ctx.providerId])).rows as T[];
const eventTypes = async () => (await rows<StoredEvent>('events')).map(({ type }) => type);

/** A relay in this process, to see the whole mail or to answer what no polite server would. */
function fakeMailer(answer: (mail: OutgoingMail) => Promise<MailOutcome>): { mailer: Mailer; sent: OutgoingMail[] } {
  const sent: OutgoingMail[] = [];
  const mailer: Mailer = { send: (mail) => (sent.push(mail), answer(mail)), check: async () => ({ result: 'allowed' }), close: () => undefined };
  return { mailer, sent };
}
const accepted: MailOutcome = { outcome: 'accepted', smtpCode: 250, response: '250 ok' };

/** What other processes hear while `work` runs. */
async function announcementsDuring(work: () => Promise<unknown>): Promise<unknown[]> {
  const heard: unknown[] = [];
  const client = await services.pool.connect();
  client.on('notification', ({ payload }) => heard.push(JSON.parse(payload ?? 'null')));
  await client.query('listen subscriber_changed');
  await work();
  await client.query('unlisten *');
  client.removeAllListeners('notification');
  client.release();
  return heard;
}

describe('queueMessage', () => {
  it('keeps the mail with its code sealed, leaves a wake-up, an event and word to open pages', async () => {
    let id = '';
    const heard = await announcementsDuring(async () => (id = await queue()));
    expect(heard).toEqual([{ providerId: ctx.providerId, subscriberId, templateId: null }]);
    expect(wakeUps).toEqual([{ messageId: id, after: 0 }]);
    expect(await latest()).toMatchObject({ id, kind: 'verification_code', toAddress: 'ann@acme.example', state: 'queued', attempt: 0, attempts: [] });
    expect(await rows<StoredEvent>('events')).toEqual([expect.objectContaining({ type: 'message.queued', data: { messageId: id, kind: 'verification_code', to: 'ann@acme.example' } })]);
    expect(JSON.stringify([await rows('messages'), await rows('events')])).not.toContain(CODE);
  });

  it('leaves nothing when the caller\'s transaction fails', async () => {
    await expect(inTransaction(ctx, async (ctx) => {
      await queueMessage(ctx, message());
      throw new Error('changed my mind');
    })).rejects.toThrow('changed my mind');
    expect([await deliveries(), await rows('events')]).toEqual([[], []]);
  });

  it('gives up an earlier mail of the kind that has not left yet, and no other', async () => {
    const ready = await queue({ kind: 'account_ready' });
    const first = await queue();
    const second = await queue();
    await send(first);
    await send(second);
    expect(mailbox.messages()).toHaveLength(1);
    expect((await deliveries()).map(({ id, state }) => [id, state])).toEqual([[second, 'accepted'], [first, 'refused'], [ready, 'queued']]);
    expect(await rows<StoredEvent>('events')).toContainEqual(expect.objectContaining({ type: 'message.refused', data: expect.objectContaining({ messageId: first, response: 'superseded by a newer mail' }) }));
  });
});

describe('sendMessage', () => {
  it('mails the code in the message\'s language, then forgets it', async () => {
    const id = await queue();
    expect(await announcementsDuring(() => send(id))).toEqual([{ providerId: ctx.providerId, subscriberId, templateId: null }]);
    const [mail] = mailbox.messages('ann@acme.example');
    expect(mail).toMatchObject({ from: 'activation@vestibule.test', subject: 'Votre code pour Acme Telecom' });
    expect(mail?.text).toContain(`Votre code : ${CODE}`);
    expect(mail?.text).toContain('valable 10\u00a0minutes');
    expect(await latest()).toMatchObject({ state: 'accepted', attempt: 1, nextAttemptAt: null, attempts: [{ attempt: 1, outcome: 'accepted', smtpCode: 250, response: expect.stringContaining('250') }] });
    expect(await rows('messages')).toEqual([expect.objectContaining({ secrets_sealed: null, lease_until: null })]);
    expect(await eventTypes()).toEqual(['message.queued', 'message.accepted']);
    expect(JSON.stringify([await rows('events'), await rows('message_attempts')])).not.toContain(CODE);
  });

  it('records under the trace of the request that queued it, in the product\'s name', async () => {
    const id = await queue();
    await send(id, { traceId: 'another-trace' });
    expect(await rows<StoredEvent>('events')).toContainEqual(expect.objectContaining({ type: 'message.accepted', trace_id: ctx.traceId, actor_kind: 'system', actor_name: 'mail' }));
  });

  it('tells how long the code is still valid when the mail leaves late', async () => {
    const id = await queue();
    pass(130);
    await send(id);
    expect(mailbox.messages()[0]?.text).toContain('valable 8\u00a0minutes');
  });

  it('stops at a final no, and forgets the code', async () => {
    const id = await queue({ to: 'refused-1@acme.example' });
    await send(id);
    await send(id);
    expect(await latest()).toMatchObject({ state: 'refused', attempt: 1, nextAttemptAt: null, attempts: [{ outcome: 'refused', smtpCode: 550, response: '550 5.1.1 No such mailbox here' }] });
    expect(await rows('messages')).toEqual([expect.objectContaining({ secrets_sealed: null })]);
    expect(await eventTypes()).toEqual(['message.queued', 'message.refused']);
    expect(mailbox.calls()).toHaveLength(1);
  });

  it('comes back after a no for now, at its time and not before', async () => {
    const id = await queue({ to: 'deferred-once-1@acme.example' });
    await send(id);
    expect(await latest()).toMatchObject({ state: 'deferred', nextAttemptAt: new Date(START + 30_000) });
    expect(wakeUps.at(-1)).toEqual({ messageId: id, after: 30 });
    pass(10);
    await send(id);
    expect(wakeUps.at(-1)).toEqual({ messageId: id, after: 20 });
    expect(mailbox.calls()).toHaveLength(1);
    pass(20);
    await send(id);
    expect(await latest()).toMatchObject({ state: 'accepted', attempt: 2 });
    expect(await eventTypes()).toEqual(['message.queued', 'message.deferred', 'message.accepted']);
  });

  it('gives up after six attempts, and tells the last answer', async () => {
    mailbox.script({ fault: 'defer' });
    const id = await queue({ secrets: { code: CODE, link: 'https://go.provider.example/' } });
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      await send(id);
      pass(wakeUps.at(-1)?.after ?? 0);
    }
    expect(wakeUps.map(({ after }) => after)).toEqual([0, 30, 120, 600, 1_800, 1_800]);
    const delivery = await latest();
    expect(delivery).toMatchObject({ state: 'refused', attempt: 6, nextAttemptAt: null });
    expect(delivery?.attempts).toHaveLength(6);
    expect((await rows<StoredEvent>('events')).at(-1)).toMatchObject({ type: 'message.refused', data: { attempt: 6, smtpCode: 451, response: '451 4.7.1 Come back later' } });
  });

  it('does not send a code that is no longer valid', async () => {
    const id = await queue();
    pass(600);
    await send(id);
    expect(await latest()).toMatchObject({ state: 'refused', attempts: [{ outcome: 'refused', smtpCode: null, response: 'expired' }] });
    expect(mailbox.calls()).toEqual([]);
  });

  it('sends one mail, however many wake up for it at once', async () => {
    const id = await queue();
    await Promise.all(Array.from({ length: 6 }, () => send(id)));
    expect(mailbox.messages()).toHaveLength(1);
    expect(await latest()).toMatchObject({ state: 'accepted', attempt: 1 });
  });

  it('is taken up again after a killed worker\'s lease, under the same Message-ID', async () => {
    const { mailer, sent } = fakeMailer(async () => accepted);
    const id = await queue();
    await inTransaction(ctx, (ctx) => claimMessage(ctx.db, ctx.providerId, id, new Date(clockAt), new Date(clockAt + 30_000)));
    await send(id, { mailer });
    expect(sent).toEqual([]);
    expect(wakeUps.at(-1)).toEqual({ messageId: id, after: 30 });
    pass(30);
    await send(id, { mailer });
    expect(sent).toEqual([expect.objectContaining({ messageId: `<${id}@vestibule.test>`, from: { name: 'Acme Desk', address: 'activation@vestibule.test' }, to: { name: '', address: 'ann@acme.example' } })]);
    expect(await latest()).toMatchObject({ state: 'accepted', attempt: 2, attempts: [{ attempt: 2 }] });
  });

  it('does not count an outcome that comes after the lease, when another attempt has the message', async () => {
    let release: (outcome: MailOutcome) => void = () => undefined;
    const asked = Promise.withResolvers<void>();
    const slow = fakeMailer(() => new Promise((resolve) => ((release = resolve), asked.resolve())));
    const id = await queue();
    const late = send(id, { mailer: slow.mailer });
    await asked.promise;
    pass(31);
    mailbox.script({ fault: 'defer', times: 1 });
    await send(id);
    release({ outcome: 'refused', smtpCode: 550, response: '550 too late' });
    await late;
    expect(await latest()).toMatchObject({ state: 'deferred', attempts: [{ attempt: 2, outcome: 'deferred' }] });
    expect(await eventTypes()).toEqual(['message.queued', 'message.deferred']);
    expect(logged).toEqual(['the outcome of a mail came too late to count']);
  });

  it('keeps no code that a relay echoes', async () => {
    const { mailer } = fakeMailer(async () => ({ outcome: 'refused', smtpCode: 554, response: `554 spam: ${CODE}` }));
    await send(await queue(), { mailer });
    expect((await latest())?.attempts[0]?.response).toBe('554 spam: …');
    expect(JSON.stringify(await rows('events'))).not.toContain(CODE);
  });

  it('tries again when the mail could not be made, as if the relay were away', async () => {
    const id = await queue({ secrets: { link: 'https://go.provider.example/' } });
    await send(id);
    expect(await latest()).toMatchObject({ state: 'deferred', attempts: [{ outcome: 'deferred', response: 'the mail could not be made' }] });
    expect(logged).toEqual(['a mail could not be made']);
    expect(mailbox.calls()).toEqual([]);
  });
});

describe('findOverdueMessages', () => {
  const overdue = async (ids: string[]) => (await findOverdueMessages(services, 1_000)).filter(({ messageId }) => ids.includes(messageId));

  it('finds, for every provider, what is due for a while and in nobody\'s hands', async () => {
    const held = await queue({ kind: 'account_ready' });
    const mine = { providerId: ctx.providerId, messageId: await queue() };
    await inTransaction(ctx, (ctx) => claimMessage(ctx.db, ctx.providerId, held, new Date(clockAt), new Date(clockAt + 30_000)));
    ctx = { ...ctx, providerId: randomUUID() };
    const theirs = { providerId: ctx.providerId, messageId: await queue() };
    const ids = [held, mine.messageId, theirs.messageId];
    expect(await overdue(ids)).toEqual([]);
    pass(6);
    expect(await overdue(ids)).toEqual(expect.arrayContaining([mine, theirs]));
    expect(await overdue(ids)).toHaveLength(2);
    await send(theirs.messageId);
    pass(30);
    expect((await overdue(ids)).map(({ messageId }) => messageId).sort()).toEqual([held, mine.messageId].sort());
  });
});

describe('forgetMessages', () => {
  it('drops the subscriber\'s mails and attempts, and nobody else\'s', async () => {
    await send(await queue());
    const other = randomUUID();
    await send(await queue({ subscriberId: other }));
    await inTransaction(ctx, (ctx) => forgetMessages(ctx, subscriberId));
    expect(await deliveries()).toEqual([]);
    expect(await rows('message_attempts')).toHaveLength(1);
    expect(await inTransaction(ctx, (ctx) => findDeliveries(ctx, other))).toHaveLength(1);
  });

  it('leaves no way to another provider\'s mails', async () => {
    const id = await queue();
    const own = ctx;
    ctx = { ...ctx, providerId: randomUUID() };
    await inTransaction(ctx, (ctx) => forgetMessages(ctx, subscriberId));
    await send(id);
    expect(mailbox.calls()).toEqual([]);
    expect(await latest()).toBeNull();
    ctx = own;
    expect(await latest()).toMatchObject({ state: 'queued' });
  });
});
