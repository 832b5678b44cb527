import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { databaseAccount } from './account.ts';
import { findBinaries } from './binaries.ts';
import { ensureCluster, USER } from './cluster.ts';
import { openFolder, removeFolder } from './cluster-folder.ts';
import { freePort } from './free-port.ts';
import { guardPostmaster } from './guard.ts';
import { takeLock } from './launcher-lock.ts';
import { endOrphan, endPostmaster, launchPostmaster, type Launch, StartRefused } from './postmaster.ts';

/**
 * `dir` holds the cluster and survives restarts, except with `throwaway`: then nothing is synced to disk, 200 connections
 * are allowed and `stop()` removes the files. `port` 0 or absent = a free one. `log` gets the server's own output, `notice`
 * one line when the files are not in `dir` but elsewhere. `settings` are server settings that differ from ours.
 */
export type StartOptions = {
  dir: string;
  port?: number;
  database?: string;
  throwaway?: boolean;
  settings?: Readonly<Record<string, string>>;
  log?: (text: string) => void;
  notice?: (line: string) => void;
};

/**
 * `exited` resolves when the server is gone, asked for or not. `stop` gives each way of ending `patience` milliseconds:
 * fast, then at once without a checkpoint, then by force.
 */
export type RunningPostgres = {
  url: string;
  urlFor: (database: string) => string;
  port: number;
  pid: number;
  exited: Promise<void>;
  stop: (patience?: number) => Promise<void>;
};

/**
 * Starts a private PostgreSQL from the binaries that npm installed, listening on 127.0.0.1 only, and makes `database`
 * (default `app`) unless it is there. Throws one plain sentence when it cannot.
 */
export async function startPostgres(options: StartOptions): Promise<RunningPostgres> {
  const { dir, port = 0, database = 'app', throwaway = false, settings = {}, log = () => undefined, notice = () => undefined } = options;
  const account = databaseAccount();
  const binaries = await findBinaries(account);
  const folder = openFolder(dir, account, notice);
  const unlock = takeLock(folder.path, `The database in ${folder.path}`);
  try {
    await endOrphan(folder, binaries);
    const password = ensureCluster(folder, binaries, account, { throwaway });
    const launch = { binaries, folder, account, throwaway, settings, log };
    const running = own(await launchPatiently(launch, port), launch, password, unlock);
    await createDatabase(running, database);
    return { ...running, url: running.urlFor(database) };
  } catch (error) {
    unlock();
    throw error;
  }
}

async function launchPatiently(launch: Omit<Launch, 'port'>, wanted: number): Promise<{ child: ChildProcess; port: number }> {
  for (let tries = 1; ; tries += 1) {
    const port = wanted || (await freePort());
    try {
      return { child: await launchPostmaster({ ...launch, port }), port };
    } catch (error) {
      if (!(error instanceof StartRefused && error.again) || tries >= 20) throw error;
      await sleep(250);
    }
  }
}

function own(started: { child: ChildProcess; port: number }, launch: Omit<Launch, 'port'>, password: string, unlock: () => void): RunningPostgres {
  const { child, port } = started;
  const pid = child.pid ?? 0;
  const dismissGuard = guardPostmaster(pid, launch.account);
  const exited = (child.exitCode !== null || child.signalCode ? Promise.resolve() : new Promise((resolve) => child.once('exit', resolve))).then(() => {
    dismissGuard();
    unlock();
  });
  let stopping: Promise<void> | undefined;
  const stop = async (patience?: number) => {
    if (child.exitCode === null && !child.signalCode) await endPostmaster(pid, launch.binaries, launch.folder.data, patience);
    await exited;
    if (launch.throwaway) removeFolder(launch.folder);
  };
  const urlFor = (name: string) => `postgres://${USER}:${password}@127.0.0.1:${port}/${encodeURIComponent(name)}`;
  return { url: urlFor('postgres'), urlFor, port, pid, exited, stop: (patience) => (stopping ??= stop(patience)) };
}

async function createDatabase(running: RunningPostgres, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: running.urlFor('postgres') });
  try {
    await client.connect();
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (!rowCount) await client.query(`create database ${client.escapeIdentifier(database)}`);
  } catch (error) {
    await running.stop();
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}
