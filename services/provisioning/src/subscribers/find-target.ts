import { visibleTemplates } from '../access.ts';
import type { TxContext } from '../context.ts';
import { STUCK_AFTER_MS } from './subscriber.ts';
import { type FactsGroup, groupFacts, type NamedUser, selectByUserIds, selectHolders, selectTarget, type Target, TARGET_LIMIT } from './target-query.ts';

export type { FactsGroup, NamedUser, Target };
export { TARGET_LIMIT };

const CHUNK = 5_000;

/** What the users of a target are like, grouped and counted; only those the actor may see. Checks no right. */
export function describeTarget(ctx: TxContext, target: Target, moveTo: string | null): Promise<FactsGroup[]> {
  const stuckBefore = new Date(ctx.clock.now().getTime() - STUCK_AFTER_MS);
  return groupFacts(ctx.db, ctx.providerId, { target, visible: visibleTemplates(ctx.actor), stuckBefore, moveTo });
}

/** The next users of a target behind `after`, by id; only those the actor may see, and who were there at `until`. Checks no right. */
export function readTarget(ctx: TxContext, target: Target, page: { after: string | null; until: Date; limit: number }): Promise<{ id: string; userId: string }[]> {
  return selectTarget(ctx.db, ctx.providerId, { target, visible: visibleTemplates(ctx.actor), ...page });
}

/** Users the actor may see by their BroadWorks ids, any number of them; one id may name one user on each cluster. Checks no right. */
export async function findByUserIds(ctx: TxContext, userIds: readonly string[]): Promise<Map<string, NamedUser[]>> {
  const found = new Map<string, NamedUser[]>();
  for (const chunk of chunksOf(userIds)) {
    for (const user of await selectByUserIds(ctx.db, ctx.providerId, chunk, visibleTemplates(ctx.actor))) found.set(user.userId, [...(found.get(user.userId) ?? []), user]);
  }
  return found;
}

/** Who holds these addresses as confirmed: address -> user's id. Checks no right. */
export async function findHolders(ctx: TxContext, emails: readonly string[]): Promise<Map<string, string>> {
  const holders = new Map<string, string>();
  for (const chunk of chunksOf(emails)) {
    for (const { id, email } of await selectHolders(ctx.db, ctx.providerId, chunk)) if (email !== null) holders.set(email, id);
  }
  return holders;
}

function chunksOf(all: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(all.length / CHUNK) }, (_, index) => all.slice(index * CHUNK, (index + 1) * CHUNK));
}
