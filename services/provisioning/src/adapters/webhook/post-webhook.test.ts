import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPostWebhook } from './post-webhook.ts';

const answers: Record<string, (response: ServerResponse) => void> = {
  '/bomb': (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(64 * 2 ** 20, 'a'))),
  '/endless': (response) => {
    response.writeHead(200);
    const pour = () => void (response.destroyed || (response.write(Buffer.alloc(65_536, 'b')) ? setImmediate(pour) : response.once('drain', pour)));
    pour();
  },
  '/redirect': (response) => response.writeHead(307, { location: '/bomb' }).end(),
  '/headers': (response) => response.writeHead(200, { 'x-long': 'c'.repeat(200_000) }).end(),
  '/binary': (response) => response.writeHead(500).end(Buffer.from([0, 0xff, 0xfe, 0x41])),
};

/** What a receiver that means harm may answer. */
describe('posting an event', () => {
  const server = createServer({ maxHeaderSize: 400_000 }, ({ url = '' }, response) => answers[url]?.(response));
  const asked: string[] = [];
  let origin: string;
  beforeAll(async () => {
    server.on('request', ({ url = '' }) => asked.push(url)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const post = (path: string, allowPrivate = true) => createPostWebhook({ allowPrivate })({ url: `${origin}${path}`, headers: {}, body: '{}', now: new Date() });

  it.each(['/bomb', '/endless'])('reads no more of %s than is kept', async (path) => {
    const { outcome, reply } = await post(path);
    expect([outcome, reply?.length]).toEqual(['delivered', 1_000]);
  });

  it('follows no redirect, refuses headers without end, and keeps only text that can be stored', async () => {
    expect(await post('/redirect')).toMatchObject({ outcome: 'redirected', status: 307 });
    expect(await post('/headers')).toMatchObject({ outcome: 'timed_out', status: null });
    expect((await post('/binary')).reply).not.toMatch(/\0/);
    expect(asked.filter((path) => path === '/bomb')).toHaveLength(1);
  });

  it('calls nobody in a private network where that is not allowed, however the address is written', async () => {
    const before = asked.length;
    const port = new URL(origin).port;
    for (const host of ['127.0.0.1', '2130706433', '0x7f.1', '0177.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '[::127.0.0.1]', '[64:ff9b::7f00:1]', '[::ffff:0:7f00:1]']) {
      const { outcome, detail } = await createPostWebhook({ allowPrivate: false })({ url: `http://${host}:${port}/bomb`, headers: {}, body: '{}', now: new Date() });
      expect([host, outcome, detail]).toEqual([host, 'unreached', 'the address is in a network that must not be called']);
    }
    expect(asked).toHaveLength(before);
  });
});
