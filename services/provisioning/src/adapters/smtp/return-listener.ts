import { Buffer } from 'node:buffer';
import PostalMime from 'postal-mime';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import { type DeliveryReport, readDeliveryStatus } from '../../mail/delivery-report.ts';

const MOST_BYTES = 512 * 1024;
const MOST_CLIENTS = 20;

export type ReturnListenerOptions = {
  host: string;
  port: number;
  /** Is this one of our return addresses? */
  isOurs: (address: string) => boolean;
  /** Takes a report. `later`: the sender shall come back with it. */
  take: (returnAddress: string, report: DeliveryReport) => Promise<'taken' | 'later' | 'unknown'>;
  onError: (error: unknown) => void;
};

/**
 * Listens for the mails in which mail servers report (RFC 3464) to our return addresses. It takes mail for nobody else, and what is
 * no report (holiday notes, complaints) it takes and drops: an answer to it would go round in circles.
 */
export async function listenForReturns({ host, port, isOurs, take, onError }: ReturnListenerOptions): Promise<{ port: number; close(): Promise<void> }> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: MOST_BYTES,
    maxClients: MOST_CLIENTS,
    socketTimeout: 30_000,
    closeTimeout: 1_000,
    onRcptTo: ({ address }, _session, callback) => callback(isOurs(address) ? null : answer(550, '5.1.1 Nobody has this address')),
    onData: (stream, session, callback) => {
      void receive(stream, session.envelope.rcptTo.map(({ address }) => address), take).then(callback, (error: unknown) => {
        onError(error);
        callback(answer(451, '4.3.0 Try again later'));
      });
    },
  });
  server.on('error', onError);
  await new Promise<void>((listening, failed) => {
    server.server.once('error', failed);
    server.listen(port, host, () => listening());
  });
  const address = server.server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}

/** @returns what to refuse the mail with, or null */
async function receive(stream: SMTPServerDataStream, recipients: readonly string[], take: ReturnListenerOptions['take']): Promise<Error | null> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  if (stream.sizeExceeded) return answer(552, '5.3.4 A report is smaller than this');
  const report = await reportIn(Buffer.concat(chunks));
  if (!report) return null;
  const outcomes = await Promise.all(recipients.map((recipient) => take(recipient, report)));
  return outcomes.includes('later') ? answer(451, '4.3.0 This mail is still on its way, come back in a minute') : null;
}

async function reportIn(raw: Buffer): Promise<DeliveryReport | null> {
  const mail = await PostalMime.parse(raw, { attachmentEncoding: 'arraybuffer', rfc822Attachments: true }).catch(() => null);
  const part = mail?.attachments.find(({ mimeType }) => mimeType === 'message/delivery-status' || mimeType === 'message/global-delivery-status');
  if (!part) return null;
  return readDeliveryStatus(typeof part.content === 'string' ? part.content : new TextDecoder().decode(part.content));
}

const answer = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode });
