import type { components } from './schema.gen.ts';

/** Every code the API can refuse with; newer servers may have more. */
export type ProblemCode = components['schemas']['ProblemCode'];

/** An RFC 9457 problem document as the API sends it. */
export type Problem = {
  type?: string;
  title: string;
  status: number;
  detail?: string;
  /** dotted name such as `template.in_use`; the screens find their text by `problem.<code>` */
  code: string;
  requestId?: string;
  /** who can mend it, and what helps: words of `ProblemOwner` and `ProblemAction` */
  owner?: string;
  action?: string;
  /** whether the very same call may succeed later */
  retryable?: boolean;
  errors?: { pointer: string; message: string }[];
  retryAfterSeconds?: number;
  reference?: string;
  triesLeft?: number;
  /** What is unusual about an address. */
  remarks?: ('plus' | 'role' | 'disposable' | 'lookalike')[];
  /** how many stand in the way */
  count?: number;
  /** what would be taken instead */
  suggestion?: string;
};

/** What every refused or failed call throws. `network.unreachable` (status 0) stands for no answer at all. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(`${problem.code}: ${problem.title}`, options);
    this.name = 'ProblemError';
    this.problem = problem;
  }

  get code(): string {
    return this.problem.code;
  }

  get status(): number {
    return this.problem.status;
  }
}

/** Is this a refusal by the API, and, when codes are given, one of these? */
export const isProblem = (error: unknown, ...codes: (ProblemCode | 'network.unreachable')[]): error is ProblemError =>
  error instanceof ProblemError && (codes.length === 0 || codes.some((code) => code === error.code));

/** Reads the answer's problem document; a proxy's page or an empty body still yields a problem with a code. */
export async function problemFrom(response: Response): Promise<Problem> {
  const fallback = { title: response.statusText || `HTTP ${response.status}`, status: response.status, code: `http.${response.status}` };
  const body: unknown = await response.json().catch(() => null);
  return isRecord(body) ? { ...fallback, ...body } : fallback;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
