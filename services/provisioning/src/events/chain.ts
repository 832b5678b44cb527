import { createHash } from 'node:crypto';

/** What the hash of an event covers: everything that is recorded of it. */
export type ChainedEvent = {
  providerId: string;
  id: string;
  at: Date;
  type: string;
  subscriberId: string | null;
  templateId: string | null;
  subject: string | null;
  customerId: string | null;
  actorKind: string;
  actorId: string | null;
  actorName: string | null;
  data: Record<string, unknown>;
  traceId: string;
};

/** What stands before the first event. */
export const GENESIS: Buffer = Buffer.alloc(32);

/** sha256 over the hash before and the event with its number: nobody can change, add or drop one without changing all that follow. */
export function hashOf(previous: Buffer, sequence: number, event: ChainedEvent): Buffer {
  const { providerId, id, at, type, subscriberId, templateId, subject, actorKind, actorId, actorName, data, traceId } = event;
  // The customer came later: where there is none, the text is the one of before.
  const customerId = event.customerId ?? undefined;
  const text = canonical({ sequence, providerId, id, at: at.toISOString(), type, subscriberId, templateId, customerId, subject, actorKind, actorId, actorName, data, traceId });
  return createHash('sha256').update(previous).update(text).digest();
}

/** JSON with sorted names and without blanks (RFC 8785 for what JSON from the database can hold): the same value is always the same text. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).filter(([, field]) => field !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`;
}
