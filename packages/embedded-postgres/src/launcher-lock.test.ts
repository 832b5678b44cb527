import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { takeLock } from './launcher-lock.ts';
import { identityOf } from './live-process.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vestibule-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (holder: object) => writeFileSync(join(folder, 'launcher.lock'), JSON.stringify(holder));

describe('takeLock', () => {
  it('refuses while the holder runs, and lets the next one in once it is given back', () => {
    const unlock = takeLock(folder, 'The folder');
    expect(() => takeLock(folder, 'The folder')).toThrow(`The folder is in use by another start (process ${process.pid}).`);

    unlock();

    expect(existsSync(join(folder, 'launcher.lock'))).toBe(false);
    takeLock(folder, 'The folder')();
  });

  it('takes over from a process that is gone', () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    write({ pid: gone, identity: 'whatever', token: 'old' });

    expect(() => takeLock(folder, 'The folder')()).not.toThrow();
  });

  it('takes over when the number belongs to a later process', () => {
    write({ pid: process.pid, identity: `${identityOf(process.pid)} but earlier`, token: 'old' });

    expect(() => takeLock(folder, 'The folder')()).not.toThrow();
  });

  it('takes over a lock that cannot be read', () => {
    writeFileSync(join(folder, 'launcher.lock'), '');

    expect(() => takeLock(folder, 'The folder')()).not.toThrow();
  });

  it('does not give back a lock that is no longer its own', () => {
    const unlock = takeLock(folder, 'The folder');
    write({ pid: process.pid, identity: identityOf(process.pid), token: 'another' });

    unlock();

    expect(existsSync(join(folder, 'launcher.lock'))).toBe(true);
  });
});
