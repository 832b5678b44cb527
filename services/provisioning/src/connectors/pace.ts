import { setTimeout as sleep } from 'node:timers/promises';
import type { Limits } from './settings.ts';

/** A little slower than allowed: on the way requests catch up with each other. */
const SPARE = 1.05;
/** A rate that is slower than this is kept by the gate, from one piece of work to the next; none is held up for longer in the middle. */
const LONGEST_WAIT_MS = 2_000;

/** When the last request to each connector left this process, and the line of those that want to leave. */
const lines = new Map<string, { leftAt: number; last: Promise<void> }>();

/**
 * Requests to one connector leave this process one by one, never closer together than its rate. The gate counts for all processes
 * what may be done; this keeps what it has let in from leaving in crowds.
 */
export function paceOf(connectorId: string, { callsPerSecond }: Limits): () => Promise<void> {
  const interval = Math.min(LONGEST_WAIT_MS, (SPARE * 1000) / callsPerSecond);
  return () => {
    const line = lines.get(connectorId) ?? { leftAt: -Infinity, last: Promise.resolve() };
    lines.set(connectorId, line);
    line.last = line.last.then(async () => {
      const waitMs = line.leftAt + interval - performance.now();
      if (waitMs > 0) await sleep(waitMs);
      line.leftAt = performance.now();
    });
    return line.last;
  };
}
