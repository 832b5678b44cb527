import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Account, databaseEnvironment } from './account.ts';
import type { Binaries } from './binaries.ts';
import type { ClusterFolder } from './cluster-folder.ts';
import { commandLineOf, isAlive } from './live-process.ts';

/** What a postmaster needs to be started. */
export type Launch = { binaries: Binaries; folder: ClusterFolder; account: Account; port: number; throwaway: boolean; settings: Readonly<Record<string, string>>; log: (text: string) => void };

/** A postmaster could not start; `again` says that a later try, or one on another port, may succeed. */
export class StartRefused extends Error {
  readonly again: boolean;
  constructor(output: string) {
    super(`PostgreSQL did not start: ${output.trim().split('\n').slice(-6).join('\n')}`);
    // Backends of a killed postmaster need a moment to notice; a port can be taken between choosing and using it.
    this.again = /shared memory block|could not bind|could not create any TCP\/IP sockets|is shutting down/.test(output);
  }
}

/** Starts the server in a process group of its own (Ctrl-C reaches the launcher first) and waits until it takes connections. */
export async function launchPostmaster(launch: Launch): Promise<ChildProcess> {
  const child = spawn(launch.binaries.postgres, serverArguments(launch), {
    ...launch.account,
    cwd: launch.folder.path,
    env: databaseEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: process.platform !== 'win32',
  });
  let tail = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      launch.log(text);
      tail = (tail + text).slice(-4000);
      if (tail.includes('ready to accept connections')) resolve();
    });
    child.once('error', reject);
    child.once('close', () => reject(new StartRefused(tail)));
  });
  return child;
}

/**
 * Ends a postmaster: the fast way first, then with less and less patience. Answers when it is gone.
 * `patience` is the time in milliseconds given to each way.
 */
export async function endPostmaster(pid: number, binaries: Binaries, data: string, patience = 4000): Promise<void> {
  if (process.platform === 'win32') {
    spawnSync(binaries.pgCtl, ['-D', data, '-m', 'fast', '-w', '-t', '10', 'stop']);
    return;
  }
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    send(pid, signal);
    if (await gone(pid, patience)) return;
  }
}

/**
 * A server left over from a launcher that was killed is ended, so that we own the one we use. Its pid file goes too: while
 * the number in it belongs to another program, or to a zombie, PostgreSQL would refuse to start. Its check of the shared
 * memory still keeps it from starting beside the last backends of a killed one.
 */
export async function endOrphan(folder: ClusterFolder, binaries: Binaries): Promise<void> {
  const pidFile = join(folder.data, 'postmaster.pid');
  const pid = pidIn(pidFile);
  if (pid !== undefined && isAlive(pid) && commandLineOf(pid).includes(folder.data)) await endPostmaster(pid, binaries, folder.data);
  rmSync(pidFile, { force: true });
}

function serverArguments({ folder, port, throwaway, settings: wanted }: Launch): string[] {
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'shared_buffers=64MB', 'logging_collector=off', 'log_destination=stderr'];
  if (throwaway) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200');
  settings.push(...Object.entries(wanted).map(([name, value]) => `${name}=${value}`));
  return ['-D', folder.data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
}

function pidIn(pidFile: string): number | undefined {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    // The last resort is for the whole group: backends must not outlive their postmaster.
    process.kill(signal === 'SIGKILL' ? -pid : pid, signal);
  } catch {
    // It is gone already.
  }
}

async function gone(pid: number, milliseconds: number): Promise<boolean> {
  for (const end = Date.now() + milliseconds; Date.now() < end; await sleep(20)) if (!isAlive(pid)) return true;
  return !isAlive(pid);
}
