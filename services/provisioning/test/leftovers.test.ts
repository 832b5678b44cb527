import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { handleRunOperation } from '../src/provisioning/jobs.ts';
import { unique } from './factories.ts';
import { type Agent, type Harness, startHarness } from './harness.ts';
import { operationsOf, rowOf, runNow, statusOf, type User } from './journeys.ts';

/** Attempts of which nobody knows how they ended. No worker: the tests do each piece of work themselves. */
describe('what an attempt may have left behind', () => {
  let h: Harness;
  let owner: Agent;
  beforeAll(async () => {
    h = await startHarness({ worker: false });
    owner = await h.asOwner();
  });
  afterAll(() => h.close());

  const accountsOf = (user: User) => h.webex.accounts().filter((account) => account.userId === user.userId);
  const vouch = (user: User, email: string) => owner.post(`/v1/subscribers/${user.id}/retry-activation`).send({ email, mode: 'vouch' }).expect(202);

  /** The account is made, but no answer ever says so, until the attempt is given up. */
  async function givenUpAfterEffect(): Promise<User> {
    const user = await h.provider.handOver();
    h.webex.script({ fault: 'timeout_after_effect', afterMs: 10, method: 'POST', userId: user.userId, times: 1 });
    await vouch(user, `${unique('lost')}@example.com`);
    await runNow(h, user.id);
    h.webex.script({ fault: 'unavailable', userId: user.userId });
    for (let attempt = 0; attempt < 8 && (await statusOf(h, user.id)) === 'provisioning'; attempt++) await runNow(h, user.id);
    h.webex.clearScript();
    expect(await rowOf(h, user.id)).toMatchObject({ status: 'error', reason: 'cloud.unavailable', cloud_ref: null });
    return user;
  }

  it('takes the account over at the next attempt instead of making a second one', async () => {
    const user = await h.provider.handOver();
    h.webex.script({ fault: 'timeout_after_effect', afterMs: 10, method: 'POST', userId: user.userId, times: 1 });
    await vouch(user, `${unique('lost')}@example.com`);
    await runNow(h, user.id);
    expect(await operationsOf(h, user.id)).toEqual([expect.objectContaining({ state: 'waiting', attempt: 1, transient_failures: 1 })]);
    expect(accountsOf(user)).toHaveLength(1);
    await new Promise((done) => setTimeout(done, 80));
    await runNow(h, user.id);
    expect(await statusOf(h, user.id)).toBe('provisioned');
    expect(h.webex.createdCount(user.userId)).toBe(1);
  });

  it('replaces an account made for the address before, so that one user has one account', async () => {
    const user = await h.provider.handOver();
    h.webex.script({ fault: 'fail_in_background', errorCode: 200041, method: 'POST', userId: user.userId, times: 1 });
    await vouch(user, `${unique('old')}@example.com`);
    for (const _ of [1, 2]) {
      await runNow(h, user.id);
      await new Promise((done) => setTimeout(done, 80));
    }
    expect(await statusOf(h, user.id)).toBe('error');
    const email = `${unique('new')}@example.com`;
    await vouch(user, email);
    for (const _ of [1, 2]) {
      await runNow(h, user.id);
      await new Promise((done) => setTimeout(done, 80));
    }
    expect(await statusOf(h, user.id)).toBe('provisioned');
    expect(accountsOf(user)).toEqual([expect.objectContaining({ email, status: 'provisioned' })]);
  });

  it('29 Delete and start over: removes what an attempt without an answer made, also after the user was sent back to the code screen', async () => {
    const user = await givenUpAfterEffect();
    expect(accountsOf(user)).toHaveLength(1);
    await owner.post(`/v1/subscribers/${user.id}/retry-activation`).send({ email: `${unique('later')}@example.com`, mode: 'verify' }).expect(202);
    await owner.delete(`/v1/subscribers/${user.id}`).expect(202);
    await runNow(h, user.id);
    expect(await statusOf(h, user.id)).toBe('gone');
    expect(accountsOf(user)).toEqual([]);
  });

  it('waits as long as the platform asks, and no less', async () => {
    const user = await h.provider.handOver();
    h.webex.script({ fault: 'busy', retryAfterSeconds: 90, userId: user.userId, times: 1 });
    await vouch(user, `${unique('busy')}@example.com`);
    await runNow(h, user.id);
    const [operation] = await operationsOf(h, user.id);
    expect((operation?.next_attempt_at.getTime() ?? 0) - h.clock.now().getTime()).toBeGreaterThan(85_000);
    expect(await rowOf(h, user.id)).toMatchObject({ status: 'provisioning', reason: 'retrying' });
    // The silence is for all of the connector's users.
    h.clock.forward(90_000);
  });

  it('does nothing when woken too early, twice at once, or after the end', async () => {
    const user = await h.provider.handOver();
    await vouch(user, `${unique('twice')}@example.com`);
    const [operation] = await operationsOf(h, user.id);
    const wakeUp = { providerId: h.provider.id, operationId: operation?.id ?? '' };
    await Promise.all([1, 2, 3].map(() => handleRunOperation(h.system(h.provider.id), wakeUp)));
    await handleRunOperation(h.system(h.provider.id), wakeUp);
    expect(h.webex.calls().filter((call) => call.method === 'POST' && call.userId === user.userId)).toHaveLength(1);
    await new Promise((done) => setTimeout(done, 80));
    await runNow(h, user.id);
    expect(await statusOf(h, user.id)).toBe('provisioned');
    const calls = h.webex.calls().length;
    await runNow(h, user.id);
    expect(h.webex.calls()).toHaveLength(calls);
    expect(h.webex.createdCount(user.userId)).toBe(1);
  });
});
