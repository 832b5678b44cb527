import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { isAlive } from '@vestibule/embedded-postgres/live-process';

const fake = (name: string) => fileURLToPath(new URL(`./fakes/${name}.mjs`, import.meta.url));
const launchers: ChildProcess[] = [];

afterEach(() => {
  for (const launcher of launchers.splice(0)) {
    launcher.kill('SIGKILL');
    launcher.stdout?.destroy();
  }
});

/** Starts the launcher as given and answers it with the number of the program it serves. */
async function launch(args: string[], env: Record<string, string> = {}): Promise<{ launcher: ChildProcess; served: number }> {
  const launcher = spawn(process.execPath, args, { env: { ...process.env, npm_lifecycle_event: '', ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  launchers.push(launcher);
  const said = await once(launcher.stdout, 'data');
  return { launcher, served: Number(/pid (\d+)/.exec(String(said[0]))?.[1]) };
}

async function ends(pid: number): Promise<boolean> {
  for (const end = Date.now() + 8000; Date.now() < end; await sleep(25)) if (!isAlive(pid)) return true;
  return false;
}

const served = 'tools/run/fakes/long-lived.mjs';

describe('serve', () => {
  it('passes SIGTERM on and exits as the program does', async () => {
    const { launcher, served: pid } = await launch([fake('launch'), served]);
    const exit = once(launcher, 'exit');

    launcher.kill('SIGTERM');

    expect(await exit).toEqual([0, null]);
    expect(isAlive(pid)).toBe(false);
  }, 15_000);

  it('lets the program know when the launcher itself was killed', async () => {
    const { launcher, served: pid } = await launch([fake('launch'), served]);

    launcher.kill('SIGKILL');

    expect(await ends(pid)).toBe(true);
  }, 15_000);

  it('ends the program when npm was killed and only its shell is left', async () => {
    const { launcher, served: pid } = await launch([fake('npm'), `"${process.execPath}" "${fake('launch')}" ${served}`], { npm_lifecycle_event: 'start' });

    launcher.kill('SIGKILL');

    expect(await ends(pid)).toBe(true);
  }, 15_000);
});

describe('a step of npm test', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('ends on %s with everything it has started', async (signal) => {
    const { launcher, served: pid } = await launch([fake('steps')]);
    const exit = once(launcher, 'exit');
    launcher.kill(signal);
    expect(await exit).toEqual([130, null]);
    expect(isAlive(pid)).toBe(false);
  }, 15_000);

  it('ends with everything when npm was killed and only its shell is left', async () => {
    const { launcher, served: pid } = await launch([fake('npm'), `"${process.execPath}" "${fake('steps')}"`], { npm_lifecycle_event: 'test' });
    launcher.kill('SIGKILL');
    expect(await ends(pid)).toBe(true);
  }, 15_000);
});
