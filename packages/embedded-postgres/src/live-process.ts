import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { codeOf } from './error-code.ts';

/** Does the process run? A zombie does not: it holds nothing any more. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
  return statFields(pid)?.[0] !== 'Z';
}

/**
 * Tells a process from a later one that was given the same number (after a reboot, or in a restarted container).
 * On Linux the boot and the tick in which it began; elsewhere what `ps` knows.
 */
export function identityOf(pid: number): string {
  const started = statFields(pid)?.[19];
  if (started !== undefined) return `${read('/proc/sys/kernel/random/boot_id')?.trim() ?? ''}:${started}`;
  return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? '';
}

/** The command line of a process, its arguments separated by blanks; empty when it cannot be read. */
export function commandLineOf(pid: number): string {
  const own = read(`/proc/${pid}/cmdline`);
  if (own !== undefined) return own.replaceAll('\0', ' ').trim();
  return spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? '';
}

/** Fields of /proc/<pid>/stat from the state on: the name before it may itself hold blanks and brackets. */
function statFields(pid: number): string[] | undefined {
  const line = read(`/proc/${pid}/stat`);
  return line?.slice(line.lastIndexOf(')') + 2).split(' ');
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
