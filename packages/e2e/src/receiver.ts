import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';

export type Received = { headers: IncomingHttpHeaders; body: string };
/** Somebody else's system that takes webhooks: keeps what it was sent and answers as it is told. */
export type Receiver = { url: string; received: Received[]; answer: (status: number, body?: string) => void; close: () => Promise<void> };

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let says = { status: 204, body: '' };
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part)).on('end', () => {
      received.push({ headers: request.headers, body });
      response.writeHead(says.status, { 'content-type': 'text/plain' }).end(says.body || undefined);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the receiver has no port');
  return {
    url: `http://127.0.0.1:${address.port}/hooks/vestibule`,
    received,
    answer: (status, body = '') => void (says = { status, body }),
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

/** Checks what came as a receiver does by hand: the HMAC of Standard Webhooks over id, time and body. */
export function isSignedWith(secret: string, { headers, body }: Received): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const mine = createHmac('sha256', key).update(`${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`).digest('base64');
  return String(headers['webhook-signature']).split(' ').includes(`v1,${mine}`);
}
