import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, realpathSync, rmdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Account, handOver } from './account.ts';

/** Where one cluster keeps its files. */
export type ClusterFolder = { path: string; data: string; passwordFile: string };

/**
 * Makes the folder and gives it to the account. One the account cannot walk to (a clone under /root) is replaced by a
 * folder in /var/tmp whose name follows from the wanted one, so that the next start finds the same data.
 */
export function openFolder(dir: string, account: Account, notice: (line: string) => void): ClusterFolder {
  const wanted = makeFolder(resolve(dir), account);
  if (account.uid === undefined || writable(wanted, account)) return folderAt(wanted);
  const name = createHash('sha256').update(wanted).digest('hex').slice(0, 16);
  const instead = makeFolder(join('/var/tmp', `vestibule-${name}`), account);
  notice(`The database's files are in ${instead}: ${wanted} is closed to the account that PostgreSQL runs as.`);
  return folderAt(instead);
}

/** Removes what this package put into the folder, and the folder itself when nothing else is in it. */
export function removeFolder(folder: ClusterFolder): void {
  rmSync(folder.data, { recursive: true, force: true });
  rmSync(folder.passwordFile, { force: true });
  try {
    rmdirSync(folder.path);
  } catch {
    // Somebody keeps other files beside the cluster; they are not ours to remove.
  }
}

function folderAt(path: string): ClusterFolder {
  return { path, data: join(path, 'cluster'), passwordFile: join(path, 'password') };
}

/** Others must neither read the folder nor have made it: /var/tmp is open to everybody. */
function makeFolder(path: string, account: Account): string {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const owner = lstatSync(path).uid;
  const allowed = [process.getuid?.(), account.uid];
  if (process.getuid && !allowed.includes(owner)) throw new Error(`${path} belongs to another account. Choose another folder or set DATABASE_URL.`);
  handOver(path, account);
  chmodSync(path, 0o700);
  return realpathSync(path);
}

function writable(path: string, account: Account): boolean {
  return spawnSync('test', ['-w', path], { ...account, cwd: '/' }).status === 0;
}
