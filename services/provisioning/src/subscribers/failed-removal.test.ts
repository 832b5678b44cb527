import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unique } from '../../test/factories.ts';
import { type Agent, eventually, type Harness, startHarness } from '../../test/harness.ts';
import { eventsOf, operationsOf, rowOf, runNow } from '../../test/journeys.ts';
import { STUCK_AFTER_MS } from './subscriber.ts';

describe('a removal that the platform refuses', () => {
  let h: Harness;
  let owner: Agent;
  beforeAll(async () => {
    h = await startHarness({ worker: false });
    owner = await h.asOwner();
  });
  afterAll(() => h.close());

  const begun = async () => {
    const user = await h.provider.handOver();
    await owner.post(`/v1/subscribers/${user.id}/retry-activation`).send({ email: `${unique('stuck')}@example.com`, mode: 'vouch' }).expect(202);
    await runNow(h, user.id);
    return user;
  };
  const refuseToRemove = async (id: string, userId: string) => {
    h.webex.script({ method: 'DELETE', userId, fault: 'refuse', errorCode: 10022, times: 1 });
    await owner.delete(`/v1/subscribers/${id}`).expect(202);
    await runNow(h, id);
  };

  it('leaves nobody waiting for the work it has ended: the user sees what is wrong and goes on', async () => {
    const user = await begun();
    expect(await rowOf(h, user.id)).toMatchObject({ status: 'provisioning' });
    h.clock.forward(STUCK_AFTER_MS + 60_000);
    await refuseToRemove(user.id, user.userId);

    expect(await rowOf(h, user.id)).toMatchObject({ status: 'error', removing: false, reason: 'cloud.user_id_in_use', failures: 0 });
    expect((await operationsOf(h, user.id)).map(({ kind, state }) => [kind, state])).toEqual([['provision', 'cancelled'], ['remove', 'failed']]);
    expect((await eventsOf(h, user.id)).at(-1)).toMatchObject({ type: 'operation.failed', data: { kind: 'remove' } });
    const page = await h.provider.asSubscriber(user);
    expect((await page.get('/v1/activation/session').expect(200)).body).toMatchObject({ step: 'problem', problem: { code: 'cloud.user_id_in_use', owner: 'admin', canTryAgain: true } });
    await page.post('/v1/activation/session/try-again').expect(202);
    await eventually(async () => (await runNow(h, user.id), (await rowOf(h, user.id))?.status === 'provisioned'), 'the account to be ready');
    expect(h.webex.createdCount(user.userId)).toBe(1);
  });

  it('takes nothing from a user whose account is ready', async () => {
    const user = await begun();
    await eventually(async () => (await runNow(h, user.id), (await rowOf(h, user.id))?.status === 'provisioned'), 'the account to be ready');
    await refuseToRemove(user.id, user.userId);
    expect(await rowOf(h, user.id)).toMatchObject({ status: 'provisioned', removing: false, reason: 'cloud.user_id_in_use' });
  });
});
