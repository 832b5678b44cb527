import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type RunningPostgres, startPostgres } from './index.ts';
import { isAlive } from './live-process.ts';

let dir: string;
const running: RunningPostgres[] = [];
const launchers: ChildProcess[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'vestibule-test-'));
});

afterEach(async () => {
  for (const launcher of launchers.splice(0)) launcher.kill('SIGKILL');
  for (const postgres of running.splice(0)) await postgres.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function start(options: Partial<Parameters<typeof startPostgres>[0]> = {}): Promise<RunningPostgres> {
  const postgres = await startPostgres({ dir, ...options });
  running.push(postgres);
  return postgres;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function startInOtherProcess(): Promise<{ launcher: ChildProcess; url: string; pid: number }> {
  const script = fileURLToPath(new URL('../test/launch.ts', import.meta.url));
  const launcher = spawn(process.execPath, [script, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  launchers.push(launcher);
  const [line] = (await once(launcher.stdout, 'data')) as [Buffer];
  return { launcher, ...(JSON.parse(line.toString()) as { url: string; pid: number }) };
}

async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 15_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 25))) if (condition()) return;
  throw new Error('waited in vain');
}

describe('startPostgres', () => {
  it('keeps what was written when it is stopped and started again', async () => {
    const first = await start();
    await query(first.url, 'create table kept as select 7 as number');
    await first.stop();

    const second = await start();

    expect(await query(second.url, 'select number from kept')).toEqual([{ number: 7 }]);
  }, 30_000);

  it('makes the database asked for and gives the address of any other', async () => {
    const postgres = await start({ database: 'odd "name"', throwaway: true });

    expect(await query(postgres.url, 'select current_database() as name')).toEqual([{ name: 'odd "name"' }]);
    expect(await query(postgres.urlFor('postgres'), 'select current_user as name')).toEqual([{ name: 'app' }]);
  }, 30_000);

  it('folds letters outside ASCII, which locale C would not', async () => {
    const postgres = await start({ throwaway: true });

    expect(await query(postgres.url, "select lower('É') as letter")).toEqual([{ letter: 'é' }]);
  }, 30_000);

  it('keeps the password in a file that only the owner reads, and refuses a wrong one', async () => {
    const postgres = await start({ throwaway: true });
    const wrong = postgres.url.replace(/:[^:@/]+@/, ':guess@');

    expect(statSync(join(dir, 'password')).mode & 0o777).toBe(0o600);
    await expect(query(wrong, 'select 1')).rejects.toThrow('password authentication failed');
  }, 30_000);

  it('answers on 127.0.0.1 and on no other address of the machine', async () => {
    const postgres = await start({ throwaway: true });
    const others = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).filter(({ family, internal }) => family === 'IPv4' && !internal));

    for (const { address } of others) {
      const socket = connect(postgres.port, address);
      await expect(once(socket, 'connect')).rejects.toThrow('ECONNREFUSED');
    }
    expect(await query(postgres.url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  }, 30_000);

  it('allows 200 connections and syncs nothing when throwaway, and removes its files at the end', async () => {
    const postgres = await start({ throwaway: true });
    expect(await query(postgres.url, 'show fsync')).toEqual([{ fsync: 'off' }]);
    expect(await query(postgres.url, 'show max_connections')).toEqual([{ max_connections: '200' }]);

    await postgres.stop();

    expect(existsSync(dir)).toBe(false);
  }, 30_000);

  it('refuses a second start on the same folder and lets the first one go on', async () => {
    const first = await start({ throwaway: true });

    await expect(startPostgres({ dir })).rejects.toThrow(`in use by another start (process ${process.pid})`);
    expect(await query(first.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  }, 30_000);

  it('lets exactly one of several simultaneous starts through', async () => {
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => start({ throwaway: true })));

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  }, 30_000);

  it('does not outlive a launcher that was killed, and the next start finds all that was written', async () => {
    const { launcher, url, pid } = await startInOtherProcess();
    await query(url, 'create table kept as select 1 as number');

    launcher.kill('SIGKILL');
    await until(() => !isAlive(pid));

    const next = await start();
    expect(await query(next.url, 'select number from kept')).toEqual([{ number: 1 }]);
  }, 40_000);

  it('starts at once after its launcher and the server were both killed', async () => {
    const { launcher, url, pid } = await startInOtherProcess();
    await query(url, 'create table kept as select 2 as number');

    launcher.kill('SIGKILL');
    process.kill(pid, 'SIGKILL');

    const next = await start();
    expect(await query(next.url, 'select number from kept')).toEqual([{ number: 2 }]);
  }, 40_000);

  it('tells that the server died and can be started again on the same port', async () => {
    const first = await start();
    process.kill(first.pid, 'SIGKILL');
    await first.exited;

    const second = await start({ port: first.port });

    expect(second.port).toBe(first.port);
    expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  }, 40_000);

  it('is not held up by a pid file whose number now belongs to another program', async () => {
    await (await start()).stop();
    writeFileSync(join(dir, 'cluster', 'postmaster.pid'), `${process.pid}\n${join(dir, 'cluster')}\n`);

    const next = await start();

    expect(await query(next.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  }, 30_000);

  it('ends within the time limit although a client sits in a transaction', async () => {
    const postgres = await start();
    const client = new pg.Client({ connectionString: postgres.url });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('begin');
    const began = Date.now();

    await postgres.stop();

    expect(Date.now() - began).toBeLessThan(5000);
    expect(isAlive(postgres.pid)).toBe(false);
  }, 30_000);

  it('starts over when the first creation was interrupted', async () => {
    await (await start()).stop();
    rmSync(join(dir, 'cluster'), { recursive: true });
    writeFileSync(join(dir, 'password'), 'half');

    const postgres = await start();

    expect(readFileSync(join(dir, 'password'), 'utf8')).not.toBe('half');
    expect(await query(postgres.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  }, 30_000);
});
