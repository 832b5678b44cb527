import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Account, databaseEnvironment, handOver } from './account.ts';
import type { Binaries } from './binaries.ts';
import type { ClusterFolder } from './cluster-folder.ts';

/** The superuser of the private cluster. */
export const USER = 'app';

/**
 * Makes the cluster unless it is there, and answers its superuser's password. Under its own name only when complete:
 * a start that is killed half-way leaves nothing that a later one would take for a database.
 */
export function ensureCluster(folder: ClusterFolder, binaries: Binaries, account: Account, options: { throwaway: boolean }): string {
  if (!existsSync(join(folder.data, 'PG_VERSION'))) create(folder, binaries, account, options);
  if (!existsSync(folder.passwordFile)) throw new Error(`${folder.passwordFile} is missing, so nobody can sign in to the database beside it.`);
  return readFileSync(folder.passwordFile, 'utf8').trim();
}

function create(folder: ClusterFolder, binaries: Binaries, account: Account, options: { throwaway: boolean }): void {
  const unfinished = `${folder.data}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  rmSync(folder.passwordFile, { force: true });
  writeFileSync(folder.passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  handOver(folder.passwordFile, account);
  const initialize = (letters: string) =>
    spawnSync(binaries.initdb, initArguments(unfinished, folder.passwordFile, options.throwaway, letters), { ...account, cwd: folder.path, env: databaseEnvironment(), encoding: 'utf8' });
  let result = initialize('C.UTF-8');
  // Not every system has it; without, only the search for what is not written in Latin letters is slower.
  if (result.status !== 0 && /locale/i.test(result.stderr ?? '')) result = initialize('C');
  if (result.status !== 0) throw new Error(`The database could not be created: ${(result.stderr || result.error?.message || '').trim()}`);
  renameSync(unfinished, folder.data);
}

/** ICU, because the locale C leaves `lower('É')` as it is; `letters`, because trigrams are made of what it takes for letters; scram for everybody, because a machine may have many users. */
function initArguments(data: string, passwordFile: string, throwaway: boolean, letters: string): string[] {
  const flags = ['-D', data, '-U', USER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8'];
  flags.push('--locale=C', `--lc-ctype=${letters}`, '--locale-provider=icu', '--icu-locale=und', '--no-instructions');
  return throwaway ? [...flags, '--no-sync'] : flags;
}
