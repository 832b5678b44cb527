import { errorCodeOf, type ProblemCode, problems } from '../problems.ts';
import type { Failure, FailureClass } from '../operations/operation.ts';
import { type CloudAccount, CloudError } from './cloud.ts';

/** Who can do something about it. `nobody`: it passes by itself, or it is our bug. */
export type Owner = 'user' | 'admin' | 'nobody';
const classOfCode: Partial<Record<ProblemCode, FailureClass>> = {
  'cloud.email_in_use_elsewhere': 'user',
  'cloud.email_of_other_user': 'user',
  'cloud.account_movable': 'user',
  'cloud.consent_refused': 'user',
  'cloud.consent_timed_out': 'user',
  'cloud.template_mismatch': 'admin',
  'cloud.conflicting_service': 'admin',
  'cloud.mapping_wrong': 'admin',
  'cloud.user_id_in_use': 'admin',
  'cloud.precheck_failed': 'admin',
  'cloud.region_mismatch': 'admin',
  'cloud.credentials_refused': 'admin',
  'cloud.rejected_request': 'admin',
  'cloud.self_creation_failed': 'admin',
  'cloud.self_other_organization': 'user',
  'cloud.self_several_pending': 'admin',
  'cloud.self_user_id_in_use': 'admin',
  'cloud.self_email_of_other_user': 'user',
  'cloud.self_template_mismatch': 'admin',
  'cloud.self_enterprise_clash': 'admin',
  'cloud.unavailable': 'transient',
  'cloud.timed_out': 'transient',
};

/** The original product's numbers as they come from downstream. 10022 is its word for "exists already". */
const codeOfNumber: Readonly<Record<number, ProblemCode>> = {
  10022: 'cloud.user_id_in_use',
  200026: 'cloud.precheck_failed',
  200039: 'cloud.email_in_use_elsewhere',
  200040: 'cloud.template_mismatch',
  200041: 'cloud.conflicting_service',
  200042: 'cloud.email_of_other_user',
  200043: 'cloud.mapping_wrong',
  200044: 'cloud.user_id_in_use',
  200054: 'cloud.region_mismatch',
  // Only for users who activated themselves.
  200019: 'cloud.self_creation_failed',
  200045: 'cloud.self_other_organization',
  200046: 'cloud.self_several_pending',
  200047: 'cloud.self_user_id_in_use',
  200048: 'cloud.self_email_of_other_user',
  200049: 'cloud.self_user_id_in_use',
  200050: 'cloud.self_template_mismatch',
  200051: 'cloud.self_enterprise_clash',
};

export const classOf = (code: ProblemCode): FailureClass => classOfCode[code] ?? 'bug';
export const ownerOf = (code: ProblemCode): Owner => {
  const found = classOf(code);
  return found === 'user' || found === 'admin' ? found : 'nobody';
};

export function failureFrom(code: ProblemCode, description: string, facts: Partial<Failure> = {}): Failure {
  return {
    code,
    class: classOf(code),
    errorCode: facts.errorCode ?? errorCodeOf(code) ?? 900999,
    description: description || problems[code].title,
    retryAfterSeconds: facts.retryAfterSeconds ?? null,
    trackingId: facts.trackingId ?? null,
  };
}

/** Decides by number and status, never by matching texts. An error that is not the platform's is our bug. */
export function classify(error: unknown): Failure {
  if (!(error instanceof CloudError)) return failureFrom('cloud.unexpected', 'An unexpected error on our side.');
  const facts = {
    retryAfterSeconds: error.retryAfterSeconds,
    trackingId: error.trackingId,
    ...(error.errorCode === null ? {} : { errorCode: error.errorCode }),
  };
  return failureFrom(codeFor(error), error.message, facts);
}

function codeFor(error: CloudError): ProblemCode {
  if (error.kind !== 'answered') return 'cloud.unavailable';
  const known = error.errorCode === null ? undefined : codeOfNumber[error.errorCode];
  if (known) return known;
  const status = error.status ?? 0;
  if (status === 401 || status === 403) return 'cloud.credentials_refused';
  if (status === 429 || status === 423 || status === 408 || status >= 500) return 'cloud.unavailable';
  return status >= 400 ? 'cloud.rejected_request' : 'cloud.unexpected';
}

/** The platform accepted the work and reported later that it failed. */
export function failureOfAccount(account: CloudAccount): Failure {
  const number = account.failure?.errorCode ?? null;
  const code = (number !== null && codeOfNumber[number]) || 'cloud.unexpected';
  return failureFrom(code, account.failure?.description ?? '', number === null ? {} : { errorCode: number });
}
