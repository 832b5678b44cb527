import { setTimeout as sleep } from 'node:timers/promises';
import type { Child, Ending } from './child.ts';

const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 10_000;
const STEADY_AFTER = 30_000;

/** A program that is started again whenever it ends unasked. */
export type KeptAlive = { child: () => Child; end: (patience: number) => Promise<void>; kill: () => void };

/**
 * Keeps a program running once it is up: after an unasked end it is started again, at once the first time, then after ever
 * longer pauses, up to ten seconds; half a minute without an end makes the next pause short again.
 */
export function keepAlive(first: Child, start: () => Child, tell: (line: string) => void): KeptAlive {
  const stop = new AbortController();
  let child = first;
  const watch = async () => {
    for (let failures = 0; ; failures += 1) {
      const since = Date.now();
      const ending = await child.ended;
      if (stop.signal.aborted) return;
      if (Date.now() - since > STEADY_AFTER) failures = 0;
      const pause = pauseAfter(failures);
      tell(`${child.name} ended (${inWords(ending)}); starting it again${pause > 1000 ? ` in ${Math.round(pause / 1000)} s` : ''}.`);
      await sleep(pause, undefined, { signal: stop.signal }).catch(() => undefined);
      if (stop.signal.aborted) return;
      child = start();
    }
  };
  void watch();
  return {
    child: () => child,
    end: (patience) => {
      stop.abort();
      return child.end(patience);
    },
    kill: () => {
      stop.abort();
      child.kill();
    },
  };
}

/** Milliseconds to wait after so many ends in a row. */
export function pauseAfter(failures: number): number {
  return failures === 0 ? 0 : Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** failures);
}

export function inWords({ code, signal }: Ending): string {
  return signal ? `signal ${signal}` : `exit code ${code}`;
}
