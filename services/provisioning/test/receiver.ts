import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';

export type Received = { path: string; headers: IncomingHttpHeaders; body: string; event: { id: string; type: string; vestibulesequence: string; data: Record<string, unknown> }; at: number };
export type Answer = { status?: number; headers?: Record<string, string>; body?: string; never?: boolean };

/** A receiver of webhooks: a real server on a real port that keeps what it gets and answers as it is told. */
export async function startReceiver() {
  const received: Received[] = [];
  let answer: (one: Received) => Answer | Promise<Answer> = () => ({});
  let inHand = 0;
  let mostInHand = 0;
  const server = createServer((request, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const body = Buffer.concat(chunks).toString();
      const one: Received = { path: request.url ?? '', headers: request.headers, body, event: JSON.parse(body) as Received['event'], at: received.length };
      received.push(one);
      mostInHand = Math.max(mostInHand, ++inHand);
      const { status = 204, headers = {}, body: text = '', never = false } = await answer(one);
      inHand--;
      if (!never) response.writeHead(status, headers).end(text);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    received,
    mostInHand: () => mostInHand,
    answerWith: (next: typeof answer) => void (answer = next),
    clear: () => void received.splice(0),
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
export type Receiver = Awaited<ReturnType<typeof startReceiver>>;
