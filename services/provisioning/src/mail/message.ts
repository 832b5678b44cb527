import type { MailOutcome } from './mailer.ts';

/**
 * `accepted` by our relay, which may report later that the mail is `delayed` on its way, or that it `bounced`; `refused` is a no
 * before that. Only `queued` and `deferred` are still ours to send.
 */
export const messageStates = ['queued', 'accepted', 'deferred', 'refused', 'delayed', 'bounced'] as const;
export type MessageState = (typeof messageStates)[number];
export const messageKinds = ['verification_code', 'account_ready', 'admin_invitation', 'admin_password_reset', 'first_admin_reminder', 'admin_first_missing', 'consent_needed', 'reminder'] as const;
export type MessageKind = (typeof messageKinds)[number];

/** Whom a message is to. */
export type Recipient = { subscriberId: string } | { adminId: string };

/** What a message's text needs beyond its look: `link` always, `code` for a verification, `name` if known, `expiresAt` (ISO 8601) if it goes stale. */
export type MessageSecrets = Readonly<Record<string, string>>;

/** How long one attempt may hold a message before another may take it: longer than the relay is given to answer. */
export const LEASE_MS = 30_000;

const BACK_OFF_SECONDS = [30, 120, 600, 1_800] as const;
const MAX_ATTEMPTS = 6;

/**
 * What an attempt makes of a message.
 * @param attempt counted from 1
 */
export function afterAttempt(outcome: MailOutcome['outcome'], attempt: number): { state: Exclude<MessageState, 'queued'>; retryAfterSeconds: number | null } {
  if (outcome !== 'deferred') return { state: outcome, retryAfterSeconds: null };
  if (attempt >= MAX_ATTEMPTS) return { state: 'refused', retryAfterSeconds: null };
  return { state: 'deferred', retryAfterSeconds: BACK_OFF_SECONDS[attempt - 1] ?? BACK_OFF_SECONDS[3] };
}

/** What stands as the answer where a mail was given up because its code had run out. */
export const EXPIRED = 'expired';

/** The same where the reader of the mailbox asked for no mails, after this one was queued and before it left. */
export const STOPPED_BY_READER = 'stopped by the reader';

/** Given up by ourselves before any mail server saw it: it says nothing about the address. */
export const isHeldBack = (response: string | undefined): boolean => response === EXPIRED || response === STOPPED_BY_READER;

/** What the reader of a mailbox can stop for a day; what is part of an account they have is none of it. */
export const stoppableKinds: readonly MessageKind[] = ['verification_code', 'reminder'];

/**
 * Is it the address that does not work, so that no further mail should go there? A full mailbox empties (5.2.2, 552), and a mail that
 * came too late says nothing about where it went.
 * @param response the relay's words, or the status of a report (RFC 3463)
 */
export const blamesAddress = (outcome: MessageState, smtpCode: number | null, response: string): boolean =>
  (outcome === 'refused' || outcome === 'bounced') && !isHeldBack(response) && smtpCode !== 552 && !/\b5\.2\.2\b/.test(response);

export function isExpired({ expiresAt }: MessageSecrets, now: Date): boolean {
  return expiresAt !== undefined && Date.parse(expiresAt) <= now.getTime();
}

/** The minutes a mail may promise. Read seconds before the end it would say a little too much, for the sake of a plural. */
export function minutesLeft({ expiresAt }: MessageSecrets, now: Date): number {
  return expiresAt === undefined ? 0 : Math.max(2, Math.round((Date.parse(expiresAt) - now.getTime()) / 60_000));
}

/** The same for every attempt, so that a second copy after a crash is recognised as one (RFC 5322 3.6.4). */
export const messageIdOf = (id: string, sender: string): string => `<${id}@${sender.slice(sender.lastIndexOf('@') + 1)}>`;

const MAX_RESPONSE = 500;

/** A relay's answer as one line that may be kept and shown: it must not bring a code or a link back that it echoes. */
export function keptResponse(response: string, secrets: MessageSecrets): string {
  const hidden = [secrets['link'], secrets['code']].filter((secret) => secret !== undefined && secret !== '');
  const clean = hidden.reduce<string>((text, secret) => text.replaceAll(String(secret), '…'), response);
  return clean.replace(/[\p{Cc}\s]+/gu, ' ').trim().slice(0, MAX_RESPONSE);
}
