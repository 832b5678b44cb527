import type { CloudAccount } from '../provisioning/cloud.ts';
import type { Package } from '../subscribers/subscriber.ts';

/** How an account can differ from what we made: it is gone, has another package or address, or is switched off or without our key. */
export const driftKinds = ['missing', 'other_package', 'other_email', 'switched_off'] as const;
export type DriftKind = (typeof driftKinds)[number];
export type Drift = { kind: DriftKind; expected: string | null; found: string | null };

/** So many users are compared before others get their turn, and how soon the next ones are. */
export const BATCH = 20;
export const NEXT_BATCH_MS = 3_000;
export const NEXT_ROUND_MS = 24 * 3_600_000;
/** A worker that is lost in the middle leaves the rest to another after this. */
export const LEASE_MS = 120_000;

/** Is a round under way, or about to begin because somebody asked for it? One that is over leaves the next to the day after. */
export function isRunning({ cursor, finishedAt, nextAt }: { cursor: string | null; finishedAt: Date | null; nextAt: Date }, now: Date): boolean {
  if (cursor !== null) return true;
  return finishedAt ? nextAt.getTime() - finishedAt.getTime() !== NEXT_ROUND_MS : nextAt.getTime() <= now.getTime() + LEASE_MS;
}

/** The first thing in which the account is not as it should be; null when all is well or the platform is at work on it. */
export function driftOf(wanted: { package: Package; email: string | null }, account: CloudAccount | null): Drift | null {
  if (!account) return { kind: 'missing', expected: null, found: null };
  if (account.state === 'in_progress' || account.state === 'waiting_for_consent') return null;
  if (account.package !== wanted.package) return { kind: 'other_package', expected: wanted.package, found: account.package };
  if (account.email !== null && wanted.email !== null && account.email.toLowerCase() !== wanted.email.toLowerCase()) return { kind: 'other_email', expected: wanted.email, found: account.email };
  return account.stale === true || account.state === 'failed' ? { kind: 'switched_off', expected: null, found: null } : null;
}
