import type { Encoding } from '../subscribers/list-options.ts';

/** queued: nobody has begun. running: a worker writes it. ready: it can be fetched. failed: it was tried often enough. */
export const exportStates = ['queued', 'running', 'ready', 'failed'] as const;
export type ExportState = (typeof exportStates)[number];

const DAY_MS = 86_400_000;
/** A file is kept this long after it was asked for. */
export const KEPT_MS = 7 * DAY_MS;

/** How many of one person's may be in the making at once. */
export const MOST_UNFINISHED = 3;

/** A file that could not be written so often is given up. */
export const MOST_ATTEMPTS = 5;

/** A worker that gives no sign of life for so long has lost the file; another begins it anew. */
export const LEASE_MS = 15_000;
export const HEARTBEAT_MS = 3_000;

/** Milliseconds until the next try after the given number of failed ones. */
export const pauseAfter = (attempts: number): number => Math.min(60_000, 2_000 * 2 ** attempts);

export const fileNameOf = (at: Date, encoding: Encoding): string => `users-${at.toISOString().slice(0, 10)}-${encoding}.csv`;
