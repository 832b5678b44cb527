import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from './refusal.ts';

/**
 * Makes the folder of everything that survives a restart, and proves that it can be written. What others must not see is
 * closed one by one; the folder itself lets them walk through when we are root, since PostgreSQL then runs as another
 * account. Throws a Refusal.
 */
export function openDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    if (process.getuid?.() === 0) chmodSync(dataDir, (statSync(dataDir).mode & 0o7777) | 0o011);
    for (const name of ['logs', 'simulators']) mkdirSync(join(dataDir, name), { recursive: true, mode: 0o700 });
    const trial = join(dataDir, `.writable-${process.pid}`);
    writeFileSync(trial, '');
    rmSync(trial);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new Refusal(`The folder ${dataDir} cannot be written (${reason}). Set VESTIBULE_DATA_DIR to another one.`);
  }
}

/** The JSON in a file, or undefined when there is none or it was cut short. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Writes a file that only we may read, whole or not at all. */
export function writePrivateJson(path: string, value: unknown): void {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, path);
}
