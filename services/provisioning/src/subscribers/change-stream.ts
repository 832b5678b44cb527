import type { FastifyReply } from 'fastify';
import type { Context } from '../context.ts';
import type { ChangeListener, ChangeWord } from '../events/listener.ts';
import { type OpenStreams, streamHeaders } from '../http/open-streams.ts';
import { problem } from '../problems.ts';
import { visibleChanges } from './visible-changes.ts';

/** Words are gathered for so long, so that a bulk operation is a few words and not thousands. */
const GATHER_MS = 1_000;
const HEARTBEAT_MS = 15_000;
/** More than a page ever shows; beyond that the word is "look again". */
const MOST_IDS = 500;
/** A page that does not read what it is sent is let go; it connects again when it wakes up. */
const MOST_UNREAD_BYTES = 256 * 1024;

type Watch = {
  providerId: string;
  templateId: string | undefined;
  /** Who asks, as of now; null when the session has ended. */
  whoAsks: () => Promise<Context | null>;
};

/**
 * Says `ready` at once, then which subscribers changed (`changed`, ids only), gathered over a second; `missed` when words may
 * have been lost, and `ended` when the session or the right is gone. The page asks for what it shows by itself.
 * @throws service.unavailable while too many streams are open; the page then asks now and then.
 */
export async function streamChanges(reply: FastifyReply, parts: { changes: ChangeListener; streams: OpenStreams }, watch: Watch): Promise<void> {
  if (parts.streams.isFull) throw problem('service.unavailable', { detail: 'Too many pages are watching.' });
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, streamHeaders);
  const say = (event: string, data: object): void => {
    if (raw.writableLength > MOST_UNREAD_BYTES) raw.destroy();
    else raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const gathered = new Map<string, ChangeWord>();
  let missed = false;
  let gathering: NodeJS.Timeout | undefined;
  let sending: Promise<void> = Promise.resolve();

  const send = (): void => {
    gathering = undefined;
    const words = [...gathered.values()];
    const everything = missed || words.length > MOST_IDS;
    gathered.clear();
    missed = false;
    sending = sending.then(() => tell(words, everything)).catch(() => void raw.end('event: ended\ndata: {}\n\n'));
  };
  const tell = async (words: readonly ChangeWord[], everything: boolean): Promise<void> => {
    const ctx = await watch.whoAsks();
    if (!ctx) throw problem('access.signed_out');
    const subscriberIds = await visibleChanges(ctx, words, watch.templateId);
    if (everything) say('missed', {});
    else if (subscriberIds.length > 0) say('changed', { subscriberIds });
    else if (words.length === 0) raw.write(': still here\n\n');
  };
  const gather = (word: ChangeWord | null): void => {
    if (!word) missed = true;
    else if (gathered.size <= MOST_IDS) gathered.set(word.subscriberId, { ...word, templateId: word.templateId ?? gathered.get(word.subscriberId)?.templateId ?? null });
    gathering ??= setTimeout(send, GATHER_MS);
  };

  const stopListening = parts.changes.onProvider(watch.providerId, gather);
  // With nothing to say it is still asked now and then whether the session goes on.
  const heartbeat = setInterval(() => gathering ?? send(), HEARTBEAT_MS);
  await parts.streams.hold(raw, () => say('ready', {}));
  stopListening();
  clearInterval(heartbeat);
  clearTimeout(gathering);
}
