import { httpFaultSchemas, type FaultSchemas, type HttpFault } from '../http-faults.ts';

/**
 * Misbehaviour of the SCIM simulator. `refuse`: the request fails so. `hide`: what a creation makes is not found by searches for a
 * while. `dialect`: the answer is written as careless services write it. `allow_duplicate`: a name that is taken is not noticed.
 */
export type ScimFault =
  | HttpFault
  | { fault: 'busy'; retryAfterSeconds?: number }
  | { fault: 'locked' }
  | { fault: 'unauthorized' }
  | { fault: 'refuse'; status: number; scimType?: string }
  | { fault: 'hide'; forMs: number }
  | { fault: 'dialect' }
  | { fault: 'allow_duplicate' };

export const scimFaultSchemas: FaultSchemas = {
  ...httpFaultSchemas,
  busy: { properties: { retryAfterSeconds: { type: 'integer', minimum: 0 } } },
  locked: { properties: {} },
  unauthorized: { properties: {} },
  refuse: { properties: { status: { type: 'integer', minimum: 400, maximum: 599 }, scimType: { type: 'string' } }, required: ['status'] },
  hide: { properties: { forMs: { type: 'integer', minimum: 0, maximum: 600_000 } }, required: ['forMs'] },
  dialect: { properties: {} },
  allow_duplicate: { properties: {} },
};

/**
 * What an address does by its local part alone, when a user is created with it.
 * @param attempt how many times that was tried, this one included
 */
export const magicFault = (email: string, attempt: number): ScimFault | undefined => {
  switch (/^(busy|flaky|hang|lost|locked|hidden|refused|taken|odd)(?![a-z])[^@]*@/i.exec(email)?.[1]?.toLowerCase()) {
    case 'busy':
      return attempt <= 2 ? { fault: 'busy', retryAfterSeconds: 1 } : undefined;
    case 'flaky':
      return attempt <= 1 ? { fault: 'unavailable' } : undefined;
    case 'locked':
      return attempt <= 1 ? { fault: 'locked' } : undefined;
    case 'hang':
      return attempt <= 1 ? { fault: 'timeout_after_effect', afterMs: 1_000 } : undefined;
    case 'lost':
      return attempt <= 1 ? { fault: 'timeout_before_effect', afterMs: 1_000 } : undefined;
    case 'hidden':
      return { fault: 'hide', forMs: 2_000 };
    case 'refused':
      return { fault: 'refuse', status: 400, scimType: 'invalidValue' };
    case 'taken':
      return { fault: 'refuse', status: 409, scimType: 'uniqueness' };
    case 'odd':
      return { fault: 'dialect' };
    default:
      return undefined;
  }
};
