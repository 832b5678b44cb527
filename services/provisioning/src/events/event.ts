/** Everything that is recorded, by what it is about. Names are never changed, only added: the feed and the audit log show them for ever. */
export const eventTypes = [
  'admin.signed_in', 'admin.signed_out', 'admin.sign_in_refused', 'admin.invited', 'admin.removed',
  'admin.accepted', 'admin.changed', 'admin.role_changed', 'admin.disabled', 'admin.enabled', 'admin.password_changed', 'admin.identity_bound',
  'identity_provider.created', 'identity_provider.changed', 'identity_provider.deleted', 'sign_in.local_accounts_changed', 'provider.portal_address_changed',
  'admin.reset_requested', 'admin.sessions_ended',
  'api_client.created', 'api_client.changed', 'api_client.secret_rotated', 'api_client.secret_removed', 'api_client.tokens_ended', 'api_client.removed', 'api_client.key_added', 'api_client.key_removed', 'api_client.token_revoked',
  'cluster.created', 'cluster.changed', 'cluster.deleted',
  'connector.created', 'connector.changed', 'connector.deleted', 'connector.token_renewed', 'connector.held', 'connector.released', 'connector.comparison_started',
  'template.created', 'template.changed', 'template.deleted', 'template.share_link_rotated', 'template.old_link_ended',
  'template.scim_token_made', 'template.scim_old_token_ended', 'template.scim_switched_off', 'template.scim_changed', 'template.scim_refused',
  'customer.first_admin', 'customer.renamed', 'customer.rebound', 'customer.first_admin_reminded',
  'adapter.refused',
  'subscriber.handed_over', 'subscriber.changed', 'subscriber.withdrawn', 'subscriber.deleted',
  'subscriber.signed_in', 'subscriber.email_submitted', 'subscriber.code_refused', 'subscriber.email_proven',
  'subscriber.retried', 'subscriber.tried_again', 'subscriber.package_change_requested', 'subscriber.mail_resent',
  'subscriber.status_changed', 'subscriber.moved',
  'subscriber.wait_began', 'subscriber.wait_ended', 'subscriber.let_go_first', 'subscriber.self_activated',
  'subscriber.invited', 'subscriber.invitation_used', 'subscriber.invitation_revoked',
  'subscriber.consent_given', 'subscriber.consent_refused', 'subscriber.consent_passed_on', 'subscriber.reminded', 'subscriber.drift_found', 'subscriber.drift_over', 'subscriber.drift_repaired',
  'operation.started', 'operation.attempt_failed', 'operation.succeeded', 'operation.failed', 'operation.cancelled',
  'message.queued', 'message.accepted', 'message.deferred', 'message.refused', 'message.delayed', 'message.bounced',
  'export.downloaded', 'export.requested', 'export.finished', 'export.failed', 'export.deleted',
  'bulk_operation.started', 'bulk_operation.paused', 'bulk_operation.resumed', 'bulk_operation.cancelled', 'bulk_operation.finished',
  'webhook.created', 'webhook.changed', 'webhook.deleted', 'webhook.secret_rotated', 'webhook.enabled', 'webhook.disabled', 'webhook.replayed',
  'webhook.key_rotated', 'webhook.replay_finished', 'webhook.replay_cancelled',
] as const;
export type EventType = (typeof eventTypes)[number];

/** What an event is about: the word before the dot. */
export const eventGroups = ['admin', 'identity_provider', 'sign_in', 'provider', 'api_client', 'cluster', 'connector', 'template', 'customer', 'adapter', 'subscriber', 'operation', 'message', 'export', 'bulk_operation', 'webhook'] as const;
export type EventGroup = (typeof eventGroups)[number];

/** The types of these groups. */
export const typesOfGroups = (groups: readonly EventGroup[]): EventType[] => eventTypes.filter((type) => groups.some((group) => type.startsWith(`${group}.`)));

export const actorKinds = ['admin', 'api_client', 'subscriber', 'broadworks', 'system', 'visitor', 'identity_system'] as const;
export type ActorKind = (typeof actorKinds)[number];

/** Things an event may tell of, by the field of its data that names them. */
const things = [
  ['admin', 'adminId'], ['api_client', 'apiClientId'], ['cluster', 'clusterId'], ['connector', 'connectorId'],
  ['identity_provider', 'identityProviderId'], ['bulk_operation', 'bulkOperationId'], ['webhook', 'webhookId'],
] as const;
export const thingFields: readonly string[] = things.map(([, field]) => field);

export const targetKinds = ['subscriber', 'template', 'customer', ...things.map(([kind]) => kind)] as const;
export type TargetKind = (typeof targetKinds)[number];
export type Target = { kind: TargetKind; id: string };

type Told = { subscriberId: string | null; customerId: string | null; templateId: string | null; data: Record<string, unknown> };

/** Whom or what an event is about: the most particular of what it names. */
export function targetOf({ subscriberId, customerId, templateId, data }: Told): Target | null {
  if (subscriberId) return { kind: 'subscriber', id: subscriberId };
  if (customerId) return { kind: 'customer', id: customerId };
  for (const [kind, field] of things) {
    const id = data[field];
    if (typeof id === 'string') return { kind, id };
  }
  return templateId ? { kind: 'template', id: templateId } : null;
}
