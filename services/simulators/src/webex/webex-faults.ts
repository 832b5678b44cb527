import { httpFaultSchemas, type FaultSchemas, type HttpFault } from '../http-faults.ts';

/**
 * Misbehaviour of the Webex simulator. `refuse`: the request fails with this code. `fail_in_background`: accepted, then status
 * `error` with this code. `movable`: stops at `pending_user_migration`. `hide`: what a creation makes is not found by searches for a while.
 * `allow_duplicate`: a second account for a user id is not noticed.
 */
export type WebexFault =
  | HttpFault
  | { fault: 'busy'; retryAfterSeconds?: number }
  | { fault: 'unauthorized' }
  | { fault: 'refuse'; errorCode: number; status?: number }
  | { fault: 'fail_in_background'; errorCode: number }
  | { fault: 'movable' }
  | { fault: 'slow_provisioning'; delayMs: number }
  | { fault: 'hide'; forMs: number }
  | { fault: 'allow_duplicate' };

const errorCode = { type: 'integer', minimum: 1, maximum: 999_999 };

export const webexFaultSchemas: FaultSchemas = {
  ...httpFaultSchemas,
  busy: { properties: { retryAfterSeconds: { type: 'integer', minimum: 0 } } },
  unauthorized: { properties: {} },
  refuse: { properties: { errorCode, status: { type: 'integer', minimum: 400, maximum: 599 } }, required: ['errorCode'] },
  fail_in_background: { properties: { errorCode }, required: ['errorCode'] },
  movable: { properties: {} },
  slow_provisioning: { properties: { delayMs: { type: 'integer', minimum: 0, maximum: 600_000 } }, required: ['delayMs'] },
  hide: { properties: { forMs: { type: 'integer', minimum: 0, maximum: 600_000 } }, required: ['forMs'] },
  allow_duplicate: { properties: {} },
};

/**
 * What an address does by its local part alone.
 * @param attempt how many times its creation was tried, this one included
 */
export const magicFault = (email: string, attempt: number): WebexFault | undefined => {
  const failure = parseFailure(email);
  if (failure) {
    if (failure.once && attempt > 1) return undefined;
    return { fault: failure.background ? 'fail_in_background' : 'refuse', errorCode: failure.errorCode };
  }
  switch (/^(busy|flaky|hang|lost|movable|slow)(?![a-z])[^@]*@/i.exec(email)?.[1]?.toLowerCase()) {
    case 'busy':
      return attempt <= 2 ? { fault: 'busy', retryAfterSeconds: 1 } : undefined;
    case 'flaky':
      return attempt <= 1 ? { fault: 'unavailable' } : undefined;
    case 'hang':
      return attempt <= 1 ? { fault: 'timeout_after_effect', afterMs: 1_000 } : undefined;
    case 'lost':
      return attempt <= 1 ? { fault: 'timeout_before_effect', afterMs: 1_000 } : undefined;
    case 'movable':
      return { fault: 'movable' };
    case 'slow':
      return { fault: 'slow_provisioning', delayMs: 8_000 };
    default:
      return undefined;
  }
};

/** The code a pre-check finds in the address: failures that last and that do not wait for the background. */
export const magicPreCheckCode = (email: string): number | undefined => {
  const failure = parseFailure(email);
  return failure && !failure.background && !failure.once ? failure.errorCode : undefined;
};

type MagicFailure = { errorCode: number; background: boolean; once: boolean };

const parseFailure = (email: string): MagicFailure | undefined => {
  const [, code, background, once] = /^fail-(\d{1,6})(-async)?(-once)?(?![a-z0-9])[^@]*@/i.exec(email) ?? [];
  return code === undefined ? undefined : { errorCode: Number(code), background: background !== undefined, once: once !== undefined };
};
