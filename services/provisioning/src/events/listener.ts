import { EventEmitter } from 'node:events';
import pg from 'pg';
import type { Log } from '../context.ts';
import { CHANNEL, EVENTS_CHANNEL, SESSION_CHANNEL } from './announce.ts';

const RECONNECT_MS = 1_000;
const ofProvider = (providerId: string) => `provider ${providerId}`;
const eventsOf = (providerId: string) => `events ${providerId}`;

/** A subscriber that changed; the template where the word said it. */
export type ChangeWord = { subscriberId: string; templateId: string | null };

/** Word of changes in all processes, over one connection of its own. */
export type ChangeListener = {
  /** Calls back after every change of this subscriber until the returned function is called. */
  onSubscriber(subscriberId: string, callback: () => void): () => void;
  /** The same for every subscriber of a provider; null means that words may have been missed. */
  onProvider(providerId: string, callback: (word: ChangeWord | null) => void): () => void;
  /** The same for an admin's session: it has ended, or may do something else now. */
  onSession(sessionId: string, callback: () => void): () => void;
  /** The same for a provider whose newest events have got their numbers. */
  onEvents(providerId: string, callback: () => void): () => void;
  stop(): Promise<void>;
};

/** Listens until stopped; a lost connection is opened again, and then everybody is told to look, since a word may have been missed. */
export async function startListening(databaseUrl: string, log: Log): Promise<ChangeListener> {
  const emitter = new EventEmitter().setMaxListeners(0);
  let client: pg.Client | null = null;
  let stopped = false;

  const connect = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: databaseUrl, application_name: 'vestibule-listen' });
    next.on('error', () => lost());
    next.on('end', () => lost());
    next.on('notification', ({ channel, payload }) => {
      if (channel === EVENTS_CHANNEL && payload) return void emitter.emit(eventsOf(payload));
      const { providerId, subscriberId, sessionId, templateId = null } = JSON.parse(payload ?? '{}') as Partial<ChangeWord> & { providerId?: string; sessionId?: string };
      if (sessionId) emitter.emit(sessionId);
      if (!providerId || !subscriberId) return;
      emitter.emit(subscriberId);
      emitter.emit(ofProvider(providerId), { subscriberId, templateId } satisfies ChangeWord);
    });
    await next.connect();
    await next.query(`listen ${CHANNEL}; listen ${SESSION_CHANNEL}; listen ${EVENTS_CHANNEL}`);
    client = next;
    for (const name of emitter.eventNames()) emitter.emit(name, null);
  };
  const lost = (): void => {
    if (stopped || !client) return;
    client = null;
    log.warn({}, 'lost the connection that hears of changes; opening it again');
    const again = (): void => void connect().catch(() => (stopped ? undefined : setTimeout(again, RECONNECT_MS).unref()));
    again();
  };

  const onWordOf = (id: string, callback: () => void) => {
    emitter.on(id, callback);
    return () => void emitter.off(id, callback);
  };

  await connect();
  return {
    onSubscriber: onWordOf,
    onProvider(providerId, callback) {
      emitter.on(ofProvider(providerId), callback);
      return () => void emitter.off(ofProvider(providerId), callback);
    },
    onSession: onWordOf,
    onEvents: (providerId, callback) => onWordOf(eventsOf(providerId), callback),
    async stop() {
      stopped = true;
      await client?.end().catch(() => undefined);
    },
  };
}
