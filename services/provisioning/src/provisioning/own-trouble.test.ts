import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unique } from '../../test/factories.ts';
import { type Harness, startHarness } from '../../test/harness.ts';
import { eventsOf, rowOf, runNow, sendMails } from '../../test/journeys.ts';
import { forgetExpiredKeys } from '../access-keys/forget-expired-keys.ts';
import { createConnectCloud } from '../adapters/connect-cloud.ts';
import type { ConnectCloud } from './cloud.ts';

const connectAny = createConnectCloud({ allowPrivate: true });

describe('trouble on our own side', () => {
  let h: Harness;
  let breaks = 0;
  /** The real connector, whose look-up breaks as our own code or database would. */
  const brittle: ConnectCloud = (settings, traceId) => {
    const cloud = connectAny(settings, traceId);
    return { ...cloud, find: async (subscriber) => (breaks-- > 0 ? Promise.reject(new Error('Connection terminated unexpectedly')) : cloud.find(subscriber)) };
  };
  beforeAll(async () => {
    h = await startHarness({ worker: false, replaced: { connectCloud: brittle } });
  });
  afterAll(() => h.close());

  it('is tried again and does not end the person\'s activation', async () => {
    const user = await h.provider.handOver();
    const owner = await h.asOwner();
    breaks = 2;
    await owner.post(`/v1/subscribers/${user.id}/retry-activation`).send({ email: `${unique('own')}@example.com`, mode: 'vouch' }).expect(202);

    await runNow(h, user.id);
    expect(await rowOf(h, user.id)).toMatchObject({ status: 'provisioning', reason: 'retrying', failures: 0 });
    expect((await eventsOf(h, user.id)).map(({ type }) => type)).toContain('operation.attempt_failed');
    for (let look = 0; look < 6 && (await rowOf(h, user.id))?.status !== 'provisioned'; look += 1) {
      await new Promise((done) => setTimeout(done, 100));
      await runNow(h, user.id);
    }
    expect(await rowOf(h, user.id)).toMatchObject({ status: 'provisioned' });
    expect(h.webex.createdCount(user.userId)).toBe(1);
  });

  it('sends no code any more once an admin has vouched for the address', async () => {
    const user = await h.provider.handOver();
    const page = await h.provider.asSubscriber(user);
    const email = `${unique('late')}@example.com`;
    await page.put('/v1/activation/session/email').send({ email }).expect(202);
    const owner = await h.asOwner();
    await owner.post(`/v1/subscribers/${user.id}/retry-activation`).send({ email, mode: 'vouch' }).expect(202);
    await sendMails(h);
    expect(h.mailbox.messages(email)).toEqual([]);
  });

  it('drops the keys of sessions that have ended, and no others', async () => {
    await h.asOwner();
    const kinds = async () => (await h.pool.query<{ kind: string }>('select distinct kind from access_keys order by kind')).rows.map(({ kind }) => kind);
    expect(await kinds()).toContain('admin_session');
    await forgetExpiredKeys(h.services);
    expect(await kinds()).toContain('admin_session');
    h.clock.forward(13 * 3_600_000);
    await forgetExpiredKeys(h.services);
    expect(await kinds()).toEqual(['adapter', 'admin_email', 'share_link']);
  });
});
