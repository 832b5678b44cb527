export const MAX_TRIES = 5;
export const RESEND_AFTER_MS = 60_000;
/** How long an old code is recognised, so that we can say "a newer mail was sent". */
export const RECOGNISED_MS = 72 * 3_600_000;
export const DAY_MS = 24 * 3_600_000;

export type SendingState = { resendAt: Date; resendsLeft: number };

/**
 * When the next mail may leave, and how many more today. The moment is told by what was mailed, never by the clock: a page that shows
 * it reads it again and again, and a moment that moves along with each reading would never come.
 * @param last when the newest mail left, however long ago
 * @param sent when the mails of the last 24 hours left, newest first
 */
export function sendingState(last: Date, sent: readonly Date[], perDay: number): SendingState {
  const oldest = sent.at(-1);
  const left = Math.max(0, perDay - sent.length);
  const tomorrow = left === 0 && oldest ? oldest.getTime() + DAY_MS : 0;
  return { resendAt: new Date(Math.max(last.getTime() + RESEND_AFTER_MS, tomorrow)), resendsLeft: left };
}

/** Where the mail's link leads: the code stands in the fragment, which browsers do not send to any server. */
export const codeLinkOf = (shareLink: string, code: string): string => `${shareLink}#code=${code}`;
