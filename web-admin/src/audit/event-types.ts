import type { EventType } from '../api.ts';

/** What an event is about, in the order of the menu, with what may happen there. */
const known = {
  subscriber: ['handed_over', 'signed_in', 'email_submitted', 'code_refused', 'email_proven', 'status_changed', 'retried', 'tried_again', 'package_change_requested', 'mail_resent', 'reminded', 'changed', 'moved', 'withdrawn', 'deleted'],
  operation: ['started', 'attempt_failed', 'succeeded', 'failed', 'cancelled'],
  message: ['queued', 'accepted', 'deferred', 'refused'],
  template: ['created', 'changed', 'share_link_rotated', 'old_link_ended', 'scim_token_made', 'scim_old_token_ended', 'scim_changed', 'scim_switched_off', 'scim_refused', 'deleted'],
  customer: ['first_admin', 'renamed', 'rebound'],
  adapter: ['refused'],
  cluster: ['created', 'changed', 'deleted'],
  connector: ['created', 'changed', 'deleted'],
  admin: ['signed_in', 'signed_out', 'sign_in_refused', 'invited', 'accepted', 'changed', 'role_changed', 'disabled', 'enabled', 'removed', 'password_changed', 'reset_requested', 'sessions_ended', 'identity_bound'],
  api_client: ['created', 'changed', 'secret_rotated', 'secret_removed', 'key_added', 'key_removed', 'token_revoked', 'tokens_ended', 'removed'],
  identity_provider: ['created', 'changed', 'deleted'],
  sign_in: ['local_accounts_changed'],
  provider: ['portal_address_changed'],
  export: ['requested', 'finished', 'failed', 'downloaded', 'deleted'],
  webhook: ['created', 'changed', 'secret_rotated', 'key_rotated', 'enabled', 'disabled', 'replayed', 'replay_finished', 'replay_cancelled', 'deleted'],
  bulk_operation: ['started', 'paused', 'resumed', 'cancelled', 'finished'],
} as const;

export type Group = keyof typeof known;
export const groups = Object.keys(known) as readonly Group[];
type NamesOf<G extends Group> = `${G}.${(typeof known)[G][number]}`;
type Known = { [G in Group]: NamesOf<G> }[Group];

/** The types of one group, as the API names them. */
export const typesOf = (group: Group): EventType[] => known[group].map((word) => `${group}.${word}` as Known);
export const eventTypes: readonly EventType[] = groups.flatMap(typesOf);
export const groupOf = (type: EventType): Group | undefined => groups.find((group) => type.startsWith(`${group}.`));
