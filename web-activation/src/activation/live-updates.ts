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
  let lastNews = Date.now();
  let lastOpened = Date.now();
  const noteNews = () => (lastNews = Date.now());
  let source = openStream(listener, noteNews);
  let timer = setTimeout(look, runningPollMs);

  async function look(): Promise<void> {
    if (source.readyState === EventSource.CLOSED && Date.now() - lastOpened > reopenMs) {
      source = openStream(listener, noteNews);
      lastOpened = Date.now();
    }
    if (isPollDue(source, listener.isRunning(), Date.now() - lastNews)) {
      noteNews();
      await listener.poll();
    }
    if (!isStopped) timer = setTimeout(look, runningPollMs);
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

function openStream(listener: Listener, noteNews: () => void): EventSource {
  const stream = new EventSource(eventsUrl);
  stream.addEventListener('activation', (event) => {
    noteNews();
    listener.onActivation(activationIn(event));
  });
  // The user was deleted: the next answer says how to go on.
  stream.addEventListener('gone', () => void listener.poll());
  return stream;
}

function isPollDue(source: EventSource, isRunning: boolean, silentMs: number): boolean {
  if (document.hidden) return false;
  // Asking would keep an idle session alive for ever, so an open stream is trusted unless a set-up is running.
  if (source.readyState === EventSource.OPEN) return isRunning && silentMs > quietMs;
  return silentMs >= (isRunning ? runningPollMs : idlePollMs);
}

/** Safe: the stream is same-origin and its data is the same document that `GET /v1/activation/session` answers. */
function activationIn(event: MessageEvent<string>): Activation {
  return JSON.parse(event.data) as Activation;
}
