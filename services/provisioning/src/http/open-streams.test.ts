import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { expect, it } from '@jest/globals';
import { OpenStreams } from './open-streams.ts';

/** As much of an answer as a stream needs: it can end, and it can be left. */
const answer = (closed = false) => Object.assign(new EventEmitter(), { closed, end: () => undefined }) as unknown as ServerResponse;

it('holds as many as it may, and has room again when a page is left', async () => {
  const streams = new OpenStreams(1);
  const page = answer();
  const held = streams.hold(page, () => undefined);
  expect(streams.isFull).toBe(true);
  page.emit('close');
  await held;
  expect(streams.isFull).toBe(false);
});

it('lets all go at once', async () => {
  const streams = new OpenStreams();
  const held = [answer(), answer()].map((page) => streams.hold(page, () => undefined));
  streams.endAll();
  await expect(Promise.all(held)).resolves.toHaveLength(2);
});

it('holds nobody who left before, and nobody once the process ends', async () => {
  const streams = new OpenStreams();
  await streams.hold(answer(true), () => undefined);
  streams.endAll();
  await streams.hold(answer(), () => undefined);
});
