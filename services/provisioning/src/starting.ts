import { ConfigError } from './config.ts';
import { IsolationBroken } from './db/self-test.ts';
import { DatabaseUnusable } from './db/require-database.ts';
import { Problem } from './problems.ts';

/** A refusal whose message is all that the person at the terminal needs. */
export class Refusal extends Error {}

/** One step of starting a program; what keeps it from being done is told in words on the error stream, and the process ends with exit code 1. */
export async function orExplain<T>(step: () => T | Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    console.error(whatIsWrong(error));
    return process.exit(1);
  }
}

/** Words where the cause is known and somebody can mend it, else the error with its stack. */
function whatIsWrong(error: unknown): unknown {
  if ([ConfigError, DatabaseUnusable, IsolationBroken, Problem, Refusal].some((known) => error instanceof known)) return (error as Error).message;
  const { code, address, port } = Object(error) as { code?: unknown; address?: unknown; port?: unknown };
  if (code === 'EADDRINUSE') return `${address}:${port} is taken by another program: choose another PORT.`;
  return error;
}
