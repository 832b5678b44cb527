import type { ServerResponse } from 'node:http';
import { problem } from '../problems.ts';
import type { ChangeListener } from './listener.ts';

/** One process lets so many calls wait, and so many of one provider, so that none takes the places of the others. */
const MOST_WAITING = 1_000;
const MOST_OF_PROVIDER = 50;

/** Calls that wait for an event. Nobody holds a database connection meanwhile. */
export class FeedWaiting {
  readonly #changes: ChangeListener;
  readonly #ends = new Map<() => void, string>();
  #isEnding = false;

  constructor(changes: ChangeListener) {
    this.#changes = changes;
  }

  /**
   * Looks again after every word of new events, until `look` gives something or the time is up, the caller is gone or the process ends.
   * @param look gives null while there is nothing; on the last look it must give something.
   * @throws events.too_many_waiting
   */
  async until<T>({ providerId, raw, seconds }: { providerId: string; raw: ServerResponse; seconds: number }, look: (isLast: boolean) => Promise<T | null>): Promise<T> {
    const ofProvider = [...this.#ends.values()].filter((id) => id === providerId).length;
    if (this.#ends.size >= MOST_WAITING || ofProvider >= MOST_OF_PROVIDER) throw problem('events.too_many_waiting', { retryAfterSeconds: 5 });
    // The first look took a moment, in which the caller may have left and the process may have been told to end.
    let isOver = this.#isEnding || raw.closed;
    let hasWord = false;
    let wake: () => void = () => undefined;
    const tell = () => {
      hasWord = true;
      wake();
    };
    const end = () => {
      isOver = true;
      wake();
    };
    const stopListening = this.#changes.onEvents(providerId, tell);
    const timer = setTimeout(end, seconds * 1_000);
    this.#ends.set(end, providerId);
    raw.once('close', end);
    try {
      for (;;) {
        hasWord = false;
        const found = await look(isOver);
        if (found !== null) return found;
        // What came while looking is looked for at once: no word is lost between the look and the wait.
        if (!hasWord && !isOver) await new Promise<void>((done) => (wake = done));
      }
    } finally {
      stopListening();
      clearTimeout(timer);
      this.#ends.delete(end);
      raw.off('close', end);
    }
  }

  /** Answers everybody who waits, with what there is; from now on nobody is let wait. */
  endAll(): void {
    this.#isEnding = true;
    for (const end of [...this.#ends.keys()]) end();
  }
}
