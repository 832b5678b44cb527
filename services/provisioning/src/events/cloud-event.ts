import type { ActorKind, EventType } from './event.ts';
import { publicDataOf, publicTypeOf } from './public-event.ts';

/** CloudEvents 1.0 in JSON, as on the feed and in every webhook. */
export type CloudEvent = {
  specversion: '1.0';
  id: string;
  source: string;
  type: string;
  subject?: string;
  time: string;
  datacontenttype: 'application/json';
  /** The event's number on the feed, as text: CloudEvents has no integers of this size. */
  vestibulesequence: string;
  traceparent?: string;
  data: Record<string, unknown>;
};

type Recorded = {
  id: string;
  at: Date;
  type: EventType;
  subscriberId: string | null;
  templateId: string | null;
  customerId: string | null;
  actorKind: ActorKind;
  actorId: string | null;
  data: Record<string, unknown>;
  traceId: string;
};

/**
 * What others get of an event; null where it stays inside.
 * @param source who tells it: the address of this installation and the provider in it.
 */
export function cloudEventOf(event: Recorded, number: number, source: string): CloudEvent | null {
  const type = publicTypeOf(event.type, event.data);
  if (!type) return null;
  const { id, subscriberId, templateId, customerId, actorKind, actorId, traceId } = event;
  const ids = Object.fromEntries(Object.entries({ subscriberId, templateId, customerId }).filter(([, value]) => value !== null));
  const traceparent = traceparentOf(traceId, id);
  return {
    specversion: '1.0',
    id,
    source,
    type,
    ...subjectOf(event),
    time: event.at.toISOString(),
    datacontenttype: 'application/json',
    vestibulesequence: String(number),
    ...(traceparent && { traceparent }),
    data: { ...ids, ...publicDataOf(event.type, event.data), actor: { kind: actorKind, ...(actorId && { id: actorId }) }, trackingId: traceId },
  };
}

export const sourceOf = (publicUrl: string, providerId: string): string => `${publicUrl}/providers/${providerId}`;

/** The path of what it is about, below /v1. */
function subjectOf({ subscriberId, customerId, templateId }: Recorded): { subject?: string } {
  if (subscriberId) return { subject: `subscribers/${subscriberId}` };
  if (customerId) return { subject: `customers/${customerId}` };
  return templateId ? { subject: `templates/${templateId}` } : {};
}

/** W3C trace context; the event's own id gives the span. A tracking id that a client chose itself is no trace id. */
const traceparentOf = (traceId: string, id: string): string | null => (/^(?!0+$)[0-9a-f]{32}$/.test(traceId) ? `00-${traceId}-${id.replaceAll('-', '').slice(16)}-00` : null);
