import type { Activation } from '../src/api.ts';

/** Stands in for the browser's EventSource, which jsdom lacks; tests speak and hang up through it. */
export class FakeEventSource extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 2;
  static readonly opened: FakeEventSource[] = [];

  readyState: number = FakeEventSource.OPEN;
  readonly url: string;

  constructor(url: string) {
    super();
    this.url = url;
    FakeEventSource.opened.push(this);
  }

  static install(): void {
    Object.assign(globalThis, { EventSource: FakeEventSource });
  }

  /** The stream the page listens to now. */
  static get current(): FakeEventSource {
    const last = FakeEventSource.opened.at(-1);
    if (!last) throw new Error('no stream was opened');
    return last;
  }

  close(): void {
    this.readyState = FakeEventSource.CLOSED;
  }

  say(activation: Activation): void {
    this.dispatchEvent(new MessageEvent('activation', { data: JSON.stringify(activation) }));
  }
}
