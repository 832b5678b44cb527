import { CommanderError } from 'commander';
import { buildProgram } from './program.ts';
import { exitCodeOf, exitCodes, messageOf } from './exit-codes.ts';
import type { Surroundings } from './terminal.ts';

/** Runs one command. @returns its exit code; whatever went wrong has been said on stderr */
export async function main(words: string[], surroundings: Surroundings): Promise<number> {
  const outcome = { code: exitCodes.ok as number };
  // Whoever reads only the beginning (`| head`) closes the pipe, which is no fault of ours.
  surroundings.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  try {
    await buildProgram(surroundings, (code) => (outcome.code = code)).parseAsync(words, { from: 'user' });
    return outcome.code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    surroundings.stderr.write(`${messageOf(error)}\n`);
    return exitCodeOf(error);
  }
}
