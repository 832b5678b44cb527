import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeFor } from './factories.ts';
import { eventually, type Harness, startHarness } from './harness.ts';

describe('the job from hand-over to account', () => {
  let h: Harness;
  beforeAll(async () => {
    h = await startHarness();
  });
  afterAll(() => h.close());

  it('11 Happy path: sign in, address, code, account, downloads', async () => {
    const user = await h.provider.handOver();
    const page = await h.provider.asSubscriber(user);
    expect((await page.get('/v1/activation/session').expect(200)).body).toMatchObject({ step: 'email', status: 'pending_email_input' });

    const submitted = await page.put('/v1/activation/session/email').send({ email: 'Ana@Example.com' }).expect(202);
    expect(submitted.body).toMatchObject({ step: 'code', status: 'pending_email_validation', code: { sentTo: 'ana@example.com', triesLeft: 5 } });

    const verified = await page.post('/v1/activation/session/email/verify').send({ code: await codeFor(h, 'ana@example.com') }).expect(202);
    expect(verified.body).toMatchObject({ step: 'progress', status: 'provisioning' });

    const done = await eventually(async () => {
      const { body } = await page.get('/v1/activation/session');
      return body.step === 'done' && body;
    }, 'the download page');
    expect(done).toMatchObject({ status: 'provisioned', done: { signInEmail: 'ana@example.com' } });
    expect(h.webex.createdCount(user.userId)).toBe(1);
  });
});
