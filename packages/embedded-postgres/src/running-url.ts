import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { databaseAccount } from './account.ts';
import { USER } from './cluster.ts';
import { openFolder } from './cluster-folder.ts';

/**
 * The address, as its superuser, of a database whose server another process started in this folder and keeps running.
 * Throws when none runs there.
 */
export function runningUrl(dir: string, database: string): string {
  const { data, passwordFile } = openFolder(dir, databaseAccount(), () => undefined);
  const [, , , port] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  const password = readFileSync(passwordFile, 'utf8').trim();
  return `postgres://${USER}:${password}@127.0.0.1:${Number(port)}/${encodeURIComponent(database)}`;
}
