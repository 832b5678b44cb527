import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { CallRecord } from '../call-record.ts';
import { reachableHost, type Address } from '../http-simulator.ts';
import type { RuleBook } from '../script-rules.ts';
import type { Bounces } from './bounces.ts';
import type { Messages } from './messages.ts';

/** Misbehaviour towards one recipient: `refuse` is 550 for good, `defer` is 451 for now, `drop` cuts the connection. */
export type MailboxFault = { fault: 'refuse' } | { fault: 'defer' } | { fault: 'drop' } | { fault: 'delay'; delayMs: number };

export type SmtpSink = { host: string; port: number; forgetDeferred(): void; close(): Promise<void> };

export type SmtpParts = { messages: Messages; calls: CallRecord; rules: RuleBook<MailboxFault>; bounces: Bounces };

/** Listens for mail from anybody, with or without a sign-in, and keeps what its recipients are not refused. */
export const startSmtpSink = async ({ messages, calls, rules, bounces }: SmtpParts, { host = '127.0.0.1', port = 0 }: Address): Promise<SmtpSink> => {
  const deferred = new Set<string>();
  const sockets = new Set<Socket>();
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    // Its only certificate would be a self-signed one, which a careful client rightly rejects.
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 1,
    onAuth: (auth, _session, callback) => callback(null, { user: auth.username ?? 'anyone' }),
    onRcptTo: ({ address: email }, { remotePort }, callback) => {
      const fault = rules.take({ method: 'RCPT', userId: null, email }) ?? magicFault(email, deferred);
      const cut = (): void => sockets.forEach((socket) => socket.remotePort === remotePort && socket.destroy());
      void answerRecipient(fault, cut).then((error) => {
        calls.add({ method: 'RCPT', path: email, email, status: error ? error.responseCode : 250, fault: fault?.fault ?? null });
        callback(error);
      });
    },
    onData: (stream, session, callback) => {
      void receive(stream, session, { messages, bounces }).then(() => callback(), callback);
    },
  });
  server.server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // A client that hangs up in the middle is nothing the simulator has to report.
  server.on('error', () => undefined);
  const address = await listening(server, host, port);
  return {
    ...address,
    forgetDeferred: () => deferred.clear(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        sockets.forEach((socket) => socket.destroy());
      }),
  };
};

const answerRecipient = async (fault: MailboxFault | undefined, cut: () => void): Promise<SmtpError | null> => {
  if (fault?.fault === 'refuse') return new SmtpError(550, '5.1.1 No such mailbox here');
  if (fault?.fault === 'defer') return new SmtpError(451, '4.7.1 Come back later');
  if (fault?.fault === 'delay') await sleep(fault.delayMs, undefined, { ref: false });
  if (fault?.fault === 'drop') cut();
  return null;
};

class SmtpError extends Error {
  readonly responseCode: number;

  constructor(responseCode: number, message: string) {
    super(message);
    this.responseCode = responseCode;
  }
}

/** Addresses that misbehave by their local part alone. */
const magicFault = (email: string, deferred: Set<string>): MailboxFault | undefined => {
  const key = email.toLowerCase();
  if (key.startsWith('refused')) return { fault: 'refuse' };
  if (!key.startsWith('deferred-once') || deferred.has(key)) return undefined;
  deferred.add(key);
  return { fault: 'defer' };
};

/** One mail to three recipients is three messages: each address has its own mailbox. */
const receive = async (stream: SMTPServerDataStream, session: SMTPServerSession, { messages, bounces }: Pick<SmtpParts, 'messages' | 'bounces'>): Promise<void> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  const mail = await PostalMime.parse(Buffer.concat(chunks));
  const returnPath = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address;
  for (const { address } of session.envelope.rcptTo) {
    if (bounces.consider(address, returnPath)) continue;
    messages.add({ to: address, from: mail.from?.address ?? '', subject: mail.subject ?? '', text: mail.text ?? '', html: withPictures(mail) });
  }
};

/** The HTML with the pictures that came along written into it, as mail programs show them. */
const withPictures = ({ html = '', attachments }: Email): string =>
  attachments.reduce((text, { contentId, mimeType, content }) => {
    if (!contentId || typeof content === 'string') return text;
    return text.replaceAll(`cid:${contentId.replace(/^<|>$/g, '')}`, `data:${mimeType};base64,${Buffer.from(new Uint8Array(content)).toString('base64')}`);
  }, html);

const listening = (server: SMTPServer, host: string, port: number): Promise<{ host: string; port: number }> =>
  new Promise((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.server.address();
      if (address === null || typeof address === 'string') return reject(new Error('The SMTP server has no TCP address.'));
      resolve({ host: reachableHost(host, address), port: address.port });
    });
  });
