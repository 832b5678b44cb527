import type { TxContext } from '../context.ts';
import type { EventType } from './event.ts';
import { insertEvent } from './store.ts';

export type { EventType } from './event.ts';

export type NewEvent = {
  type: EventType;
  subscriberId?: string | null;
  templateId?: string | null;
  /** A user's customer is found by itself. */
  customerId?: string | null;
  /** Whom or what it is about, as people name it; a user's BroadWorks id is found by itself. */
  subject?: string | null;
  data?: Record<string, unknown>;
};

/**
 * Records what happened, in the transaction of what it tells: both exist or neither. It gets its place in the provider's chain
 * a moment later, when it is numbered.
 * `data` never holds a secret, a code or a password.
 */
export async function recordEvent(ctx: TxContext, event: NewEvent): Promise<void> {
  const { kind, id, name } = ctx.actor;
  const data = { ...event.data, ...(fromWhere.includes(event.type) && ctx.address ? { address: ctx.address } : {}) };
  await insertEvent(ctx.db, {
    providerId: ctx.providerId,
    id: ctx.ids.next(),
    at: ctx.clock.now(),
    type: event.type,
    subscriberId: event.subscriberId ?? null,
    templateId: event.templateId ?? null,
    customerId: event.customerId ?? null,
    subject: event.subject ?? namedIn(data, event.subscriberId ? ['userId'] : ['userId', 'name', 'email']),
    actorKind: kind,
    actorId: id,
    actorName: name,
    data,
    traceId: ctx.traceId,
  });
}

/** Of a sign-in and of a consent it matters from where. */
const fromWhere: readonly EventType[] = ['admin.signed_in', 'admin.signed_out', 'admin.sign_in_refused', 'subscriber.consent_given', 'subscriber.consent_refused'];

/** Most data names its subject already. */
function namedIn(data: Record<string, unknown>, fields: readonly string[]): string | null {
  return fields.map((field) => data[field]).find((value): value is string => typeof value === 'string') ?? null;
}
