import type { ServerResponse } from 'node:http';

/** Streams that are open now; a process that is told to end ends them, and the pages connect again elsewhere. */
export class OpenStreams {
  readonly #ends = new Set<() => void>();
  readonly #most: number;
  #isEnding = false;

  /** @param most how many at once; each costs memory and a connection for as long as a page is open. */
  constructor(most = Number.POSITIVE_INFINITY) {
    this.#most = most;
  }

  get isFull(): boolean {
    return this.#ends.size >= this.#most;
  }

  /** @returns a promise that resolves when the page goes away or the process ends; at once where that was before. */
  async hold(raw: ServerResponse, whileOpen: () => void): Promise<void> {
    if (this.#isEnding || raw.closed) return void raw.end();
    await new Promise<void>((done) => {
      const end = () => {
        this.#ends.delete(end);
        raw.end();
        done();
      };
      this.#ends.add(end);
      raw.on('close', end);
      whileOpen();
    });
  }

  endAll(): void {
    this.#isEnding = true;
    for (const end of [...this.#ends]) end();
  }
}

/** What every stream of server-sent events begins with; never stored, and never held back by a proxy. */
export const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  connection: 'keep-alive',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
};
