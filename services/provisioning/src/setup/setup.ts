const HOUR = 3_600_000;

/** How long a link works; starting the api again gives another. */
export const SETUP_HOURS = 24;

export const setupLinkEnd = (now: Date): Date => new Date(now.getTime() + SETUP_HOURS * HOUR);

/** The token stands in the fragment, which browsers send to no server and into no log. */
export const setupLinkOf = (publicUrl: string, token: string): string => `${publicUrl}/admin/setup#${token}`;
