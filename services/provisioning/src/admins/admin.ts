import { hasWholeProvider } from '../access.ts';
import type { AdminRole } from '../context.ts';
import { problem } from '../problems.ts';

export const PASSWORD_MIN = 12;
export const PASSWORD_MAX = 200;

/** How the console may look; `system` follows the device. */
export const consoleThemes = ['system', 'light', 'dark', 'contrast'] as const;
export type ConsoleTheme = (typeof consoleThemes)[number];

export const adminStates = ['invited', 'active', 'disabled'] as const;
export type AdminState = (typeof adminStates)[number];

const MINUTE = 60_000;
const ABSOLUTE_MS = 12 * 60 * MINUTE;
const IDLE_MS = 60 * MINUTE;

/** Only who is active can sign in or counts as an owner. */
export function stateOf({ invitedAt, disabledAt }: { invitedAt: Date | null; disabledAt: Date | null }): AdminState {
  if (disabledAt) return 'disabled';
  return invitedAt ? 'invited' : 'active';
}

/** An address as it is compared: people type it with capitals and blanks. */
export const emailFrom = (text: string): string => text.trim().normalize('NFC').toLowerCase();

/** A session ends 12 hours after sign-in, and earlier after 60 minutes without a request. */
export const sessionEnd = (createdAt: Date): Date => new Date(createdAt.getTime() + ABSOLUTE_MS);
export const sessionExpiry = (createdAt: Date, lastSeenAt: Date): Date => new Date(Math.min(createdAt.getTime() + ABSOLUTE_MS, lastSeenAt.getTime() + IDLE_MS));

/** How long the links in mails work: an invitation over a weekend, a new password only as long as somebody sits waiting for it. */
export const INVITATION_HOURS = 72;
export const RESET_MINUTES = 60;
export const invitationEnd = (invitedAt: Date): Date => new Date(invitedAt.getTime() + INVITATION_HOURS * 60 * MINUTE);
export const resetEnd = (askedAt: Date): Date => new Date(askedAt.getTime() + RESET_MINUTES * MINUTE);

/** The token stands in the fragment, which browsers send to no server and into no log. */
export const invitationLinkOf = (publicUrl: string, token: string): string => `${publicUrl}/admin/invitation#${token}`;
export const resetLinkOf = (publicUrl: string, token: string): string => `${publicUrl}/admin/reset-password#${token}`;

/** Use is noted at most once a minute: a page that asks often must not write often. */
export const isWorthNoting = (lastSeenAt: Date, now: Date): boolean => now.getTime() - lastSeenAt.getTime() >= MINUTE;

/** Owners and admins answer for everything, so no list of templates can bind one. @throws request.invalid */
export function requireFittingScope(role: AdminRole, templateIds: readonly string[] | null): void {
  if (hasWholeProvider(role) && templateIds !== null) throw problem('request.invalid', { errors: [{ pointer: '/templateIds', message: 'must be null for an owner and an admin' }] });
}

/** Who acts when this admin does. */
export const actorOf = ({ id, name, role, templateIds }: { id: string; name: string; role: AdminRole; templateIds: string[] | null }, sessionId?: string) =>
  ({ kind: 'admin', id, name, role, templateIds, ...(sessionId && { sessionId }) }) as const;

/** Sessions that began before the first or were last used before the second have ended. */
export const sessionsEndedBefore = (now: Date): { createdAt: Date; lastSeenAt: Date } => ({ createdAt: new Date(now.getTime() - ABSOLUTE_MS), lastSeenAt: new Date(now.getTime() - IDLE_MS) });

/** Whether the rights have stayed the same: a stream opened with other ones must not go on. */
export const holdsTheSame = (one: { role: AdminRole; templateIds: readonly string[] | null }, other: { role: AdminRole; templateIds: readonly string[] | null }): boolean =>
  one.role === other.role && JSON.stringify(one.templateIds) === JSON.stringify(other.templateIds);
