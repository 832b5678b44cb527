import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type MailboxSimulator, startMailbox } from '@vestibule/simulators';
import type { Mailer, OutgoingMail } from '../../mail/mailer.ts';
import { createSmtpMailer } from './smtp-mailer.ts';

let mailbox: MailboxSimulator;
let mailer: Mailer;
const relays: { server: Server; sockets: Set<Socket> }[] = [];

beforeAll(async () => {
  mailbox = await startMailbox();
});
beforeEach(() => {
  mailbox.reset();
  mailer = createSmtpMailer({ url: mailbox.smtpUrl, timeoutMs: 500 });
});
afterEach(async () => {
  mailer.close();
  for (const { server, sockets } of relays.splice(0)) {
    sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => server.close(resolve));
  }
});
afterAll(() => mailbox.close());

const mail = (change: Partial<OutgoingMail> = {}): OutgoingMail => ({
  messageId: '<0198-1@vestibule.example>',
  returnTo: null,
  replyTo: 'help@provider.example',
  from: { name: 'Acme Téléphonie', address: 'no-reply@provider.example' },
  to: { name: '', address: 'ann@acme.example' },
  subject: 'Ihr Code für Zoë',
  text: 'code 123456',
  html: '<p>code 123456</p>',
  pictures: [],
  ...change,
});
const to = (address: string, name = '') => mail({ to: { name, address } });

type Replies = Partial<Record<'HELLO' | 'EHLO' | 'STAR' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'END', string>>;

/** A relay that gives the scripted answers and keeps every line it got; `silent` never greets. */
async function relay(replies: Replies, silent = false): Promise<{ url: string; lines: string[] }> {
  const lines: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    let inData = false;
    const answer = (text: string): void => void socket.write(`${text}\r\n`);
    const take = (line: string): void => {
      lines.push(line);
      if (inData && line !== '.') return;
      if (inData) return void ((inData = false), answer(replies.END ?? '250 2.0.0 queued as 77'));
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'QUIT') return void socket.end('221 bye\r\n');
      const reply = replies[verb as keyof Replies] ?? { EHLO: '250 relay', STAR: '454 4.7.0 no TLS here', DATA: '354 go on' }[verb] ?? '250 fine';
      inData = verb === 'DATA' && reply.startsWith('354');
      answer(reply);
    };
    let rest = '';
    socket.on('data', (chunk: Buffer) => {
      const parts = (rest + chunk.toString()).split('\r\n');
      rest = parts.pop() ?? '';
      parts.forEach(take);
    });
    if (!silent) answer(replies.HELLO ?? '220 relay');
  });
  relays.push({ server, sockets });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, lines };
}

/** The commands before the good-bye, which may still be on its way. */
const verbs = (lines: string[]) => lines.map((line) => line.split(/[ :]/)[0]).filter((verb) => verb !== 'QUIT');

describe('send', () => {
  it('hands over the mail with its names, subject and both bodies', async () => {
    expect(await mailer.send(mail())).toMatchObject({ outcome: 'accepted', smtpCode: 250 });
    expect(mailbox.messages('ann@acme.example')).toEqual([
      expect.objectContaining({ from: 'no-reply@provider.example', subject: 'Ihr Code für Zoë', text: expect.stringContaining('123456'), html: expect.stringContaining('<p>code 123456</p>') }),
    ]);
  });

  it('says that a machine wrote it, and keeps the given Message-ID', async () => {
    const { url, lines } = await relay({});
    expect(await createSmtpMailer({ url }).send(mail())).toEqual({ outcome: 'accepted', smtpCode: 250, response: '250 2.0.0 queued as 77' });
    expect(lines).toEqual(expect.arrayContaining(['Auto-Submitted: auto-generated', 'Reply-To: help@provider.example', 'Message-ID: <0198-1@vestibule.example>', 'MAIL FROM:<no-reply@provider.example>', 'RCPT TO:<ann@acme.example>']));
  });

  it('takes a final no to the recipient for refused, a no for now for deferred', async () => {
    expect(await mailer.send(to('refused-1@acme.example'))).toEqual({ outcome: 'refused', smtpCode: 550, response: '550 5.1.1 No such mailbox here' });
    expect(await mailer.send(to('deferred-once-1@acme.example'))).toEqual({ outcome: 'deferred', smtpCode: 451, response: '451 4.7.1 Come back later' });
    expect(await mailer.send(to('deferred-once-1@acme.example'))).toMatchObject({ outcome: 'accepted' });
  });

  it('sends a picture along inside the mail under the name its HTML calls it by, and none where there is none', async () => {
    const { url, lines } = await relay({});
    const own = createSmtpMailer({ url });
    await own.send(mail());
    expect(lines.join('\n')).not.toMatch(/multipart\/related|Content-ID/i);
    lines.length = 0;
    await own.send(mail({ html: '<img src="cid:logo" alt="Acme">', pictures: [{ cid: 'logo', png: Buffer.from('pixels') }] }));
    const sent = lines.join('\n');
    for (const part of [/^Content-Type: multipart\/related/m, /^Content-Type: image\/png; name=logo.png/m, /^Content-Id: <logo>/im, /^Content-Disposition: inline; filename=logo.png/m]) expect(sent).toMatch(part);
    expect(sent).toContain(Buffer.from('pixels').toString('base64'));
  });

  it.each<[Replies, 'refused' | 'deferred', number]>([
    [{ RCPT: '501 5.1.3 bad address' }, 'refused', 501],
    [{ RCPT: '530 5.7.0 sign in first' }, 'deferred', 530],
    [{ RCPT: '503 5.5.1 bad sequence' }, 'deferred', 503],
    [{ MAIL: '550 5.7.1 sender not allowed' }, 'deferred', 550],
    [{ DATA: '554 5.5.1 no valid recipients' }, 'refused', 554],
    [{ END: '552 5.2.2 mailbox full' }, 'refused', 552],
    [{ END: '451 4.3.0 try later' }, 'deferred', 451],
    [{ HELLO: '554 5.3.2 no service' }, 'deferred', 554],
    [{ HELLO: '421 4.3.2 busy' }, 'deferred', 421],
  ])('takes %j for %s and keeps the answer', async (replies, outcome, smtpCode) => {
    const { url } = await relay(replies);
    const [answer] = Object.values(replies);
    expect(await createSmtpMailer({ url, timeoutMs: 500 }).send(mail())).toEqual({ outcome, smtpCode, response: expect.stringContaining(answer ?? '') });
  });

  it('takes refused credentials for deferred: the recipient cannot help it', async () => {
    const { url } = await relay({ EHLO: '250-relay\r\n250 AUTH PLAIN', AUTH: '535 5.7.8 wrong' });
    const signedIn = createSmtpMailer({ url: `${url.replace('smtp://', 'smtp://user:secret@')}?requireTLS=false` });
    const answer = await signedIn.send(mail());
    expect(answer).toMatchObject({ outcome: 'deferred', smtpCode: 535 });
    expect(JSON.stringify(answer)).not.toContain('secret');
  });

  it('does not sign in over a connection without TLS', async () => {
    const { url, lines } = await relay({ EHLO: '250-relay\r\n250 AUTH PLAIN' });
    expect(await createSmtpMailer({ url: url.replace('smtp://', 'smtp://user:secret@') }).send(mail())).toMatchObject({ outcome: 'deferred', smtpCode: 454 });
    expect(verbs(lines)).toEqual(['EHLO', 'STARTTLS']);
  });

  it('takes a cut connection, silence and a closed port for deferred', async () => {
    mailbox.script({ fault: 'drop', times: 1 });
    expect(await mailer.send(mail())).toMatchObject({ outcome: 'deferred', smtpCode: null });
    const silent = await relay({}, true);
    expect(await createSmtpMailer({ url: silent.url, timeoutMs: 200 }).send(mail())).toMatchObject({ outcome: 'deferred', smtpCode: null });
    expect(await createSmtpMailer({ url: 'smtp://127.0.0.1:1' }).send(mail())).toMatchObject({ outcome: 'deferred', response: expect.stringContaining('ECONNREFUSED') });
  });

  it.each([
    ['a second recipient by line break', to('ann@acme.example>\r\nRCPT TO:<eve@evil.example')],
    ['a list of recipients', to('ann@acme.example,eve@evil.example')],
    ['a route', to('<@relay.example:ann@acme.example>')],
    ['a quoted local part', to('"ann lee"@acme.example')],
    ['a line break in the recipient\'s name', to('ann@acme.example', 'Ann\r\nBcc: eve@evil.example')],
    ['a line break in the sender\'s name', mail({ from: { name: 'Acme\nBcc: eve@evil.example', address: 'no-reply@provider.example' } })],
    ['a line break in the subject', mail({ subject: 'Hi\r\nBcc: eve@evil.example' })],
    ['a line break in the address for answers', mail({ replyTo: 'help@provider.example\r\nBcc: eve@evil.example' })],
    ['no sender', mail({ from: { name: '', address: '' } })],
  ])('refuses %s without asking the relay', async (_what, bad) => {
    expect(await mailer.send(bad)).toMatchObject({ outcome: 'refused', smtpCode: null });
    expect(mailbox.calls()).toEqual([]);
    expect(mailbox.messages()).toEqual([]);
  });
});

describe('check', () => {
  it('asks the relay for the sender and sends nothing', async () => {
    const { url, lines } = await relay({});
    expect(await createSmtpMailer({ url }).check('no-reply@provider.example')).toEqual({ result: 'allowed' });
    expect(verbs(lines)).toEqual(['EHLO', 'MAIL']);
    expect(await mailer.check('no-reply@provider.example')).toEqual({ result: 'allowed' });
    expect(mailbox.messages()).toEqual([]);
  });

  it('signs in as a mail would', async () => {
    const { url, lines } = await relay({ EHLO: '250-relay\r\n250 AUTH PLAIN', AUTH: '235 welcome' });
    const signedIn = createSmtpMailer({ url: `${url.replace('smtp://', 'smtp://user:secret@')}?requireTLS=false` });
    expect(await signedIn.check('no-reply@provider.example')).toEqual({ result: 'allowed' });
    expect(verbs(lines)).toEqual(['EHLO', 'AUTH', 'MAIL']);
  });

  it('tells a sender the relay does not want, or credentials, from a relay that is away', async () => {
    const check = async (replies: Replies) => {
      const { url } = await relay(replies);
      return createSmtpMailer({ url: `${url.replace('smtp://', 'smtp://user:secret@')}?requireTLS=false`, timeoutMs: 500 }).check('no-reply@provider.example');
    };
    expect(await check({ MAIL: '553 5.7.1 not your sender' })).toEqual({ result: 'refused', detail: '553 5.7.1 not your sender' });
    expect(await check({ EHLO: '250-relay\r\n250 AUTH PLAIN', AUTH: '535 5.7.8 wrong' })).toEqual({ result: 'refused', detail: '535 5.7.8 wrong' });
    expect(await check({ MAIL: '451 4.3.0 try later' })).toEqual({ result: 'unreachable', detail: '451 4.3.0 try later' });
    expect(await createSmtpMailer({ url: 'smtp://127.0.0.1:1' }).check('a@b.example')).toMatchObject({ result: 'unreachable', detail: expect.stringContaining('ECONNREFUSED') });
    expect(await mailer.check('a@b.example>\r\nRCPT TO:<c@d.example')).toMatchObject({ result: 'refused' });
  });
});
