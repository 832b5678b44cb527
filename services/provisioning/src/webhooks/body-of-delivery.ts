import type { Context } from '../context.ts';
import { type CloudEvent, sourceOf } from '../events/cloud-event.ts';
import { readNumbered } from '../events/feed-for-delivery.ts';
import type { DeliveryRow } from './queue-query.ts';
import { TEST_TYPE } from './webhook.ts';

/** What is sent for each of these, by its id: rendered from the event, so that nothing is kept twice. */
export async function cloudEventsOf(ctx: Context, rows: readonly DeliveryRow[]): Promise<Map<string, CloudEvent>> {
  const tests = rows.filter(({ sequence }) => sequence === null).map((row) => testEvent(ctx, row));
  const events = await readNumbered(ctx, rows.filter(({ sequence }) => sequence !== null).map(({ id }) => id));
  return new Map([...tests, ...events.map(({ cloudEvent }) => cloudEvent)].map((event) => [event.id, event]));
}

const testEvent = (ctx: Context, { id, webhookId, createdAt, providerId }: DeliveryRow): CloudEvent => ({
  specversion: '1.0',
  id,
  source: sourceOf(ctx.config.publicUrl, providerId),
  type: TEST_TYPE,
  time: createdAt.toISOString(),
  datacontenttype: 'application/json',
  vestibulesequence: '0',
  data: { webhookId, test: true },
});
