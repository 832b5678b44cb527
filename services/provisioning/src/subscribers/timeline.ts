import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import type { Page } from '../db/page.ts';
import { listEventsOf } from '../events/list-events.ts';
import type { ActorKind } from '../events/event.ts';
import type { EventRow } from '../events/store.ts';
import { loadVisibleSubscriber } from './load-subscriber.ts';

export type TimelineEntry = Pick<EventRow, 'id' | 'at' | 'type' | 'data' | 'traceId'> & { actor: { kind: ActorKind; name: string | null } };

/** Everything that happened to a user, newest first. @throws subscriber.not_found */
export async function readTimeline(ctx: Context, id: string, page: { limit: number; after: string | null }): Promise<Page<TimelineEntry, string>> {
  requireRight(ctx, 'subscribers:read');
  return inTransaction(ctx, async (ctx) => {
    await loadVisibleSubscriber(ctx, id);
    const { items, next } = await listEventsOf(ctx, id, page);
    return { items: items.map(entryOf), next };
  });
}

const entryOf = ({ id, at, type, actorKind, actorName, data, traceId }: EventRow): TimelineEntry => ({ id, at, type, actor: { kind: actorKind, name: actorName }, data, traceId });
