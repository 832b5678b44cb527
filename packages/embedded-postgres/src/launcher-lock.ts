import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from './error-code.ts';
import { identityOf, isAlive } from './live-process.ts';

type Holder = { pid: number; identity: string; token: string };

/**
 * Lets one launcher at a time use a folder; the answer gives the lock back. `name` begins the refusal. A lock whose launcher was killed is taken over.
 * Throws when the launcher that holds it still runs.
 */
export function takeLock(folder: string, name: string): () => void {
  const path = join(folder, 'launcher.lock');
  const mine: Holder = { pid: process.pid, identity: identityOf(process.pid), token: randomUUID() };
  for (let tries = 0; tries < 5; tries += 1) {
    if (create(path, mine)) return () => release(path, mine);
    const holder = readHolder(path);
    if (holder && isAlive(holder.pid) && identityOf(holder.pid) === holder.identity) throw inUse(name, holder);
    clearStale(path, holder, name);
  }
  throw new Error(`Another start is taking over ${name} right now. Try again.`);
}

/** Written beside and linked into place: the lock is never seen half written, and only one of two starts gets it. */
function create(path: string, holder: Holder): boolean {
  const draft = `${path}.${holder.token}`;
  writeFileSync(draft, JSON.stringify(holder), { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Moves the dead launcher's lock away; what was moved is looked at again, since a faster start may have replaced it. */
function clearStale(path: string, seen: Holder | undefined, name: string): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const moved = readHolder(aside);
  if (moved && moved.token !== seen?.token) {
    renameSync(aside, path);
    throw inUse(name, moved);
  }
  rmSync(aside, { force: true });
}

function release(path: string, mine: Holder): void {
  if (readHolder(path)?.token === mine.token) rmSync(path, { force: true });
}

function readHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function inUse(name: string, holder: Holder): Error {
  return new Error(`${name} is in use by another start (process ${holder.pid}).`);
}
