import { ProblemError } from '@vestibule/api-client';
import { serverNow } from './server-clock.ts';

/** Why the last thing the visitor did was refused, in the form the screens show. */
export type Failure = {
  code: string;
  title: string;
  status: number;
  /** ms of the server's clock before which another try is pointless */
  retryAt: number | null;
  triesLeft: number | null;
  reference: string | null;
};

export function failureOf(error: unknown): Failure {
  if (!(error instanceof ProblemError)) throw error;
  const { problem } = error;
  return {
    code: problem.code,
    title: problem.title,
    status: problem.status,
    retryAt: problem.retryAfterSeconds === undefined ? null : serverNow() + problem.retryAfterSeconds * 1_000,
    triesLeft: problem.triesLeft ?? null,
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
