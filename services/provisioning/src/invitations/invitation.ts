/** How long a personal invitation works when nothing else is asked for, and at most. */
export const USUAL_DAYS = 14;
export const MOST_DAYS = 90;

/** So many users of a customer get a new invitation at a time. */
export const MOST_AT_ONCE = 500;

/** The key stands in the fragment, which no browser sends anywhere. */
export const invitationLinkOf = (shareLink: string, key: string): string => `${shareLink}#invitation=${key}`;

/** Whether it can still be used. */
export const isLive = ({ expiresAt, usedAt, revokedAt }: { expiresAt: Date; usedAt: Date | null; revokedAt: Date | null }, now: Date): boolean => !usedAt && !revokedAt && expiresAt > now;
