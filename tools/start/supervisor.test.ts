import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freePort } from '@vestibule/embedded-postgres/free-port';
import { isAlive } from '@vestibule/embedded-postgres/live-process';

const script = fileURLToPath(new URL('./fakes/start.ts', import.meta.url));

type Run = { process: ChildProcess; ended: Promise<number | null>; output: () => string };

let dataDir: string;
let port: number;
const runs: Run[] = [];

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'vestibule-start-'));
  port = await freePort();
});

afterEach(async () => {
  for (const run of runs.splice(0)) {
    run.process.kill('SIGTERM');
    await run.ended;
  }
  await until(() => children().every((pid) => !isAlive(pid)));
  rmSync(dataDir, { recursive: true, force: true });
}, 20_000);

function launch(env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script], {
    env: { ...process.env, DATABASE_URL: '', SMTP_URL: '', MASTER_KEY: '', PORT: String(port), VESTIBULE_DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  // Not on 'close', which does not come once the channel was closed from here; the last words get a moment instead.
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => setTimeout(() => resolve(code), 100)));
  const run = { process: child, ended, output: () => output };
  runs.push(run);
  return run;
}

async function launchReady(env: Record<string, string> = {}): Promise<Run> {
  const run = launch(env);
  await until(() => run.output().includes('Vestibule is ready') || run.process.exitCode !== null);
  expect(run.output()).toContain('Vestibule is ready');
  return run;
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 15_000; Date.now() < end; await sleep(25)) if (await condition()) return;
  throw new Error('waited in vain');
}

const read = (name: string) => readFileSync(join(dataDir, name), 'utf8');

async function asked(): Promise<{ pid: number; databaseUrl: string; masterKey: string }> {
  const answer = await fetch(`http://127.0.0.1:${port}/`);
  return JSON.parse(await answer.text());
}


const POSTMASTER = 'postgres/cluster/postmaster.pid';
const postmaster = () => Number(read(POSTMASTER).split('\n')[0]);

/** Every process the run has noted, and its database server. */
function children(): number[] {
  const present = (name: string) => existsSync(join(dataDir, name));
  const noted: { pid: number }[] = present('processes.json') ? JSON.parse(read('processes.json')) : [];
  return [...noted.map(({ pid }) => pid), ...(present(POSTMASTER) ? [postmaster()] : [])];
}

describe('npm start', () => {
  it('says where everything is, and ends with its database within ten seconds of SIGTERM', async () => {
    const run = await launchReady();
    const alive = children();
    const began = Date.now();

    run.process.kill('SIGTERM');

    expect(await run.ended).toBe(0);
    expect(Date.now() - began).toBeLessThan(10_000);
    expect(alive.length).toBeGreaterThanOrEqual(4);
    expect(alive.filter(isAlive)).toEqual([]);
    expect(run.output()).toContain(`http://127.0.0.1:${port}/admin/`);
    expect(run.output()).toContain('admin@demo.example  made-for-this-machine');
    expect(run.output()).toContain('[worker] the worker has a worry');
  }, 40_000);

  it('keeps secrets, ports and data for the next start, and the secrets to itself', async () => {
    const first = await launchReady();
    const { masterKey } = await asked();
    const ports = read('simulators.json');
    first.process.kill('SIGTERM');
    await first.ended;

    await launchReady();

    expect((await asked()).masterKey).toBe(masterKey);
    expect(read('simulators.json')).toBe(ports);
    for (const name of ['secrets.json', 'logs/api.log', 'demo.json']) expect(statSync(join(dataDir, name)).mode & 0o077).toBe(0);
    expect(first.output()).not.toContain(masterKey);
  }, 40_000);

  it('starts the api again after kill -9, and the database on the same address', async () => {
    const run = await launchReady();
    const before = await asked();

    process.kill(before.pid, 'SIGKILL');
    await until(() => asked().then(({ pid }) => pid !== before.pid, () => false));
    process.kill(postmaster(), 'SIGKILL');
    await until(() => run.output().includes('The database ended; starting it again.'));
    await until(() => read('logs/postgres.log').split('ready to accept connections').length > 2);

    expect((await asked()).databaseUrl).toBe(before.databaseUrl);
    expect(run.output()).toContain('api ended (signal SIGKILL); starting it again.');
  }, 40_000);

  it('leaves nothing running when it is killed with -9, and starts again at once', async () => {
    const first = await launchReady();
    const alive = children();

    first.process.kill('SIGKILL');
    await first.ended;
    await launchReady();

    expect(alive.filter(isAlive)).toEqual([]);
  }, 40_000);

  it('ends by itself when its launcher is gone', async () => {
    const run = await launchReady();

    run.process.disconnect();

    expect(await run.ended).toBe(0);
  }, 40_000);

  it('uses force on a program that does not end, still within ten seconds', async () => {
    const run = await launchReady({ FAKE_STUBBORN: '1' });
    const { pid } = await asked();
    const began = Date.now();

    run.process.kill('SIGINT');

    expect(await run.ended).toBe(0);
    expect(Date.now() - began).toBeLessThan(10_000);
    expect(isAlive(pid)).toBe(false);
  }, 40_000);

  it('ends at once on a second Ctrl-C', async () => {
    const run = await launchReady({ FAKE_STUBBORN: '1' });
    const began = Date.now();

    run.process.kill('SIGINT');
    await sleep(1000);
    run.process.kill('SIGINT');

    expect(await run.ended).toBe(130);
    expect(Date.now() - began).toBeLessThan(3000);
  }, 40_000);

  it('ends in order when it is told to before it is up', async () => {
    const run = launch();
    await until(() => readdirSync(dataDir).includes('processes.json'));

    run.process.kill('SIGTERM');

    expect(await run.ended).toBe(0);
    expect(children().filter(isAlive)).toEqual([]);
  }, 40_000);
});

describe('npm start refuses in one line', () => {
  it('a port that another program has', async () => {
    const other = createServer().listen(port, '127.0.0.1');

    const run = launch();

    expect(await run.ended).toBe(1);
    expect(run.output()).toBe(`Port ${port} is taken by another program. Choose another: PORT=${port + 1} npm start\n`);
    other.close();
  }, 20_000);

  it('a folder that cannot be written', async () => {
    writeFileSync(join(dataDir, 'file'), '');

    const run = launch({ VESTIBULE_DATA_DIR: join(dataDir, 'file', 'inside') });

    expect(await run.ended).toBe(1);
    expect(run.output()).toBe(`The folder ${join(dataDir, 'file', 'inside')} cannot be written (ENOTDIR). Set VESTIBULE_DATA_DIR to another one.\n`);
  }, 20_000);

  it('a port that is none', async () => {
    const run = launch({ PORT: 'http' });

    expect(await run.ended).toBe(1);
    expect(run.output()).toBe('PORT must be a number from 1 to 65535, not "http".\n');
  }, 20_000);

  it('a second start on the same folder, and the first goes on', async () => {
    await launchReady();

    const second = launch({ PORT: String(await freePort()) });

    expect(await second.ended).toBe(1);
    expect(second.output()).toMatch(/^The folder \S+ is in use by another start \(process \d+\)\.\n$/);
    expect((await asked()).pid).toBeGreaterThan(0);
  }, 40_000);

  it('a migration that fails, with its reason', async () => {
    const run = launch({ FAKE_BROKEN_MIGRATION: '1' });

    expect(await run.ended).toBe(1);
    expect(run.output()).toContain('migrate ended with exit code 3: Error: relation "x" has a dent');
    expect(children().filter(isAlive)).toEqual([]);
  }, 40_000);
});
