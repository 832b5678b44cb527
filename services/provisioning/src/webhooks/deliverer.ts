import { asSystem, type Context, type Services } from '../context.ts';
import { withTenant } from '../db/db.ts';
import { serveWebhook } from './serve-webhook.ts';
import { findDueWebhooks } from './store.ts';

const EVERY_MS = 500;
/** A worker serves so many webhooks at once, and so many of one provider: whoever has many slow receivers holds up nobody else. */
const AT_ONCE = 64;
const OF_PROVIDER = 8;
/** Of one webhook so much waits in the queue; the feed itself keeps what follows, so that a receiver that is down does not copy it all. */
const MOST_PENDING = 10_000;
/** A process that ends waits so long for receivers; what they were sent and did not answer is sent again by another. */
const PATIENCE_MS = 4_000;

/**
 * Sends the events of all providers to their webhooks. Runs in every worker; two never serve the same webhook at once, and the work of a
 * killed one is taken up by the others.
 */
export function startDeliverer(ctx: Context, onError: (error: unknown) => void, mostPending = MOST_PENDING): { stop(): Promise<void> } {
  const lanes = new Map<string, { providerId: string; work: Promise<void> }>();
  const stopping = new AbortController();
  let looking: Promise<void> = Promise.resolve();
  let busy = false;

  const serve = (providerId: string, id: string): void => {
    const work = serveWebhook(asSystem(ctx, providerId, 'worker'), id, { stop: stopping.signal, mostPending })
      .catch(onError)
      .finally(() => void lanes.delete(id));
    lanes.set(id, { providerId, work });
  };
  const look = async (): Promise<void> => {
    if (lanes.size >= AT_ONCE) return;
    for (const { providerId, id } of await dueWebhooks(ctx)) {
      const ofProvider = [...lanes.values()].filter((lane) => lane.providerId === providerId).length;
      if (lanes.size < AT_ONCE && ofProvider < OF_PROVIDER && !lanes.has(id) && !stopping.signal.aborted) serve(providerId, id);
    }
  };
  const looks = setInterval(() => {
    if (busy) return;
    busy = true;
    looking = look().catch(onError).finally(() => (busy = false));
  }, EVERY_MS);

  return {
    async stop() {
      clearInterval(looks);
      stopping.abort();
      await looking;
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((done) => (timer = setTimeout(done, PATIENCE_MS)));
      await Promise.race([Promise.all([...lanes.values()].map(({ work }) => work)), patience]);
      clearTimeout(timer);
    },
  };
}

const dueWebhooks = ({ pool, clock }: Services) => withTenant(pool, 'system', (db) => findDueWebhooks(db, clock.now(), { ofEach: OF_PROVIDER, limit: 4 * AT_ONCE }));
