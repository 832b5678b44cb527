import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import nodemailer from 'nodemailer';
import { startMailbox, type MailboxSimulator, type Message } from '../index.ts';

let mailbox: MailboxSimulator;

beforeEach(async () => {
  mailbox = await startMailbox();
});
afterEach(() => mailbox.close());

type Draft = { subject?: string; text?: string; html?: string };

const send = (to: string | string[], draft: Draft = { text: 'Hello' }, auth?: { user: string; pass: string }): Promise<unknown> =>
  nodemailer.createTransport(mailbox.smtpUrl, auth ? { auth } : {}).sendMail({ from: 'noreply@vestibule.example', to, subject: 'Your code', ...draft });
/** What SMTP answered to a recipient it did not take. */
const refusal = (to: string): Promise<unknown> => send(to).then(() => 250, ({ responseCode }: { responseCode?: number }) => responseCode ?? 'cut off');
const get = async <T>(path: string): Promise<T> => JSON.parse(await (await fetch(mailbox.url + path)).text());

describe('receiving', () => {
  it('keeps subject, text and HTML with their letters intact, newest last', async () => {
    await send('ana@example.com', { subject: 'Prénom – 確認', text: 'Code 123456 für Zoé', html: '<p>Code <b>123456</b> für Zoé</p>' });
    await send('ana@example.com', { subject: 'Second' });
    const [first, second] = await get<Message[]>('/messages?to=ANA%40example.com');
    expect(first).toMatchObject({ to: 'ana@example.com', from: 'noreply@vestibule.example', subject: 'Prénom – 確認' });
    expect([first?.text.trim(), first?.html.trim()]).toEqual(['Code 123456 für Zoé', '<p>Code <b>123456</b> für Zoé</p>']);
    expect(new Date(first?.at ?? '').toISOString()).toBe(first?.at);
    expect(second?.subject).toBe('Second');
  });

  it('gives every recipient a message of its own, and only its own', async () => {
    await send(['ana@example.com', 'ben@example.com']);
    expect(mailbox.messages()).toHaveLength(2);
    expect(mailbox.messages('ben@example.com').map(({ to }) => to)).toEqual(['ben@example.com']);
    expect(await get('/messages?to=nobody@example.com')).toEqual([]);
  });

  it('accepts a client that signs in, and records no password', async () => {
    await send('ana@example.com', { text: 'x' }, { user: 'relay', pass: 'a-relay-password' });
    expect(mailbox.messages()).toHaveLength(1);
    expect(JSON.stringify(mailbox.calls())).not.toContain('a-relay-password');
  });

  it('deletes all mails on request', async () => {
    await send('ana@example.com');
    expect((await fetch(`${mailbox.url}/messages`, { method: 'DELETE' })).status).toBe(204);
    expect(mailbox.messages()).toEqual([]);
  });

  it('waits for a mail, and says what is missing when none comes', async () => {
    const waiting = mailbox.waitForMessage('late@example.com');
    await send('late@example.com', { subject: 'Here' });
    expect((await waiting).subject).toBe('Here');
    await expect(mailbox.waitForMessage('late@example.com', { count: 2, timeoutMs: 50 })).rejects.toThrow('got 1 of 2 mails');
  });
});

describe('refusing', () => {
  it('answers 550 to an address that starts with refused, and keeps nothing', async () => {
    expect(await refusal('Refused-1@example.com')).toBe(550);
    expect(mailbox.messages()).toEqual([]);
    expect(mailbox.calls()).toMatchObject([{ method: 'RCPT', email: 'Refused-1@example.com', status: 550, fault: 'refuse' }]);
  });

  it('answers 451 to deferred-once the first time, then takes the mail', async () => {
    expect(await refusal('deferred-once-1@example.com')).toBe(451);
    expect(await refusal('deferred-once-1@example.com')).toBe(250);
    expect(await refusal('deferred-once-2@example.com')).toBe(451);
  });

  it('plays scripted rules for the addresses they name', async () => {
    const rules = [{ fault: 'refuse', email: 'ana@example.com', times: 1 }, { fault: 'drop', email: 'ben@example.com' }];
    const scripted = await fetch(`${mailbox.url}/_sim/script`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(rules) });
    expect(scripted.status).toBe(200);
    expect([await refusal('ana@example.com'), await refusal('ana@example.com'), await refusal('ben@example.com')]).toEqual([550, 250, 'cut off']);
  });
});

describe('the page', () => {
  it('is served with a policy that lets no script but its own run', async () => {
    const page = await fetch(mailbox.url);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self';");
    const paths = [...(await page.text()).matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path ?? '');
    expect(paths).toEqual(['/page.css', '/page.js']);
    for (const path of paths) expect((await fetch(mailbox.url + path)).status).toBe(200);
  });

  it('gets summaries newest first, with the code when there is exactly one', async () => {
    await send('ana@example.com', { subject: 'One', text: 'Your code is 123456.\nhttp://portal.example/activate/9988776655#code=654321' });
    await send('ana@example.com', { subject: 'Two', text: '111111 or 222222, not 1234567' });
    expect(await get('/summaries')).toMatchObject([{ subject: 'Two', code: null }, { subject: 'One', code: '123456' }]);
  });

  it('gets one mail by its id, and 404 when it is gone', async () => {
    await send('ana@example.com');
    expect(await get(`/messages/${mailbox.messages()[0]?.id}`)).toMatchObject({ to: 'ana@example.com' });
    expect((await fetch(`${mailbox.url}/messages/none`)).status).toBe(404);
  });
});

describe('stopping', () => {
  it('keeps mails across a restart when a file is given', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mailbox-'));
    await mailbox.close();
    mailbox = await startMailbox({ file: join(folder, 'mails.json') });
    await send('ana@example.com', { subject: 'Kept' });
    await mailbox.close();
    mailbox = await startMailbox({ file: join(folder, 'mails.json') });
    expect(mailbox.messages('ana@example.com')).toMatchObject([{ subject: 'Kept' }]);
    rmSync(folder, { recursive: true });
  });

  it('closes at once although a client stays connected', async () => {
    const socket = connect(mailbox.smtpPort, '127.0.0.1');
    await new Promise((resolve) => socket.once('data', resolve));
    const start = performance.now();
    await mailbox.close();
    expect(performance.now() - start).toBeLessThan(1_000);
    socket.destroy();
  });
});
