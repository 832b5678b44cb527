import type { TxContext } from '../context.ts';
import { insertEvent } from './store.ts';

export type EventType =
  | 'admin.signed_in' | 'admin.invited' | 'admin.removed'
  | 'api_client.created' | 'api_client.removed'
  | 'cluster.created' | 'cluster.changed' | 'cluster.deleted'
  | 'connector.created' | 'connector.changed' | 'connector.deleted'
  | 'template.created' | 'template.changed' | 'template.deleted' | 'template.share_link_rotated'
  | 'customer.first_admin' | 'customer.renamed'
  | 'adapter.refused'
  | 'subscriber.handed_over' | 'subscriber.changed' | 'subscriber.withdrawn' | 'subscriber.deleted'
  | 'subscriber.signed_in' | 'subscriber.email_submitted' | 'subscriber.code_refused' | 'subscriber.email_proven'
  | 'subscriber.retried' | 'subscriber.tried_again' | 'subscriber.package_change_requested'
  | 'subscriber.status_changed'
  | 'operation.started' | 'operation.attempt_failed' | 'operation.succeeded' | 'operation.failed'
  | 'message.queued' | 'message.accepted' | 'message.deferred' | 'message.refused';

/**
 * Records what happened, in the transaction of what it tells: both exist or neither.
 * `data` never holds a secret, a code or a password.
 */
export async function recordEvent(
  ctx: TxContext,
  event: { type: EventType; subscriberId?: string | null; templateId?: string | null; data?: Record<string, unknown> },
): Promise<void> {
  const { kind, id, name } = ctx.actor;
  await insertEvent(ctx.db, {
    providerId: ctx.providerId,
    id: ctx.ids.next(),
    at: ctx.clock.now(),
    type: event.type,
    subscriberId: event.subscriberId ?? null,
    templateId: event.templateId ?? null,
    actor: { kind, id, name },
    data: event.data ?? {},
    traceId: ctx.traceId,
  });
}
