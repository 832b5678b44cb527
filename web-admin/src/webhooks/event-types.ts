/** What a webhook can be for, by what it is about: every type that leaves the house, without what stands before and behind all of them. */
const known = {
  subscriber: ['handed_over', 'self_activated', 'invited', 'invitation_used', 'invitation_revoked', 'signed_in', 'email_submitted', 'email_proven', 'provisioned', 'failed', 'status_changed', 'changed', 'moved', 'package_change_requested', 'retried', 'tried_again', 'wait_began', 'wait_ended', 'let_go_first', 'consent_given', 'consent_refused', 'consent_passed_on', 'drift_found', 'drift_repaired', 'drift_over', 'withdrawn', 'deleted'],
  operation: ['started', 'attempt_failed', 'succeeded', 'failed', 'cancelled'],
  message: ['refused', 'bounced'],
  customer: ['first_admin', 'renamed', 'rebound'],
  template: ['created', 'changed', 'deleted', 'share_link_rotated', 'old_link_ended', 'scim_refused'],
  adapter: ['refused'],
  cluster: ['created', 'changed', 'deleted'],
  connector: ['created', 'changed', 'deleted', 'held', 'released'],
  export: ['requested', 'finished', 'failed'],
  bulk_operation: ['started', 'paused', 'resumed', 'cancelled', 'finished'],
  webhook: ['created', 'changed', 'deleted', 'secret_rotated', 'key_rotated', 'enabled', 'disabled', 'replayed', 'replay_finished', 'replay_cancelled'],
} as const;

export type Group = keyof typeof known;
export const groups = Object.keys(known) as readonly Group[];
export const typesOf = (group: Group): string[] => known[group].map((word) => `${group}.${word}`);
const offered: readonly string[] = groups.flatMap((group) => [group, ...typesOf(group)]);

/** `io.vestibule.subscriber.deleted.v1` as it is written in short: `subscriber.deleted`. */
export const shortType = (type: string): string => type.replace(/^io\.vestibule\./, '').replace(/\.v\d+$/, '');

/** Those that are none of ours: of a server that is newer than this page. They are kept as they are. */
export const unknownOf = (types: readonly string[]): string[] => types.map(shortType).filter((type) => !offered.includes(type));

/** A whole group stands for all of its types, also those it will have one day. */
export const isChosen = (chosen: ReadonlySet<string>, group: Group, type: string): boolean => chosen.has(group) || chosen.has(type);

/** What is sent: the groups that are chosen whole, single types of the others, and what this page does not know. */
export const asRequested = (chosen: ReadonlySet<string>): string[] => [...chosen].filter((type) => !groups.some((group) => type !== group && type.startsWith(`${group}.`) && chosen.has(group)));
