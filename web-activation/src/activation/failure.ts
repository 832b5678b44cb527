import { ProblemError, type Problem } from '@vestibule/api-client';
import { serverNow } from './server-clock.ts';

/** Why the last thing the visitor did was refused, in the form the screens show. */
export type Failure = {
  code: string;
  title: string;
  status: number;
  /** ms of the server's clock before which another try is pointless */
  retryAt: number | null;
  triesLeft: number | null;
  /** what is unusual about an address */
  remarks: NonNullable<Problem['remarks']>;
  reference: string | null;
};

export function failureOf(error: unknown): Failure {
  // An answer that breaks off in the middle is no problem document; the page must go on all the same.
  if (!(error instanceof ProblemError)) console.error(error);
  const problem: Problem = error instanceof ProblemError ? error.problem : { code: 'unknown', title: '', status: 0 };
  return {
    code: problem.code,
    title: problem.title,
    status: problem.status,
    retryAt: problem.retryAfterSeconds === undefined ? null : serverNow() + problem.retryAfterSeconds * 1_000,
    triesLeft: problem.triesLeft ?? null,
    remarks: problem.remarks ?? [],
    reference: problem.reference ?? (problem.status >= 500 ? (problem.requestId ?? null) : null),
  };
}

export function isSignedOut({ status }: Failure): boolean {
  return status === 401;
}

/** No answer, or one that says nothing about what the visitor did: the same try may work in a moment. */
export function isPassing({ status, code }: Failure): boolean {
  return status === 0 || (status >= 500 && !code.startsWith('activation.'));
}
