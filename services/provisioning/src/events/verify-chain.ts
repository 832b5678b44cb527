import { requireRight } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { findHead, hashAt, type HeadRow, linksAfter, noteVerification } from './chain-query.ts';
import { GENESIS, hashOf } from './chain.ts';

const PAGE = 1_000;
/** What one call checks at most, so that it answers within seconds however long the chain is. */
const MOST_PER_CALL = 20_000;

export type ChainState = { head: number; verifiedTo: number | null; verifiedAt: Date | null; brokenAt: number | null };
export type Verification = {
  intact: boolean;
  /** How many events this call looked at. */
  checked: number;
  /** The number of the newest event. */
  head: number;
  /** The first number whose event is not what was recorded, or is missing. */
  brokenAt: number | null;
  /** Ask again from here; null at the end of the chain. */
  next: number | null;
};

/** Where the chain ends and what the last verification found. */
export async function readChain(ctx: Context): Promise<ChainState> {
  requireRight(ctx, 'events:read');
  const head = await inTransaction(ctx, (ctx) => findHead(ctx.db, ctx.providerId));
  return { head: head?.sequence ?? 0, verifiedTo: head?.verifiedTo ?? null, verifiedAt: head?.verifiedAt ?? null, brokenAt: head?.brokenAt ?? null };
}

/**
 * Walks the chain and computes every hash anew from the events as they stand: a changed, added, swapped or missing event is found.
 * Long chains are walked in several calls.
 * @param wanted the number to go on after, at most one that was verified already; 0 for the beginning.
 */
export async function verifyChain(ctx: Context, wanted: number): Promise<Verification> {
  requireRight(ctx, 'events:read');
  return inTransaction(ctx, async (ctx) => {
    const head = await findHead(ctx.db, ctx.providerId);
    if (!head) return { intact: true, checked: 0, head: 0, brokenAt: null, next: null };
    // Nobody can have a part called verified that was never looked at.
    const after = wanted <= (head.verifiedTo ?? 0) ? wanted : 0;
    const { reached, brokenAt } = await walk(ctx, head, after);
    const done = brokenAt !== null || reached >= head.sequence;
    await noteVerification(ctx.db, ctx.providerId, { verifiedTo: brokenAt === null ? reached : brokenAt - 1, brokenAt, at: ctx.clock.now() });
    return { intact: brokenAt === null, checked: reached - after, head: head.sequence, brokenAt, next: done ? null : reached };
  });
}

/** How far the chain holds. Its end must be the one that is kept apart, or the newest events could be cut off unnoticed. */
async function walk(ctx: TxContext, head: HeadRow, after: number): Promise<{ reached: number; brokenAt: number | null }> {
  let reached = after;
  let hash = after === 0 ? GENESIS : await hashAt(ctx.db, ctx.providerId, after);
  if (!hash) return { reached, brokenAt: Math.max(1, Math.min(after, head.sequence)) };
  const goal = Math.min(head.sequence, after + MOST_PER_CALL);
  while (reached < goal) {
    const page = await linksAfter(ctx.db, ctx.providerId, reached, Math.min(PAGE, goal - reached));
    for (const { sequence, hash: kept, event } of page) {
      const expected: Buffer | null = event && sequence === reached + 1 ? hashOf(hash, sequence, event) : null;
      if (!expected?.equals(kept)) return { reached, brokenAt: reached + 1 };
      [reached, hash] = [sequence, kept];
    }
    if (page.length === 0) return { reached, brokenAt: reached + 1 };
  }
  return { reached, brokenAt: reached === head.sequence && !hash.equals(head.hash) ? reached : null };
}
