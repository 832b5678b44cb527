import type { Status } from '../subscribers/subscriber.ts';

const HOUR = 60;
const DAY = 24 * HOUR;

/**
 * After how many minutes in a status a user is worth a look. Somebody who never came has not got stuck: the words for it differ.
 * Running work that is older has lost its worker or its platform.
 */
export const waitingLimits = [
  { status: 'provisioning', minutes: 30 },
  { status: 'updating', minutes: 30 },
  { status: 'pending_user_migration', minutes: 3 * DAY },
  { status: 'pending_email_validation', minutes: 3 * DAY },
  { status: 'pending_email_input', minutes: 14 * DAY },
] as const satisfies readonly { status: Status; minutes: number }[];

/** What a new provider does first, in this order. */
export const setupSteps = ['cluster', 'connector', 'template', 'share_link', 'first_user'] as const;
export type SetupStep = (typeof setupSteps)[number];

/** How far back adapter refusals are worth telling. */
export const REFUSALS_TOLD_DAYS = 7;
/** A connector whose last trouble is older, or older than its last success, is well again. */
export const TROUBLE_TOLD_HOURS = 24;

export const activityDays = [7, 30, 90] as const;
