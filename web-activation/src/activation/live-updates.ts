import { eventsUrl, type Activation } from '../api.ts';

export type Listener = {
  onActivation(activation: Activation): void;
  /** asks the server, where the stream is missing or has gone quiet */
  poll(): Promise<void>;
  /** a set-up is running, so news is expected soon */
  isRunning(): boolean;
};

const runningPollMs = 3_000;
const idlePollMs = 15_000;
const quietMs = 20_000;
const reopenMs = 30_000;

/**
 * Follows the activation by server-sent events, and by polling while there is no stream: some proxies hold streams back,
 * others cut them. EventSource reconnects by itself after a cut; after a refusal it is opened again here.
 */
export function followActivation(listener: Listener): () => void {
  let isStopped = false;
  let source = open();
  let lastNews = Date.now();
  let lastOpened = Date.now();
  let timer = setTimeout(look, runningPollMs);

  function open(): EventSource {
    const stream = new EventSource(eventsUrl);
    stream.addEventListener('activation', (event) => {
      lastNews = Date.now();
      listener.onActivation(activationIn(event));
    });
    // The user was deleted: the next answer says how to go on.
    stream.addEventListener('gone', () => void listener.poll());
    return stream;
  }

  async function look(): Promise<void> {
    const now = Date.now();
    if (source.readyState === EventSource.CLOSED && now - lastOpened > reopenMs) {
      source = open();
      lastOpened = now;
    }
    if (isDue(now)) {
      lastNews = now;
      await listener.poll();
    }
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(look, runningPollMs);
  }

  function isDue(now: number): boolean {
    if (document.hidden) return false;
    // Asking would keep an idle session alive for ever, so an open stream is trusted unless a set-up is running.
    if (source.readyState === EventSource.OPEN) return listener.isRunning() && now - lastNews > quietMs;
    return now - lastNews >= (listener.isRunning() ? runningPollMs : idlePollMs);
  }

  function comeBack(): void {
    if (!document.hidden) void listener.poll();
  }

  document.addEventListener('visibilitychange', comeBack);
  addEventListener('online', comeBack);
  return () => {
    isStopped = true;
    clearTimeout(timer);
    source.close();
    document.removeEventListener('visibilitychange', comeBack);
    removeEventListener('online', comeBack);
  };
}

/** Safe: the stream is same-origin and its data is the same document that `GET /v1/activation/session` answers. */
function activationIn(event: MessageEvent<string>): Activation {
  return JSON.parse(event.data) as Activation;
}
