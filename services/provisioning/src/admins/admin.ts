import { hasWholeProvider } from '../access.ts';
import type { AdminRole } from '../context.ts';
import { problem } from '../problems.ts';

export const PASSWORD_MIN = 12;
export const PASSWORD_MAX = 200;

const MINUTE = 60_000;
const ABSOLUTE_MS = 12 * 60 * MINUTE;
const IDLE_MS = 60 * MINUTE;

/** An address as it is compared: people type it with capitals and blanks. */
export const emailFrom = (text: string): string => text.trim().normalize('NFC').toLowerCase();

/** A session ends 12 hours after sign-in, and earlier after 60 minutes without a request. */
export const sessionEnd = (createdAt: Date): Date => new Date(createdAt.getTime() + ABSOLUTE_MS);
export const sessionExpiry = (createdAt: Date, lastSeenAt: Date): Date => new Date(Math.min(createdAt.getTime() + ABSOLUTE_MS, lastSeenAt.getTime() + IDLE_MS));

/** Use is noted at most once a minute: a page that asks often must not write often. */
export const isWorthNoting = (lastSeenAt: Date, now: Date): boolean => now.getTime() - lastSeenAt.getTime() >= MINUTE;

/** Owners and admins answer for everything, so no list of templates can bind one. @throws request.invalid */
export function requireFittingScope(role: AdminRole, templateIds: readonly string[] | null): void {
  if (hasWholeProvider(role) && templateIds !== null) throw problem('request.invalid', { errors: [{ pointer: '/templateIds', message: 'must be null for an owner and an admin' }] });
}

/** Who acts when this admin does. */
export const actorOf = ({ id, name, role, templateIds }: { id: string; name: string; role: AdminRole; templateIds: string[] | null }) =>
  ({ kind: 'admin', id, name, role, templateIds }) as const;
