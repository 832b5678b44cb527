import { once } from 'node:events';
import { afterAll, expect, it } from '@jest/globals';
import Fastify from 'fastify';
import type { Context } from '../context.ts';
import type { App } from './app-type.ts';
import { endWithSession } from './end-with-session.ts';

const app = Fastify() as unknown as App;
afterAll(() => app.close());

it('listens for the end of a session as long as its answer is on the way, and not for a caller who left before', async () => {
  let listening = 0;
  const seen: number[] = [];
  app.addHook('onRequest', async (request, reply) => {
    request.ctx = { actor: { kind: 'admin', sessionId: 's' } } as unknown as Context;
    if (request.url !== '/left') return;
    request.raw.destroy();
    await once(reply.raw, 'close');
  });
  endWithSession(app, { onSession: () => ((listening += 1), () => void (listening -= 1)), standingOf: async () => 'same' });
  app.get('/:what', async () => seen.push(listening));
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  await fetch(`${url}/stays`).then((answer) => answer.text());
  await fetch(`${url}/left`).catch(() => undefined);
  // Whoever comes later finds nobody else listening.
  await fetch(`${url}/stays`).then((answer) => answer.text());
  expect(seen.at(-1)).toBe(1);
});
