import type { EventType } from './event.ts';

/** What stands before every public type; subscriptions and filters may leave it out. */
export const TYPE_PREFIX = 'io.vestibule.';
const VERSION = '.v1';

/** The name others see, or one for each status where it depends on that; and which fields of the recorded data they see, by the name they see. */
type Shown = { name: string | ((data: Record<string, unknown>) => string); fields: Readonly<Record<string, string>> };

const shown = (name: Shown['name'], ...fields: readonly string[]): Shown => ({ name, fields: Object.fromEntries(fields.map((field) => field.split('=')).map(([to = '', from = to]) => [to, from])) });

/** Two statuses have a name of their own, since they are what others wait for. */
const ofStatus = ({ to }: Record<string, unknown>): string => (to === 'provisioned' ? 'subscriber.provisioned' : to === 'error' ? 'subscriber.failed' : 'subscriber.status_changed');

/**
 * The one list of what leaves the house. Data is thin: ids, statuses, numbers and codes, never a name, an address, a user id or
 * somebody's own words; whoever may see those asks the API. `internal` is what only the audit log tells: who signs in and who may do
 * what, every single mail, wrong codes. Every type that is recorded must be decided here.
 */
const publicEvents: Readonly<Record<EventType, Shown | 'internal'>> = {
  'subscriber.handed_over': shown('subscriber.handed_over', 'status'),
  'subscriber.self_activated': shown('subscriber.self_activated', 'status'),
  'subscriber.changed': shown('subscriber.changed', 'fields'),
  'subscriber.withdrawn': shown('subscriber.withdrawn', 'status'),
  'subscriber.deleted': shown('subscriber.deleted'),
  'subscriber.moved': shown('subscriber.moved', 'previousTemplateId=from'),
  'subscriber.status_changed': shown(ofStatus, 'status=to', 'cause', 'errorCode'),
  'subscriber.signed_in': shown('subscriber.signed_in'),
  'subscriber.email_submitted': shown('subscriber.email_submitted'),
  'subscriber.email_proven': shown('subscriber.email_proven'),
  'subscriber.retried': shown('subscriber.retried', 'mode'),
  'subscriber.tried_again': shown('subscriber.tried_again', 'failures'),
  'subscriber.package_change_requested': shown('subscriber.package_change_requested', 'from', 'to'),
  'subscriber.wait_began': shown('subscriber.wait_began'),
  'subscriber.wait_ended': shown('subscriber.wait_ended', 'mode'),
  'subscriber.let_go_first': shown('subscriber.let_go_first'),
  'subscriber.invited': shown('subscriber.invited', 'expiresAt'),
  'subscriber.invitation_used': shown('subscriber.invitation_used'),
  'subscriber.invitation_revoked': shown('subscriber.invitation_revoked'),
  'subscriber.consent_given': shown('subscriber.consent_given'),
  'subscriber.consent_refused': shown('subscriber.consent_refused'),
  'subscriber.consent_passed_on': shown('subscriber.consent_passed_on'),
  'subscriber.code_refused': 'internal',
  'subscriber.mail_resent': 'internal',
  'subscriber.reminded': 'internal',
  'operation.started': shown('operation.started', 'operationId', 'kind'),
  'operation.attempt_failed': shown('operation.attempt_failed', 'operationId', 'kind', 'attempt', 'code', 'errorCode', 'retryInSeconds'),
  'operation.succeeded': shown('operation.succeeded', 'operationId', 'kind'),
  'operation.failed': shown('operation.failed', 'operationId', 'kind', 'code', 'errorCode'),
  'operation.cancelled': shown('operation.cancelled', 'operationId', 'kind'),
  'message.refused': shown('message.refused', 'messageId', 'kind', 'smtpCode'),
  'message.bounced': shown('message.bounced', 'messageId', 'kind', 'smtpCode'),
  'message.queued': 'internal',
  'message.accepted': 'internal',
  'message.deferred': 'internal',
  'message.delayed': 'internal',
  'adapter.refused': shown('adapter.refused', 'reason'),
  'template.created': shown('template.created'),
  'template.changed': shown('template.changed'),
  'template.deleted': shown('template.deleted', 'replacementTemplateId'),
  'template.share_link_rotated': shown('template.share_link_rotated', 'oldLinkUntil'),
  'template.old_link_ended': shown('template.old_link_ended'),
  'template.scim_refused': shown('template.scim_refused', 'reason'),
  'template.scim_token_made': 'internal',
  'template.scim_old_token_ended': 'internal',
  'template.scim_switched_off': 'internal',
  'template.scim_changed': 'internal',
  'customer.first_admin': shown('customer.first_admin'),
  'customer.renamed': shown('customer.renamed'),
  'customer.rebound': shown('customer.rebound'),
  'customer.first_admin_reminded': 'internal',
  'cluster.created': shown('cluster.created', 'clusterId'),
  'cluster.changed': shown('cluster.changed', 'clusterId'),
  'cluster.deleted': shown('cluster.deleted', 'clusterId'),
  'connector.created': shown('connector.created', 'connectorId', 'kind'),
  'connector.changed': shown('connector.changed', 'connectorId'),
  'connector.deleted': shown('connector.deleted', 'connectorId', 'kind'),
  'connector.token_renewed': 'internal',
  'connector.held': shown('connector.held', 'connectorId', 'code'),
  'connector.released': shown('connector.released', 'connectorId'),
  'connector.comparison_started': 'internal',
  'subscriber.drift_found': shown('subscriber.drift_found', 'connectorId', 'drift'),
  'subscriber.drift_over': shown('subscriber.drift_over', 'connectorId'),
  'subscriber.drift_repaired': shown('subscriber.drift_repaired', 'connectorId', 'drift'),
  'export.requested': shown('export.requested', 'exportId'),
  'export.finished': shown('export.finished', 'exportId', 'rows'),
  'export.failed': shown('export.failed', 'exportId'),
  'export.downloaded': 'internal',
  'export.deleted': 'internal',
  'bulk_operation.started': shown('bulk_operation.started', 'bulkOperationId', 'action'),
  'bulk_operation.paused': shown('bulk_operation.paused', 'bulkOperationId', 'action', 'done', 'total'),
  'bulk_operation.resumed': shown('bulk_operation.resumed', 'bulkOperationId', 'action', 'done', 'total'),
  'bulk_operation.cancelled': shown('bulk_operation.cancelled', 'bulkOperationId', 'action', 'done', 'total'),
  'bulk_operation.finished': shown('bulk_operation.finished', 'bulkOperationId', 'action', 'total', 'succeeded', 'skipped', 'failed'),
  'webhook.created': shown('webhook.created', 'webhookId'),
  'webhook.changed': shown('webhook.changed', 'webhookId'),
  'webhook.deleted': shown('webhook.deleted', 'webhookId'),
  'webhook.secret_rotated': shown('webhook.secret_rotated', 'webhookId', 'previousUntil'),
  'webhook.key_rotated': shown('webhook.key_rotated', 'webhookId', 'previousUntil'),
  'webhook.enabled': shown('webhook.enabled', 'webhookId'),
  'webhook.disabled': shown('webhook.disabled', 'webhookId', 'reason'),
  'webhook.replayed': shown('webhook.replayed', 'webhookId', 'from', 'to', 'failedOnly'),
  'webhook.replay_finished': shown('webhook.replay_finished', 'webhookId', 'sent'),
  'webhook.replay_cancelled': shown('webhook.replay_cancelled', 'webhookId', 'sent'),
  'admin.signed_in': 'internal',
  'admin.signed_out': 'internal',
  'admin.sign_in_refused': 'internal',
  'admin.invited': 'internal',
  'admin.removed': 'internal',
  'admin.accepted': 'internal',
  'admin.changed': 'internal',
  'admin.role_changed': 'internal',
  'admin.disabled': 'internal',
  'admin.enabled': 'internal',
  'admin.password_changed': 'internal',
  'admin.identity_bound': 'internal',
  'admin.reset_requested': 'internal',
  'admin.sessions_ended': 'internal',
  'identity_provider.created': 'internal',
  'identity_provider.changed': 'internal',
  'identity_provider.deleted': 'internal',
  'sign_in.local_accounts_changed': 'internal',
  'provider.portal_address_changed': 'internal',
  'api_client.created': 'internal',
  'api_client.changed': 'internal',
  'api_client.secret_rotated': 'internal',
  'api_client.secret_removed': 'internal',
  'api_client.tokens_ended': 'internal',
  'api_client.removed': 'internal',
  'api_client.key_added': 'internal',
  'api_client.key_removed': 'internal',
  'api_client.token_revoked': 'internal',
};

const statusNames = ['subscriber.provisioned', 'subscriber.failed', 'subscriber.status_changed'];
const namesOf = ({ name }: Shown): string[] => (typeof name === 'string' ? [name] : statusNames);
const full = (name: string) => `${TYPE_PREFIX}${name}${VERSION}`;
const told = Object.entries(publicEvents).flatMap(([type, rule]) => (rule === 'internal' ? [] : [{ type, rule }]));

/** Every public type there is, in the order in which they are told of. */
export const publicTypes: readonly string[] = [...new Set(told.flatMap(({ rule }) => namesOf(rule)))].map(full);

/** The public type of a recorded event, or null where it stays inside. */
export function publicTypeOf(type: EventType, data: Record<string, unknown>): string | null {
  const rule = publicEvents[type];
  return rule === 'internal' ? null : full(typeof rule.name === 'string' ? rule.name : rule.name(data));
}

/** What others see of an event's data. */
export function publicDataOf(type: EventType, data: Record<string, unknown>): Record<string, unknown> {
  const rule = publicEvents[type];
  if (rule === 'internal') return {};
  return Object.fromEntries(Object.entries(rule.fields).flatMap(([to, from]) => (data[from] === undefined || data[from] === null ? [] : [[to, data[from]]])));
}

/**
 * Whether a public type begins with one of these, part by part: `subscriber` fits all of `io.vestibule.subscriber.…`. No prefix fits everything.
 * @param prefixes with or without `io.vestibule.`
 */
export function fitsPrefix(publicType: string, prefixes: readonly string[]): boolean {
  return prefixes.length === 0 || prefixes.some((prefix) => `${publicType}.`.startsWith(`${TYPE_PREFIX}${bare(prefix)}.`));
}

const bare = (prefix: string): string => (prefix.startsWith(TYPE_PREFIX) ? prefix.slice(TYPE_PREFIX.length) : prefix).replace(/\.$/, '');

/** The prefixes that begin no public type: whoever asks for them has mistyped. */
export const unknownPrefixes = (prefixes: readonly string[]): string[] => prefixes.filter((prefix) => bare(prefix) === '' || !publicTypes.some((type) => fitsPrefix(type, [prefix])));

/** The recorded types that can become a public type with one of these prefixes. */
export const recordedTypes = (prefixes: readonly string[]): EventType[] => told.flatMap(({ type, rule }) => (namesOf(rule).some((name) => fitsPrefix(full(name), prefixes)) ? [type as EventType] : []));
