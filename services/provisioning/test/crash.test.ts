import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { unique } from './factories.ts';
import { type Agent, eventually, type Harness, startHarness } from './harness.ts';
import { operationsOf, rowOf, statusOf, type User } from './journeys.ts';

/** What the README promises: any crash is recovered in this time, without anybody's help. */
const RECOVERY_MS = 15_000;
const program = fileURLToPath(new URL('../src/worker.ts', import.meta.url));

describe('43 Crash safety: a real worker process is killed with -9', () => {
  let h: Harness;
  let owner: Agent;
  const workers: ChildProcess[] = [];
  beforeAll(async () => {
    h = await startHarness({ worker: false });
    owner = await h.asOwner();
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map(kill));
    h.webex.clearScript();
  });
  afterAll(() => h.close());

  /** A worker as in production; it is at work when it says so. */
  async function startWorker(): Promise<ChildProcess> {
    const { databaseUrl, masterKey, smtpUrl, mailFrom } = h.services.config;
    const env = { PATH: process.env['PATH'], DATABASE_URL: databaseUrl, MASTER_KEY: masterKey.toString('base64'), SMTP_URL: smtpUrl, MAIL_FROM: mailFrom, PUBLIC_URL: 'https://vestibule.test', LOG_LEVEL: 'info', ALLOW_PRIVATE_TARGETS: 'true' };
    const worker = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    workers.push(worker);
    await new Promise<void>((atWork, failed) => {
      worker.once('exit', (code) => failed(new Error(`the worker ended with ${code}`)));
      worker.stdout?.on('data', (lines: Buffer) => lines.includes('the worker is at work') && atWork());
    });
    return worker;
  }
  async function kill(worker: ChildProcess): Promise<void> {
    if (worker.exitCode !== null || worker.signalCode !== null) return;
    const gone = once(worker, 'exit');
    worker.kill('SIGKILL');
    await gone;
  }
  const vouch = (user: User) => owner.post(`/v1/subscribers/${user.id}/retry-activation`).send({ email: `${unique('crash')}@example.com`, mode: 'vouch' }).expect(202);
  const callsOf = (user: User, method: string) => h.webex.calls().filter((call) => call.userId === user.userId && call.method === method);

  it('after the account was made and before it was written down: another worker finishes, with one account', async () => {
    const user = await h.provider.handOver();
    h.webex.script({ fault: 'timeout_after_effect', afterMs: 60_000, method: 'POST', userId: user.userId, times: 1 });
    const doomed = await startWorker();
    await vouch(user);
    await eventually(async () => h.webex.createdCount(user.userId) === 1, 'the account downstream');
    expect(await rowOf(h, user.id)).toMatchObject({ status: 'provisioning', cloud_ref: null });
    await kill(doomed);
    const killedAt = Date.now();

    await startWorker();
    await eventually(async () => (await statusOf(h, user.id)) === 'provisioned', 'the account to be taken over', RECOVERY_MS);
    expect(Date.now() - killedAt).toBeLessThanOrEqual(RECOVERY_MS);
    expect(h.webex.createdCount(user.userId)).toBe(1);
    expect(h.webex.accounts().filter((account) => account.userId === user.userId)).toHaveLength(1);
    expect(callsOf(user, 'POST')).toHaveLength(1);
    const operations = await operationsOf(h, user.id);
    expect(operations).toEqual([expect.objectContaining({ state: 'succeeded' })]);
    expect(operations[0]?.attempt).toBeGreaterThan(1);
  });

  it('before anything was made: another worker that runs beside it takes over', async () => {
    const user = await h.provider.handOver();
    h.webex.script({ fault: 'delay', delayMs: 60_000, method: 'GET', userId: user.userId, times: 1 });
    const doomed = await startWorker();
    await vouch(user);
    await eventually(async () => callsOf(user, 'GET').length === 1, 'the first look');
    await startWorker();
    await kill(doomed);
    await eventually(async () => (await statusOf(h, user.id)) === 'provisioned', 'the work to be taken over', RECOVERY_MS);
    expect(h.webex.createdCount(user.userId)).toBe(1);
  });

  it('ends in order on SIGTERM, and the next worker goes on', async () => {
    const user = await h.provider.handOver();
    const first = await startWorker();
    const ended = once(first, 'exit');
    first.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    await vouch(user);
    await startWorker();
    await eventually(async () => (await statusOf(h, user.id)) === 'provisioned', 'the work to be done', RECOVERY_MS);
  });
});
