import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { expect, it } from '@jest/globals';
import { FeedWaiting } from './feed-waiting.ts';
import type { ChangeListener } from './listener.ts';

const quiet = { onEvents: () => () => undefined } as unknown as ChangeListener;
const call = (closed = false) => ({ providerId: 'p', raw: Object.assign(new EventEmitter(), { closed }) as unknown as ServerResponse, seconds: 60 });
/** Finds nothing, and says so when it must answer. */
const look = async (isLast: boolean) => (isLast ? 'nothing' : null);

it('answers whoever waits when the process ends, and whoever begins to wait after that', async () => {
  const waiting = new FeedWaiting(quiet);
  const before = waiting.until(call(), look);
  waiting.endAll();
  expect(await Promise.all([before, waiting.until(call(), look)])).toEqual(['nothing', 'nothing']);
});

it('keeps no place for a caller who is gone already', async () => {
  expect(await new FeedWaiting(quiet).until(call(true), look)).toBe('nothing');
});
