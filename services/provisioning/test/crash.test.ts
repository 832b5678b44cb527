import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startScim } from '@vestibule/simulators';
import { createConnector } from '../src/connectors/create-connector.ts';
import { unique } from './factories.ts';
import { type Agent, eventually, type Harness, startHarness } from './harness.ts';
import { operationsOf, rowOf, statusOf, type User } from './journeys.ts';
import { killWorker, startWorkerProcess } from './worker-process.ts';

/** What the README promises: any crash is recovered in this time, without anybody's help. */
const RECOVERY_MS = 15_000;

describe('43 Crash safety: a real worker process is killed with -9', () => {
  let h: Harness;
  let owner: Agent;
  const workers: ChildProcess[] = [];
  beforeAll(async () => {
    h = await startHarness({ worker: false });
    owner = await h.asOwner();
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map(killWorker));
    h.webex.clearScript();
  });
  afterAll(() => h.close());

  async function startWorker(): Promise<ChildProcess> {
    const worker = await startWorkerProcess(h);
    workers.push(worker);
    return worker;
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
    await killWorker(doomed);
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

  it('after a SCIM service made the account and before it answered: another worker finds it by our key', async () => {
    const scim = await startScim();
    try {
      const { id: connectorId } = await createConnector(h.provider.ctx, { name: unique('scim'), kind: 'scim', baseUrl: scim.apiUrl, accessToken: scim.accessToken });
      const user = await h.provider.handOver({ template: await h.provider.newTemplate({ connectorId }) });
      scim.script({ fault: 'timeout_after_effect', afterMs: 60_000, method: 'POST', userId: user.userId, times: 1 });
      const doomed = await startWorker();
      await vouch(user);
      await eventually(async () => scim.createdCount(user.userId) === 1, 'the account downstream');
      expect(await rowOf(h, user.id)).toMatchObject({ status: 'provisioning', cloud_ref: null });
      await startWorker();
      await killWorker(doomed);
      await eventually(async () => (await statusOf(h, user.id)) === 'provisioned', 'the account to be taken over', RECOVERY_MS);
      expect([scim.createdCount(user.userId), scim.users().length]).toEqual([1, 1]);
      expect(scim.calls().filter(({ method }) => method === 'POST')).toHaveLength(1);
    } finally {
      await scim.close();
    }
  });

  it('before anything was made: another worker that runs beside it takes over', async () => {
    const user = await h.provider.handOver();
    h.webex.script({ fault: 'delay', delayMs: 60_000, method: 'GET', userId: user.userId, times: 1 });
    const doomed = await startWorker();
    await vouch(user);
    await eventually(async () => callsOf(user, 'GET').length === 1, 'the first look');
    await startWorker();
    await killWorker(doomed);
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
