import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, type Harness, startHarness } from './harness.ts';
import { proveAddress, statusesOf } from './journeys.ts';

describe('an address that already has an account its owner may move', () => {
  let h: Harness;
  beforeAll(async () => {
    h = await startHarness();
  });
  afterAll(() => h.close());

  const upToConsent = async (email: string) => {
    const user = await h.provider.handOver();
    const page = await proveAddress(h, h.provider, user, email);
    const waiting = await at(page, (body) => body.status === 'pending_user_migration');
    return { user, page, waiting };
  };
  const at = (page: Awaited<ReturnType<Harness['provider']['asSubscriber']>>, is: (body: { status: string; step: string }) => boolean) =>
    eventually(async () => {
      const { body } = await page.get('/v1/activation/session');
      return is(body) && body;
    }, 'the expected state');

  it('25 Consent move: waits for the consent, says so, and goes on by itself when it is given', async () => {
    const { user, page, waiting } = await upToConsent('movable-1@example.com');
    expect(waiting).toMatchObject({ step: 'problem', problem: { code: 'cloud.account_movable', owner: 'user', canTryAgain: false, canChangeEmail: true } });

    h.webex.consent({ email: 'movable-1@example.com' }, true);
    await at(page, (body) => body.step === 'done');
    expect(h.webex.createdCount(user.userId)).toBe(1);
    expect(await statusesOf(h, user.id)).toEqual(['pending_email_validation', 'provisioning', 'pending_user_migration', 'provisioning', 'provisioned']);
  });

  it('takes another address instead, and leaves no second account behind', async () => {
    const { user, page } = await upToConsent('movable-2@example.com');
    await proveAddress(h, h.provider, user, 'other-2@example.com');

    await at(page, (body) => body.step === 'done');
    expect(h.webex.accounts().filter((account) => account.userId === user.userId)).toMatchObject([{ email: 'other-2@example.com', status: 'provisioned' }]);
  });

  it('offers another address when the consent is refused', async () => {
    const { page } = await upToConsent('movable-3@example.com');
    h.webex.consent({ email: 'movable-3@example.com' }, false);
    const refused = await at(page, (body) => body.status === 'error');
    expect(refused).toMatchObject({ step: 'problem' });
  });
});
