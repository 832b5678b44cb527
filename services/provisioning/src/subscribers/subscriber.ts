import type { Right } from '../access.ts';

export const packages = ['softphone', 'basic', 'standard', 'premium'] as const;
export type Package = (typeof packages)[number];

/** The seven statuses of the published API. */
export const statuses = [
  'pending_email_input',
  'pending_email_validation',
  'pending_user_migration',
  'provisioning',
  'provisioned',
  'updating',
  'error',
] as const;
export type Status = (typeof statuses)[number];

/** What can happen to a subscriber. The first five come from people, the rest from the work downstream. */
export const subscriberEvents = [
  'email_submitted',
  'email_proven',
  'email_vouched',
  'tried_again',
  'change_requested',
  'completed',
  'failed',
  'account_movable',
  'consent_given',
] as const;
export type SubscriberEvent = (typeof subscriberEvents)[number];

/**
 * The status machine, whole. What is not listed is not possible.
 * `email_submitted` covers the user's own entry, a changed address and an admin's retry by mail;
 * `email_vouched` an admin who answers for the address (and a template that trusts its addresses).
 */
export const transitions: Readonly<Record<Status, Readonly<Partial<Record<SubscriberEvent, Status>>>>> = {
  pending_email_input: {
    email_submitted: 'pending_email_validation',
    email_vouched: 'provisioning',
  },
  pending_email_validation: {
    email_submitted: 'pending_email_validation',
    email_proven: 'provisioning',
    email_vouched: 'provisioning',
  },
  pending_user_migration: {
    email_submitted: 'pending_email_validation',
    email_vouched: 'provisioning',
    consent_given: 'provisioning',
    failed: 'error',
  },
  provisioning: {
    completed: 'provisioned',
    failed: 'error',
    account_movable: 'pending_user_migration',
  },
  provisioned: {
    change_requested: 'updating',
  },
  updating: {
    completed: 'provisioned',
    failed: 'error',
  },
  error: {
    email_submitted: 'pending_email_validation',
    email_vouched: 'provisioning',
    tried_again: 'provisioning',
  },
};

/** The status that follows, or null when the event is not possible in this status. */
export function next(status: Status, event: SubscriberEvent): Status | null {
  return transitions[status][event] ?? null;
}

/** Every status in which the event is possible: what a conditional update names as expected. */
export function statusesBefore(event: SubscriberEvent): Status[] {
  return statuses.filter((status) => next(status, event) !== null);
}

/** Where the event leads; one event leads to one status, wherever it starts. */
export function statusAfter(event: SubscriberEvent): Status {
  const [first] = statusesBefore(event);
  const after = first && next(first, event);
  if (!after) throw new Error(`no status leaves by ${event}`);
  return after;
}

export const actions = ['retry_activation', 'delete', 'change_package', 'copy_error_text', 'resend_mail', 'move_template', 'go_first', 'invite'] as const;
export type Action = (typeof actions)[number];

/** What each action takes, beside the status. */
export const rightFor = {
  retry_activation: 'subscribers:write',
  delete: 'subscribers:write',
  change_package: 'subscribers:write',
  move_template: 'subscribers:write',
  go_first: 'subscribers:write',
  invite: 'subscribers:write',
  resend_mail: 'subscribers:support',
  copy_error_text: 'subscribers:read',
} as const satisfies Record<Action, Right>;

export const retryModes = ['verify', 'vouch'] as const;
/** verify: a mail with a code, the user goes on in the portal. vouch: the admin answers for the address, the work starts at once. */
export type RetryMode = (typeof retryModes)[number];

/** From then on running work may be given up by deleting the user. */
export const STUCK_AFTER_MS = 30 * 60_000;

/** Where nothing runs and nothing is done downstream: only then may a user go to another template. */
export const movableStatuses: readonly Status[] = ['pending_email_input', 'pending_email_validation', 'error'];

/** Who is not finished, and may be sent a personal link. */
export const invitableStatuses: readonly Status[] = ['pending_email_input', 'pending_email_validation', 'pending_user_migration', 'error'];

/** Why a user whose mailbox is proven stands at `provisioning` although nothing is done: Provision Admin First. */
export const WAITING_FOR_FIRST = 'waiting_for_first_admin';

/**
 * What an admin may do now. The API enforces this table and the console shows it.
 * Running work may not be disturbed, unless it has been stuck for more than 30 minutes; work that waits for the first administrator has not begun.
 */
export function allowedActions(subscriber: { status: Status; reason?: string | null; errors: readonly unknown[]; lastStatusChange: Date; removing: boolean }, now: Date): Action[] {
  if (subscriber.removing) return [];
  const { status } = subscriber;
  if (status === 'provisioning' && subscriber.reason === WAITING_FOR_FIRST) return ['go_first', 'delete'];
  if (status === 'provisioning' || status === 'updating') {
    return now.getTime() - subscriber.lastStatusChange.getTime() > STUCK_AFTER_MS ? ['delete'] : [];
  }
  const allowed: Action[] = status === 'provisioned' ? ['change_package', 'delete'] : ['retry_activation', 'change_package', 'delete'];
  if (status === 'pending_email_validation' || status === 'pending_user_migration') allowed.push('resend_mail');
  if (invitableStatuses.includes(status)) allowed.push('invite');
  if (movableStatuses.includes(status)) allowed.push('move_template');
  if (subscriber.errors.length > 0) allowed.push('copy_error_text');
  return allowed;
}
