import { type Context, inTransaction } from '../context.ts';
import { announceEvents } from './announce.ts';
import { appendLinks, type LinkRow, oldestArrivals, takeHead } from './chain-query.ts';
import { GENESIS, hashOf } from './chain.ts';
import { publicTypeOf } from './public-event.ts';

const BATCH = 500;

/**
 * Gives a batch of a provider's committed events their numbers, one after the other without a gap, and links them into its chain. Those
 * that are told to others get the next number on the feed as well, so that there, too, none is left out.
 * Whoever records an event never waits for this: only those who number wait for each other, one provider at a time.
 * @returns how many were numbered; 0 also while another process is at it.
 */
export async function numberEvents(ctx: Context, limit = BATCH): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const head = await takeHead(ctx.db, ctx.providerId, GENESIS);
    if (!head) return 0;
    const links: (LinkRow & { arrival: number })[] = [];
    let { sequence, hash, number } = head;
    for (const { arrival, event } of await oldestArrivals(ctx.db, ctx.providerId, limit)) {
      sequence += 1;
      hash = hashOf(hash, sequence, event);
      const isTold = publicTypeOf(event.type, event.data) !== null;
      if (isTold) number += 1;
      links.push({ providerId: ctx.providerId, arrival, sequence, eventId: event.id, hash, number: isTold ? number : null });
    }
    await appendLinks(ctx.db, ctx.providerId, links, number);
    if (number > head.number) await announceEvents(ctx);
    return links.length;
  });
}
