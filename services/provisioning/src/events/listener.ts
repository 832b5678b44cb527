import { EventEmitter } from 'node:events';
import pg from 'pg';
import type { Log } from '../context.ts';
import { CHANNEL } from './announce.ts';

const RECONNECT_MS = 1_000;
const ofProvider = (providerId: string) => `provider ${providerId}`;

/** A subscriber that changed; the template where the word said it. */
export type ChangeWord = { subscriberId: string; templateId: string | null };

/** Word of changes in all processes, over one connection of its own. */
export type ChangeListener = {
  /** Calls back after every change of this subscriber until the returned function is called. */
  onSubscriber(subscriberId: string, callback: () => void): () => void;
  /** The same for every subscriber of a provider; null means that words may have been missed. */
  onProvider(providerId: string, callback: (word: ChangeWord | null) => void): () => void;
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
    next.on('notification', ({ payload }) => {
      const { providerId, subscriberId, templateId = null } = JSON.parse(payload ?? '{}') as Partial<ChangeWord> & { providerId?: string };
      if (!providerId || !subscriberId) return;
      emitter.emit(subscriberId);
      emitter.emit(ofProvider(providerId), { subscriberId, templateId } satisfies ChangeWord);
    });
    await next.connect();
    await next.query(`listen ${CHANNEL}`);
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

  await connect();
  return {
    onSubscriber(subscriberId, callback) {
      emitter.on(subscriberId, callback);
      return () => void emitter.off(subscriberId, callback);
    },
    onProvider(providerId, callback) {
      emitter.on(ofProvider(providerId), callback);
      return () => void emitter.off(ofProvider(providerId), callback);
    },
    async stop() {
      stopped = true;
      await client?.end().catch(() => undefined);
    },
  };
}
