import { ProblemError } from '@vestibule/api-client';

/** Which fields the server objects to, as it names them; empty where the whole request was refused. */
export function refusedFields(error: unknown): string[] {
  return error instanceof ProblemError ? (error.problem?.errors ?? []).map(({ pointer }) => pointer.replace(/^\//, '')) : [];
}

/** The code of a refusal, or null for anything else. */
export const codeOf = (error: unknown): string | null => (error instanceof ProblemError ? error.code : null);

/** Is this an http or https address with nothing but host, port and path? */
export function isServiceAddress(text: string): boolean {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  return url !== null && ['http:', 'https:'].includes(url.protocol) && !url.username && !url.password && !url.search && !url.hash;
}
