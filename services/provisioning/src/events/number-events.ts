import { type Context, inTransaction } from '../context.ts';
import { announceEvents } from './announce.ts';
import { appendLinks, type LinkRow, oldestArrivals, takeHead } from './chain-query.ts';
import { GENESIS, hashOf } from './chain.ts';

const BATCH = 500;

/**
 * Gives a batch of a provider's committed events their numbers, one after the other without a gap, and links them into its chain.
 * Whoever records an event never waits for this: only those who number wait for each other, one provider at a time.
 * @returns how many were numbered; 0 also while another process is at it.
 */
export async function numberEvents(ctx: Context, limit = BATCH): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const head = await takeHead(ctx.db, ctx.providerId, GENESIS);
    if (!head) return 0;
    const links: (LinkRow & { arrival: number })[] = [];
    let { sequence, hash } = head;
    for (const { arrival, event } of await oldestArrivals(ctx.db, ctx.providerId, limit)) {
      sequence += 1;
      hash = hashOf(hash, sequence, event);
      links.push({ providerId: ctx.providerId, arrival, sequence, eventId: event.id, hash });
    }
    await appendLinks(ctx.db, ctx.providerId, links);
    if (links.length > 0) await announceEvents(ctx);
    return links.length;
  });
}
