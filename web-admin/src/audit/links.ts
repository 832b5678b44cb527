import type { RouteLocationRaw } from 'vue-router';
import type { AuditEntry, Right } from '../api.ts';
import type { AuditView, Narrowing } from './view.ts';

type Target = NonNullable<AuditEntry['target']>;

/** Where the console shows what an event is about; null where it does not, or not to this reader. */
export function pageOf({ kind, id }: Target, can: (right: Right) => boolean): RouteLocationRaw | null {
  switch (kind) {
    case 'subscriber': return { name: 'subscribers', query: { subscriber: id } };
    case 'template': return { name: 'template', params: { templateId: id } };
    case 'customer': return { name: 'customer', params: { customerId: id } };
    case 'bulk_operation': return { name: 'operation', params: { operationId: id } };
    case 'cluster': return { name: 'clusters' };
    case 'connector': return { name: 'connectors' };
    case 'admin': return can('admin') ? { name: 'admins' } : null;
    case 'api_client': return can('admin') ? { name: 'api-clients' } : null;
    case 'webhook': return can('webhooks:write') ? { name: 'webhook', params: { webhookId: id } } : null;
    case 'identity_provider': return can('admin') ? { name: 'sign-in-settings' } : null;
  }
}

const narrowingOf: Partial<Record<Target['kind'], Narrowing>> = { subscriber: 'subscriberId', template: 'templateId', customer: 'customerId' };

/** What narrows the log to all that is about the same; null for what has gone without leaving an id. */
export function narrowingTo({ target, subscriberId, customerId, templateId, type }: AuditEntry): Partial<AuditView> | null {
  if (target) return { [narrowingOf[target.kind] ?? 'involvedId']: target.id };
  if (subscriberId) return { subscriberId };
  if (customerId) return { customerId };
  return templateId && type.startsWith('template.') ? { templateId } : null;
}
