import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { isAlive } from './live-process.ts';
import { endPostmaster } from './postmaster.ts';

describe('endPostmaster', () => {
  it('uses force on a server that ignores the polite signals', async () => {
    const stubborn = spawn(process.execPath, ['-e', "process.on('SIGINT', () => {}); process.on('SIGQUIT', () => {}); setInterval(() => {}, 1000); console.log('up')"], {
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(stubborn.stdout, 'data');
    const pid = stubborn.pid ?? 0;

    await endPostmaster(pid, { postgres: '', initdb: '', pgCtl: '' }, '/nowhere', 200);

    expect(isAlive(pid)).toBe(false);
  });
});
