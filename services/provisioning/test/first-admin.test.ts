import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inTransaction } from '../src/context.ts';
import { wakeWaiting } from '../src/subscribers/first-user.ts';
import { handOverSubscriber } from '../src/subscribers/hand-over-subscriber.ts';
import { unique } from './factories.ts';
import { type Agent, eventually, type Harness, startHarness } from './harness.ts';
import { eventsOf, expectProblem, operationsOf, proveAddress, rowOf, runNow, sendMails, untilStatus, type User } from './journeys.ts';

const AT_PAGE = '/v1/activation/session';

describe('Provision Admin First', () => {
  let h: Harness;
  let template: Awaited<ReturnType<Harness['provider']['newTemplate']>>;
  beforeAll(async () => {
    h = await startHarness();
    template = await h.provider.newTemplate({ provisionAdminFirst: true });
  });
  afterAll(() => h.close());

  const address = (prefix: string) => `${unique(prefix)}@example.com`;
  const colleagues = async (count = 2): Promise<User[]> => {
    const group = unique('group');
    const users = [];
    for (let index = 0; index < count; index += 1) users.push(await h.provider.handOver({ template, group }));
    return users;
  };
  const stepOf = async (page: Agent) => (await page.get(AT_PAGE).expect(200)).body;
  const untilWaiting = (page: Agent) => eventually(async () => ((body) => body.step === 'waiting' && body)(await stepOf(page)), 'the waiting page');
  const waitingUser = async () => {
    const [first, second] = await colleagues();
    if (!first || !second) throw new Error('nobody was handed over');
    const email = address('second');
    const page = await proveAddress(h, h.provider, second, email);
    await untilWaiting(page);
    return { first, second, email, page };
  };

  it('21 Provision Admin First: whoever is not first waits after the proof, and goes on without a new mail when the first is provisioned', async () => {
    const { first, second, email, page } = await waitingUser();
    expect((await stepOf(page)).waiting).toEqual({ first: 'Ana D.', isReachable: false, remindedAt: null, remindAt: null });
    expect(await rowOf(h, second.id)).toMatchObject({ status: 'provisioning', reason: 'waiting_for_first_admin', email });
    expect(h.webex.createdCount(second.userId)).toBe(0);

    await proveAddress(h, h.provider, first, address('first'));
    await untilStatus(h, second.id, 'provisioned');
    expect((await stepOf(page)).step).toBe('done');
    await h.mailbox.waitForMessage(email, { count: 2 });
    expect(h.mailbox.messages(email).map(({ subject }) => /ready/.test(subject))).toEqual([false, true]);
    const told = (await eventsOf(h, second.id)).map(({ type }) => type);
    expect(told.filter((type) => type.startsWith('subscriber.wait_'))).toEqual(['subscriber.wait_began', 'subscriber.wait_ended']);
  });

  it('lets the first user, and everybody after the first is active, through at once', async () => {
    const [first, second] = await colleagues();
    if (!first || !second) throw new Error('nobody was handed over');
    await proveAddress(h, h.provider, first, address('first'));
    await untilStatus(h, first.id, 'provisioned');
    await proveAddress(h, h.provider, second, address('second'));
    await untilStatus(h, second.id, 'provisioned');
    expect((await eventsOf(h, second.id)).map(({ type }) => type)).not.toContain('subscriber.wait_began');
  });

  it('holds back whom an admin vouches for, too', async () => {
    const [, second] = await colleagues();
    const owner = await h.asOwner();
    await owner.post(`/v1/subscribers/${second?.id}/retry-activation`).send({ email: address('vouched'), mode: 'vouch' }).expect(202);
    await eventually(async () => (await rowOf(h, second?.id ?? ''))?.reason === 'waiting_for_first_admin', 'the wait');
  });

  it('tells the admins when the first user has proven no address, once in four hours', async () => {
    const { second, page } = await waitingUser();
    await h.asOwner();
    const { body } = await page.post(`${AT_PAGE}/remind-first`).expect(202);
    expect(body.waiting).toMatchObject({ isReachable: false, remindedAt: expect.any(String), remindAt: expect.any(String) });
    expectProblem(await page.post(`${AT_PAGE}/remind-first`), 429, 'activation.reminded_lately');
    const reminded = (await eventsOf(h, second.id)).filter(({ type }) => type === 'customer.first_admin_reminded');
    expect(reminded).toMatchObject([{ actor: { kind: 'subscriber' }, data: { mode: 'admins' } }]);
    const { rows } = await h.pool.query<{ to_address: string }>(`select to_address from messages where kind = 'admin_first_missing' and trace_id = (select trace_id from events where type = 'customer.first_admin_reminded' and subscriber_id = $1)`, [second.id]);
    expect(rows.length).toBeGreaterThan(0);
    const mail = await h.mailbox.waitForMessage(rows[0]?.to_address ?? '');
    expect(mail.text).toContain(second.userId);
  });

  it('mails the first user whose address is proven, in words that name the colleague no further than first name and initial', async () => {
    const { first, page } = await waitingUser();
    const email = `fail-200041-${unique('first')}@example.com`;
    await proveAddress(h, h.provider, first, email);
    await untilStatus(h, first.id, 'error');
    expect((await page.post(`${AT_PAGE}/remind-first`).expect(202)).body.waiting.isReachable).toBe(true);
    const mail = await h.mailbox.waitForMessage(email, { count: 2 });
    expect(mail.subject).toContain('waiting for you');
    expect(mail.text).toContain('Ana D.');
    expect(mail.text).not.toContain('Díaz');
  });

  it('has nobody to remind when nobody waits', async () => {
    const [first] = await colleagues();
    const page = await h.provider.asSubscriber(first ?? { userId: '', template });
    expectProblem(await page.post(`${AT_PAGE}/remind-first`), 409, 'activation.step_not_possible');
    expectProblem(await h.asVisitor().post(`${AT_PAGE}/remind-first`), 401, 'activation.session_expired');
  });

  it('lets an admin send somebody else first, who then becomes the administrator', async () => {
    const { first, second } = await waitingUser();
    const owner = await h.asOwner();
    expect((await owner.get(`/v1/subscribers/${second.id}`)).body.allowedActions).toEqual(['go_first', 'delete']);
    await owner.post(`/v1/subscribers/${second.id}/go-first`).expect(202);
    await untilStatus(h, second.id, 'provisioned');
    const { body } = await owner.get(`/v1/subscribers/${second.id}`);
    expect((await owner.get(`/v1/customers/${body.customerId}`)).body.firstAdmin).toMatchObject({ userId: second.userId });
    expect((await eventsOf(h, second.id)).find(({ type }) => type === 'subscriber.wait_ended')?.data).toEqual({ mode: 'let_go' });
    expectProblem(await owner.post(`/v1/subscribers/${second.id}/go-first`), 409, 'subscriber.action_not_allowed');
    expectProblem(await owner.post(`/v1/subscribers/${first.id}/go-first`), 409, 'subscriber.action_not_allowed');
    expectProblem(await (await h.asReader()).post(`/v1/subscribers/${first.id}/go-first`), 403, 'access.forbidden');
  });

  it('makes the next one first when the first is deleted', async () => {
    const { first, second } = await waitingUser();
    await (await h.asOwner()).delete(`/v1/subscribers/${first.id}`).expect(204);
    await untilStatus(h, second.id, 'provisioned');
  });

  it('lets a waiting user be deleted, with nothing left in the cloud', async () => {
    const { second } = await waitingUser();
    await (await h.asOwner()).delete(`/v1/subscribers/${second.id}`).expect(202);
    await eventually(async () => (await rowOf(h, second.id)) === null, 'the removal');
    expect(h.webex.createdCount(second.userId)).toBe(0);
  });

  it('lets everybody go on when the setting is switched off', async () => {
    const own = await h.provider.newTemplate({ provisionAdminFirst: true });
    const group = unique('group');
    await h.provider.handOver({ template: own, group });
    const second = await h.provider.handOver({ template: own, group });
    await untilWaiting(await proveAddress(h, h.provider, second, address('second')));
    await (await h.asOwner()).patch(`/v1/templates/${own.id}`).send({ provisionAdminFirst: false }).expect(200);
    await untilStatus(h, second.id, 'provisioned');
  });
});

describe('Provision Admin First, at the same moment', () => {
  let h: Harness;
  beforeAll(async () => {
    h = await startHarness({ worker: false });
  });
  afterAll(() => h.close());

  const vouch = async (user: User, owner: Agent) => owner.post(`/v1/subscribers/${user.id}/retry-activation`).send({ email: `${unique('race')}@example.com`, mode: 'vouch' }).expect(202);
  const isDue = async (user: User) => ((await operationsOf(h, user.id)).at(-1)?.next_attempt_at.getTime() ?? Infinity) <= h.clock.now().getTime();

  it('never loses a user who begins to wait while the first one becomes active', async () => {
    const owner = await h.asOwner();
    const template = await h.provider.newTemplate({ provisionAdminFirst: true });
    for (let round = 0; round < 6; round += 1) {
      const group = unique('group');
      const first = await h.provider.handOver({ template, group });
      const others: User[] = [];
      for (let index = 0; index < 6; index += 1) others.push(await h.provider.handOver({ template, group }));
      for (const user of [first, ...others]) await vouch(user, owner);
      await runNow(h, first.id);
      await new Promise((done) => setTimeout(done, 80));
      // The first one's last piece of work, and everybody else's first look, at once.
      await Promise.all([first, ...others].map((user) => runNow(h, user.id)));
      expect(await rowOf(h, first.id)).toMatchObject({ status: 'provisioned' });
      for (const user of others) {
        if ((await rowOf(h, user.id))?.reason !== 'waiting_for_first_admin') continue;
        expect(await isDue(user)).toBe(true);
      }
      for (const user of others) await runNow(h, user.id);
      expect((await Promise.all(others.map((user) => rowOf(h, user.id)))).map((row) => row?.reason)).not.toContain('waiting_for_first_admin');
    }
    await sendMails(h);
  }, 60_000);

  it('holds the customer no stronger than those who add users to it at that moment allow', async () => {
    const group = unique('group');
    const { ctx, template } = h.provider;
    const known = await h.provider.handOver({ group });
    let [inside, open] = [0, (): void => undefined];
    const both = new Promise<void>((done) => (open = done));
    const addAndWake = () =>
      inTransaction(ctx, async (ctx) => {
        const facts = { userId: `${unique('user')}@sp.example`, spEnterpriseId: known.spEnterpriseId, firstName: 'A', lastName: 'B' };
        const { subscriber } = await handOverSubscriber(ctx, template, facts);
        if ((inside += 1) === 2) open();
        await both;
        await wakeWaiting(ctx, subscriber.customerId);
        return subscriber.id;
      });
    expect(await Promise.all([addAndWake(), addAndWake()])).toHaveLength(2);
  });

  it('counts the time of waiting towards no deadline of the cloud platform', async () => {
    const owner = await h.asOwner();
    const template = await h.provider.newTemplate({ provisionAdminFirst: true });
    const group = unique('group');
    const [first, second] = [await h.provider.handOver({ template, group }), await h.provider.handOver({ template, group })];
    await vouch(second, owner);
    await runNow(h, second.id);
    expect(await rowOf(h, second.id)).toMatchObject({ reason: 'waiting_for_first_admin' });
    h.clock.forward(24 * 3_600_000);
    await vouch(first, await h.asOwner());
    for (let look = 0; look < 4; look += 1) await runNow(h, first.id);
    for (let look = 0; look < 4; look += 1) await runNow(h, second.id);
    expect(await rowOf(h, second.id)).toMatchObject({ status: 'provisioned' });
  });
});
