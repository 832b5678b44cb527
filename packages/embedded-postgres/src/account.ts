import { spawnSync } from 'node:child_process';
import { chownSync } from 'node:fs';

/** The operating system account that PostgreSQL runs as; empty = the one we run as ourselves. */
export type Account = { uid?: number; gid?: number };

/**
 * PostgreSQL refuses to run as root. Root therefore drops to an account that every Linux has, without creating one.
 * Throws when we are root and neither `postgres` nor `nobody` exists.
 */
export function databaseAccount(): Account {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    const uid = idOf('-u', name);
    const gid = idOf('-g', name);
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new Error('Running as root, and there is no account "postgres" or "nobody" to run PostgreSQL as. Set DATABASE_URL instead.');
}

/** Hands a file or folder to the account; nothing to do when it is our own. */
export function handOver(path: string, account: Account): void {
  if (account.uid !== undefined && account.gid !== undefined) chownSync(path, account.uid, account.gid);
}

/** Only what the programs of PostgreSQL need: secrets of our own environment stay with us. */
export function databaseEnvironment(): NodeJS.ProcessEnv {
  const wanted = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'TZ', 'SystemRoot', 'LD_LIBRARY_PATH'];
  return Object.fromEntries(wanted.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}

function idOf(flag: '-u' | '-g', name: string): number | undefined {
  const answer = spawnSync('id', [flag, name], { encoding: 'utf8' });
  return answer.status === 0 ? Number(answer.stdout) : undefined;
}
