import { type Action, allowedActions, type Package, type RetryMode, type Status } from '../subscribers/subscriber.ts';

export const bulkActions = ['retry', 'resend', 'change_package', 'delete', 'move_template'] as const;
export type BulkAction = (typeof bulkActions)[number];

/** What is to be done, with what it needs. */
export type BulkWork =
  | { action: 'retry'; mode: RetryMode }
  | { action: 'resend' }
  | { action: 'change_package'; package: Package }
  | { action: 'delete' }
  | { action: 'move_template'; templateId: string };

/** draft: an import that was read and waits for its start. */
export const bulkStates = ['draft', 'running', 'paused', 'cancelled', 'finished'] as const;
export type BulkState = (typeof bulkStates)[number];

export const bulkSources = ['ids', 'filter', 'import'] as const;
export type BulkSource = (typeof bulkSources)[number];

export const itemStates = ['waiting', 'succeeded', 'skipped', 'failed'] as const;
export type ItemState = (typeof itemStates)[number];

/** Why a user is passed over, before anything is tried. */
export const obstacles = [
  'not_found', 'running', 'provisioned', 'removing', 'not_waiting_for_code', 'no_email', 'same_package', 'same_template', 'other_cluster', 'other_cloud', 'users_stay_behind', 'already_done',
] as const;
export type Obstacle = (typeof obstacles)[number];

/** What is wrong with a row of an imported file. */
export const rowErrors = ['user_id_missing', 'email_missing', 'email_invalid', 'email_in_use', 'user_unknown', 'user_ambiguous', 'user_repeated', 'email_repeated'] as const;
export type RowError = (typeof rowErrors)[number];

/** How many users may be named one by one. */
export const MAX_IDS = 10_000;
/** From this number on, whatever is done must be confirmed with the number itself. */
export const CONFIRM_FROM = 100;
/** A list that lives changes while somebody types: so much of what was confirmed may be off, but never when users are deleted. */
const SLACK = 1 / 1_000;

/** Is the number somebody confirmed still the right one? */
export function isStillRight(action: BulkAction, confirmed: number, ready: number): boolean {
  const slack = action === 'delete' ? 0 : Math.floor(confirmed * SLACK);
  return Math.abs(ready - confirmed) <= slack;
}
export const SAMPLES = 5;

const HOUR_MS = 3_600_000;
/** An import nobody starts is kept this long after it was read. */
export const DRAFT_KEPT_MS = 24 * HOUR_MS;
/** What came of each user, and the rows of an imported file, are kept this long after the operation has ended. */
export const RESULTS_KEPT_MS = 90 * 24 * HOUR_MS;

/** How long a worker keeps an operation at a time; then others' operations get their turn. */
export const SLICE_MS = 3_000;
/** How long it keeps it without a sign of life. */
export const LEASE_MS = 6_000;
/** How many users of one operation are worked on at the same time. */
export const LANES = 4;
/** Work that a provider may have waiting downstream before its bulk operations hold back, so that nobody else waits behind it. */
export const BACKLOG_LIMIT = 100;

const actionOf: Readonly<Record<BulkAction, Action>> = { retry: 'retry_activation', resend: 'resend_mail', change_package: 'change_package', delete: 'delete', move_template: 'move_template' };

/** What the decision needs to know about a user. */
export type Facts = {
  status: Status;
  removing: boolean;
  lastStatusChange: Date;
  hasEmail: boolean;
  package: Package;
  templateId: string;
};

/** Why this is not done to such a user, or null. Dry run and worker decide by this alone; the use case has the last word. */
export function obstacleTo(work: BulkWork, facts: Facts, now: Date): Obstacle | null {
  if (facts.removing) return 'removing';
  if (work.action === 'move_template' && facts.templateId === work.templateId) return 'same_template';
  if (!allowedActions({ ...facts, errors: [] }, now).includes(actionOf[work.action])) return statusObstacle(work.action, facts.status);
  // For one user it may be a mail about a consent; many at once are only ever sent codes.
  if (work.action === 'resend' && facts.status !== 'pending_email_validation') return 'not_waiting_for_code';
  if (work.action === 'retry' && !facts.hasEmail) return 'no_email';
  if (work.action === 'change_package' && facts.package === work.package) return 'same_package';
  return null;
}

function statusObstacle(action: BulkAction, status: Status): Obstacle {
  if (action === 'resend') return 'not_waiting_for_code';
  return status === 'provisioned' ? 'provisioned' : 'running';
}

/** Is an imported row done already? A mail that was asked for is done when it has been asked for with this address. */
export function isDoneAlready(mode: RetryMode, user: { status: Status; email: string | null }, email: string): boolean {
  if (user.email !== email) return false;
  return ['provisioning', 'provisioned', 'updating'].includes(user.status) || (mode === 'verify' && user.status === 'pending_email_validation');
}
