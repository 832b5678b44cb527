import { cloudProblemOf, describeProblem, errorCodeOf, type ProblemCode, problems } from '../problems.ts';
import type { Failure } from '../operations/operation.ts';
import { type CloudAccount, CloudError } from './cloud.ts';

export function failureFrom(code: ProblemCode, description: string, facts: Partial<Failure> = {}): Failure {
  return {
    code,
    class: describeProblem(code).class,
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
  if (error.code) return error.code;
  if (error.kind !== 'answered') return 'cloud.unavailable';
  const known = error.errorCode === null ? undefined : cloudProblemOf(error.errorCode);
  if (known) return known;
  const status = error.status ?? 0;
  if (status === 401 || status === 403) return 'cloud.credentials_refused';
  if (status === 429 || status === 423 || status === 408 || status >= 500) return 'cloud.unavailable';
  return status >= 400 ? 'cloud.rejected_request' : 'cloud.unexpected';
}

/** The platform accepted the work and reported later that it failed. */
export function failureOfAccount(account: CloudAccount): Failure {
  const number = account.failure?.errorCode ?? null;
  const code = (number !== null && cloudProblemOf(number)) || 'cloud.unexpected';
  return failureFrom(code, account.failure?.description ?? '', number === null ? {} : { errorCode: number });
}
