import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type Account, databaseAccount } from './account.ts';
import { openFolder, removeFolder } from './cluster-folder.ts';

const asRoot = process.getuid?.() === 0 ? it : it.skip;

describe('openFolder', () => {
  asRoot('moves to /var/tmp when the way to the folder is closed to the account, and to the same place next time', () => {
    const closed = mkdtempSync(join(tmpdir(), 'vestibule-closed-'));
    const wanted = join(closed, 'postgres');
    const said: string[] = [];
    const account: Account = databaseAccount();

    const first = openFolder(wanted, account, (line) => said.push(line));
    const second = openFolder(wanted, account, () => undefined);

    expect(first.path).toMatch(/^\/var\/tmp\/vestibule-[0-9a-f]{16}$/);
    expect(second).toEqual(first);
    expect(said.join('')).toContain(first.path);
    removeFolder(first);
    rmSync(closed, { recursive: true });
  });

  asRoot('refuses a folder that another account made', () => {
    const foreign = mkdtempSync(join(tmpdir(), 'vestibule-foreign-'));
    chmodSync(foreign, 0o755);
    const stranger = { uid: 12345, gid: 12345 };
    openFolder(join(foreign, 'postgres'), stranger, () => undefined);

    expect(() => openFolder(join(foreign, 'postgres'), databaseAccount(), () => undefined)).toThrow('belongs to another account');
    rmSync(foreign, { recursive: true });
  });
});
