import type { FailureClass, ProblemCode } from '../problems.ts';

/** Why an attempt did not succeed. */
export type Failure = {
  code: ProblemCode;
  class: FailureClass;
  errorCode: number;
  /** The platform's own words, for an admin and for support. */
  description: string;
  retryAfterSeconds: number | null;
  trackingId: string | null;
};

export const operationKinds = ['provision', 'change_package', 'remove'] as const;
export type OperationKind = (typeof operationKinds)[number];
export type OperationState = 'queued' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'cancelled';

export const stepNames = ['find_account', 'check_account', 'create_account', 'change_package', 'wait_for_cloud', 'remove_account', 'record_only', 'finish'] as const;
export type StepName = (typeof stepNames)[number];
export type StepState = 'running' | 'done' | 'failed';

/** The steps a person sees, in order; a step that turns out not to be needed counts as done. An admin also sees the others. */
export const stepsOf: Readonly<Record<OperationKind, readonly StepName[]>> = {
  provision: ['find_account', 'create_account', 'wait_for_cloud', 'finish'],
  change_package: ['find_account', 'change_package', 'wait_for_cloud', 'finish'],
  remove: ['find_account', 'remove_account', 'finish'],
};

/** Which try an operation is at, counted from 1: a failure that passes by itself ends one and begins the next. */
export const tryOf = ({ transientFailures }: { transientFailures: number }): number => transientFailures + 1;

/** How long a worker keeps an operation without a sign of life. Renewed every third of it. */
export const LEASE_MS = 6_000;
export const MAX_TRANSIENT_FAILURES = 6;
/** Since when the work has been under way, the time it was held back for a person's sake apart. */
export const workingSince = ({ createdAt, waitedUntil }: { createdAt: Date; waitedUntil: Date | null }): Date => waitedUntil ?? createdAt;
/** After this the person is told that it takes longer than usual. */
export const SLOW_AFTER_MS = 20_000;
/** The platform accepted but never finished: give up and say so. */
export const CLOUD_DEADLINE_MS = 15 * 60_000;

/**
 * Seconds until the next attempt after a passing failure: 1, 2, 4 … at most 300, with up to half of it added at random,
 * so that many do not come back at once. The platform's own Retry-After is never undercut.
 * @param random a number from 0 to 1
 */
export function backOffSeconds(transientFailures: number, retryAfterSeconds: number | null, random: number): number {
  const base = Math.min(300, 2 ** Math.max(0, transientFailures - 1));
  return Math.max(retryAfterSeconds ?? 0, Math.ceil(base * (1 + random / 2)));
}

/** Seconds until the next look at work in progress: every second at first, every quarter of the waited time later. */
export function pollSeconds(waitedMs: number, longest: number): number {
  return Math.min(longest, Math.max(1, Math.round(waitedMs / 4_000)));
}
