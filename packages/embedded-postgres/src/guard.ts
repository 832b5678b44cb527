import { spawn } from 'node:child_process';
import { type Account, databaseEnvironment } from './account.ts';

const SCRIPT = 'read _; kill -INT "$1" || exit 0; for _ in 1 2 3 4 5; do sleep 1; kill -0 "$1" 2>/dev/null || exit 0; done; kill -QUIT "$1"';

/**
 * Ends the postmaster when the launcher is gone, whatever took it: the guard waits on a pipe that the kernel closes
 * with us, even after `kill -9`. The answer dismisses it.
 */
export function guardPostmaster(pid: number, account: Account): () => void {
  if (process.platform === 'win32') return () => undefined;
  const guard = spawn('/bin/sh', ['-c', SCRIPT, 'vestibule-postgres-guard', String(pid)], {
    ...account,
    cwd: '/',
    env: databaseEnvironment(),
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.on('error', () => undefined);
  guard.stdin.on('error', () => undefined);
  guard.unref();
  if ('unref' in guard.stdin && typeof guard.stdin.unref === 'function') guard.stdin.unref();
  return () => void guard.kill('SIGKILL');
}
