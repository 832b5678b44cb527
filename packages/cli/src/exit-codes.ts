import { ProblemError } from '@vestibule/api-client/program';

/** How a command ended, for scripts; docs/CLI.md lists them. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  signedOut: 3,
  forbidden: 4,
  notFound: 5,
  conflict: 6,
  /** some of many were done, others were not */
  partial: 7,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What the person at the shell did or left out; told without a stack. */
export class Refusal extends Error {
  readonly exitCode: ExitCode;
  constructor(message: string, exitCode: ExitCode = exitCodes.failed) {
    super(message);
    this.name = 'Refusal';
    this.exitCode = exitCode;
  }
}

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof Refusal) return error.exitCode;
  if (!(error instanceof ProblemError)) return exitCodes.failed;
  if (error.status === 401 || error.code === 'oauth.invalid_client') return exitCodes.signedOut;
  if (error.status === 403 || error.code === 'oauth.invalid_scope') return exitCodes.forbidden;
  if (error.status === 404 || error.status === 410) return exitCodes.notFound;
  return [409, 412, 422, 428].includes(error.status) ? exitCodes.conflict : exitCodes.failed;
}

/** The refusal in words for a shell: what happened, what to correct, what to quote. */
export function messageOf(error: unknown): string {
  if (!(error instanceof ProblemError)) return error instanceof Error ? error.message : String(error);
  const { title, detail, code, errors = [], requestId, retryAfterSeconds } = error.problem;
  const lines = [
    code === 'network.unreachable' ? 'The server does not answer. Check the address, then try again.' : title,
    ...(detail ? [detail] : []),
    ...errors.map(({ pointer, message }) => `  ${pointer} ${message}`),
    ...(retryAfterSeconds ? [`Try again in ${retryAfterSeconds} s.`] : []),
  ];
  return [...lines, `(${code}${requestId ? `, request ${requestId}` : ''})`].join('\n');
}
