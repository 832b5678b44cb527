/** disabled: nothing is sent; what happens meanwhile waits, as far back as the feed goes. */
export const webhookStates = ['enabled', 'disabled'] as const;
export type WebhookState = (typeof webhookStates)[number];

/** Who or what disabled it: somebody, the receiver by a 410, or days without one success. */
export const disabledReasons = ['somebody', 'gone', 'failing'] as const;
export type DisabledReason = (typeof disabledReasons)[number];
/** Nobody decided these. */
export const lostReasons = ['gone', 'failing'] as const satisfies readonly DisabledReason[];
export type LostReason = (typeof lostReasons)[number];

/** How the receiver does, in one word. */
export const webhookHealths = ['new', 'healthy', 'failing', 'disabled'] as const;
export type WebhookHealth = (typeof webhookHealths)[number];

/** pending: to be sent, or to be sent again; failed: given up; skipped: left out when somebody enabled the webhook without what was missed. */
export const deliveryStates = ['pending', 'delivered', 'failed', 'skipped'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/**
 * What came of one attempt. delivered: any 2xx. redirected: 3xx, which is never followed. gone: 410. refused: any other status.
 * unreached: nothing was sent (no such name, no connection, no trusted certificate, a network that must not be called).
 * timed_out: no whole answer in time, so it may have been taken.
 */
export const attemptOutcomes = ['delivered', 'redirected', 'gone', 'refused', 'unreached', 'timed_out'] as const;
export type AttemptOutcome = (typeof attemptOutcomes)[number];

/**
 * Events that are sent once more. `total` is how many there are, null where that would take long to count; `taken` how many of them
 * wait or are settled by now.
 */
export type Replay = { id: string; failedOnly: boolean; from: string; to: string; startedAt: string; total: number | null; taken: number };

export const TEST_TYPE = 'io.vestibule.webhook.test.v1';

/** A receiver has so long for its whole answer. */
export const TIMEOUT_MS = 20_000;
/** Of an answer so much is read, and so much kept to be looked at. */
export const REPLY_BYTES = 4_096;
export const REPLY_LENGTH = 1_000;
/** Standard Webhooks asks for bodies below 20 kB; ours are ids and words. */
export const MOST_BODY_BYTES = 20_000;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** The pauses after each failed attempt: ten attempts over 75 hours and 35 minutes. */
const pauses = [5_000, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 5 * HOUR_MS, 10 * HOUR_MS, 14 * HOUR_MS, 20 * HOUR_MS, DAY_MS] as const;
export const MOST_ATTEMPTS = pauses.length + 1;
const LONGEST_ASKED_MS = DAY_MS;

/**
 * How long to wait after a failed attempt, in milliseconds, with up to a tenth added at random, so that what failed together does not
 * come back together; longer where the receiver asks for it, at most a day. Null: given up.
 * @param attempts how many of the planned ones were made.
 * @param random a number from 0 to 1.
 */
export function pauseAfter(attempts: number, askedSeconds: number | null, random: number): number | null {
  const pause = pauses[attempts - 1];
  if (pause === undefined) return null;
  return Math.max(Math.round(pause * (1 + random / 10)), askedMs(askedSeconds));
}

export const askedMs = (seconds: number | null): number => Math.min((seconds ?? 0) * 1_000, LONGEST_ASKED_MS);

/** Without one success for so long, and with a whole schedule used up, nobody is there. */
export const DISABLE_AFTER_MS = 5 * DAY_MS;
/** So many failures in a row are taken for a receiver that is down, not for an event it does not like. */
export const DOWN_AFTER = 5;
/** Deliveries are kept for so long. */
export const KEPT_DAYS = 30;
/** A provider may have so many webhooks. */
export const MOST_WEBHOOKS = 50;

/** Enough for its state in one word. */
export function healthOf({ state, failures, lastSuccessAt, lastFailureAt }: { state: WebhookState; failures: number; lastSuccessAt: Date | null; lastFailureAt: Date | null }): WebhookHealth {
  if (state === 'disabled') return 'disabled';
  if (failures > 0) return 'failing';
  return lastSuccessAt || lastFailureAt ? 'healthy' : 'new';
}

/** What the status of an answer means. */
export function outcomeOfStatus(status: number): AttemptOutcome {
  if (status >= 200 && status < 300) return 'delivered';
  if (status === 410) return 'gone';
  return status >= 300 && status < 400 ? 'redirected' : 'refused';
}

/** Seconds that a Retry-After header asks for, as a number or as a date; null when it is absent or neither. */
export function retryAfterSeconds(header: string | null, now: Date): number | null {
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now.getTime()) / 1_000));
}
