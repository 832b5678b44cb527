import { requireRight } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { isBackwards, type Page, type PageRequest } from '../db/page.ts';
import { listEventsOf, listEventsOfType } from '../events/list-events.ts';
import type { EventRow } from '../events/store.ts';
import { findDeliveries } from '../mail/find-deliveries.ts';
import { findOpenOperation, listTries } from '../operations/list-tries.ts';
import { loadVisibleSubscriber } from './load-subscriber.ts';
import { attemptOf, endedTry, entryOf, foldedTypes, mailOf, openEntry, type TimelineEntry, type TimelineMail } from './timeline-entry.ts';

const MOST_REFUSALS = 200;

/**
 * What happened to a user as a person follows it, newest first: a mail is one entry with its delivery, work downstream one entry a
 * try with its steps. @throws subscriber.not_found
 */
export async function readTimeline(ctx: Context, id: string, request: PageRequest<string>): Promise<Page<TimelineEntry, string>> {
  requireRight(ctx, 'subscribers:read');
  return inTransaction(ctx, async (ctx) => {
    await loadVisibleSubscriber(ctx, id);
    const { items, ...page } = await listEventsOf(ctx, id, { ...request, except: foldedTypes });
    const told = await withMails(ctx, id, items, await withTries(ctx, items));
    const isFirst = page.prev === null && (request.start === null || isBackwards(request.start));
    return { ...page, items: isFirst ? await withOpenTry(ctx, id, told) : told };
  });
}

async function withTries(ctx: TxContext, events: readonly EventRow[]): Promise<TimelineEntry[]> {
  const stepsOf = await listTries(ctx, events.flatMap((event) => endedTry(event)?.operationId ?? []));
  return events.map((event) => {
    const ended = endedTry(event);
    return { ...entryOf(event), attempt: ended && attemptOf(event, ended.operationId, ended.number, stepsOf(ended.operationId, ended.number)) };
  });
}

/** A try under way stands where it began, on the first page. */
async function withOpenTry(ctx: TxContext, subscriberId: string, entries: TimelineEntry[]): Promise<TimelineEntry[]> {
  const open = await findOpenOperation(ctx, subscriberId);
  if (!open) return entries;
  const stepsOf = await listTries(ctx, [open.operation.id]);
  const entry = openEntry(open.operation, open.number, stepsOf(open.operation.id, open.number));
  const index = entries.findIndex(({ at }) => at <= entry.at);
  return entries.toSpliced(index < 0 ? entries.length : index, 0, entry);
}

const messageIdOf = ({ data: { messageId } }: Pick<EventRow, 'data'>) => (typeof messageId === 'string' ? messageId : null);

async function withMails(ctx: TxContext, subscriberId: string, events: readonly EventRow[], entries: readonly TimelineEntry[]): Promise<TimelineEntry[]> {
  if (!events.some(({ type }) => type === 'message.queued')) return [...entries];
  const deliveries = await findDeliveries(ctx, subscriberId);
  const refusals = deliveries.some(({ state }) => state === 'refused') ? await listEventsOfType(ctx, subscriberId, 'message.refused', MOST_REFUSALS) : [];
  const mails = new Map<string, TimelineMail>();
  for (const delivery of deliveries) {
    const response = refusals.find((event) => messageIdOf(event) === delivery.id)?.data['response'];
    mails.set(delivery.id, mailOf(delivery, typeof response === 'string' ? response : null));
  }
  return entries.map((entry) => (entry.type === 'message.queued' ? { ...entry, mail: mails.get(messageIdOf(entry) ?? '') ?? null } : entry));
}
