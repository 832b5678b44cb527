import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unique } from './factories.ts';
import { type Agent, type Harness, startHarness } from './harness.ts';
import { eventsOf, expectProblem, provisionedUser, type User } from './journeys.ts';

const DAY_MS = 86_400_000;

describe('personal invitations', () => {
  let h: Harness;
  let owner: Agent;
  beforeAll(async () => {
    h = await startHarness();
    owner = await h.asOwner();
  });
  afterAll(() => h.close());

  const invite = async (user: User, days?: number) => {
    const { body } = await owner.post(`/v1/subscribers/${user.id}/invitation`).send(days ? { days } : {}).expect(201);
    return body as { link: string; expiresAt: string };
  };
  const keyOf = ({ link }: { link: string }) => new URL(link).hash.replace('#invitation=', '');
  const view = (user: User, key: string) => h.asVisitor().post(`/v1/activation/${user.template.shareKey}/invitation`).send({ key });
  const enter = (user: User, key: string, input: object = { password: 'pw' }, page: Agent = h.asVisitor()) => page.post(`/v1/activation/${user.template.shareKey}/invitation/session`).send({ key, ...input });
  const unusable = 'activation.invitation_unusable';

  it('stand for the user id: the person types only the password, once', async () => {
    const user = await h.provider.handOver();
    const made = await invite(user);
    expect(made.link).toMatch(new RegExp(`^http://vestibule\\.test/activate/${user.template.shareKey}#invitation=\\w{22}$`));
    expect(Date.parse(made.expiresAt) - h.clock.now().getTime()).toBeGreaterThan(13.9 * DAY_MS);
    for (let look = 0; look < 3; look += 1) expect((await view(user, keyOf(made)).expect(200)).body).toEqual({ name: 'Ana D.', proof: 'password', expiresAt: made.expiresAt });

    expectProblem(await enter(user, keyOf(made), { password: 'wrong' }), 401, 'activation.credentials_refused');
    expectProblem(await enter(user, keyOf(made), {}), 400, 'request.missing_field');
    const page = h.asVisitor();
    expect((await enter(user, keyOf(made), { password: 'pw' }, page).expect(200)).body).toMatchObject({ step: 'email', userId: user.userId });
    await page.get('/v1/activation/session').expect(200);
    expectProblem(await enter(user, keyOf(made)), 410, unusable);
    expectProblem(await view(user, keyOf(made)), 410, unusable);
    expect((await eventsOf(h, user.id)).map(({ type }) => type)).toEqual(['subscriber.handed_over', 'subscriber.invited', 'subscriber.invitation_used', 'subscriber.signed_in']);
  });

  it('are enough by themselves where the template says so, and let one of many in', async () => {
    const template = await h.provider.newTemplate({ invitationProof: 'link' });
    const user = await h.provider.handOver({ template });
    const key = keyOf(await invite(user));
    expect((await view(user, key)).body.proof).toBe('link');
    const answers = await Promise.all(Array.from({ length: 10 }, () => enter(user, key, {})));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status, body }) => status === 410 && body.code === unusable)).toHaveLength(9);
  });

  it('are kept as a hash only, and stand in no event and no list', async () => {
    const user = await h.provider.handOver();
    const key = keyOf(await invite(user));
    const { rows } = await h.pool.query<{ text: string }>(`select to_jsonb(t)::text as text from invitations t union all select to_jsonb(k)::text from access_keys k union all select to_jsonb(e)::text from events e`);
    expect(rows.some(({ text }) => text.includes(key))).toBe(false);
    expect((await owner.get(`/v1/subscribers/${user.id}/invitation`).expect(200)).text).not.toContain(key);
  });

  it('end when a newer one is made, when they are withdrawn, when their time is over, and with the user', async () => {
    const user = await h.provider.handOver();
    const first = keyOf(await invite(user));
    const second = keyOf(await invite(user, 1));
    expectProblem(await view(user, first), 410, unusable);
    expect((await owner.get(`/v1/subscribers/${user.id}/invitation`)).body.open).toMatchObject({ expiresAt: expect.any(String), createdBy: expect.any(String) });
    await owner.delete(`/v1/subscribers/${user.id}/invitation`).expect(204);
    await owner.delete(`/v1/subscribers/${user.id}/invitation`).expect(204);
    expectProblem(await enter(user, second), 410, unusable);
    expect((await owner.get(`/v1/subscribers/${user.id}/invitation`)).body).toEqual({ open: null });
    expect((await eventsOf(h, user.id)).filter(({ type }) => type === 'subscriber.invitation_revoked')).toHaveLength(1);

    const third = keyOf(await invite(user, 1));
    await h.pool.query(`update invitations set expires_at = now() - interval '1 second' where subscriber_id = $1`, [user.id]);
    expectProblem(await enter(user, third), 410, unusable);
    const fourth = keyOf(await invite(user, 1));
    await owner.delete(`/v1/subscribers/${user.id}`).expect(204);
    expectProblem(await enter(user, fourth), 410, unusable);
  });

  it('open nothing at another template\'s link, and not another provider\'s', async () => {
    const user = await h.provider.handOver();
    const key = keyOf(await invite(user));
    const other = await h.provider.newTemplate();
    expectProblem(await view({ ...user, template: other }, key), 410, unusable);
    expectProblem(await view({ ...user, template: h.stranger.template }, key), 410, unusable);
    expectProblem(await view(user, 'x'.repeat(22)), 410, unusable);
    expectProblem(await h.asVisitor().post('/v1/activation/nobody/invitation').send({ key }), 404, 'activation.link_unknown');
  });

  it('are made by whoever works on users of the template, for users who are not finished', async () => {
    const user = await h.provider.handOver();
    const other = await h.provider.newTemplate();
    const path = `/v1/subscribers/${user.id}/invitation`;
    expectProblem(await (await h.asReader()).post(path).send({}), 403, 'access.forbidden');
    expectProblem(await (await h.provider.asAdmin('help_desk')).delete(path), 403, 'access.forbidden');
    expectProblem(await (await h.provider.asOperator([other.id])).post(path).send({}), 404, 'subscriber.not_found');
    await (await h.provider.asOperator([h.provider.template.id])).post(path).send({}).expect(201);
    expectProblem(await owner.post(path).send({ days: 91 }), 400, 'request.invalid');
    const done = await provisionedUser(h, h.provider, `${unique('done')}@example.com`);
    expectProblem(await owner.post(`/v1/subscribers/${done.id}/invitation`).send({}), 409, 'subscriber.action_not_allowed');
  });

  it('come as a sheet for a customer: everybody who is not finished, by name, with a link that works', async () => {
    const group = unique('sheet');
    const [one, two] = [await h.provider.handOver({ group }), await h.provider.handOver({ group })];
    const done = await provisionedUser(h, h.provider, `${unique('done')}@example.com`, { group });
    const { body: shown } = await owner.get(`/v1/subscribers/${one.id}`).expect(200);
    const { body: sheet } = await owner.post(`/v1/customers/${shown.customerId}/invitations`).send({ days: 30 }).expect(201);
    expect(sheet.left).toBe(false);
    expect(sheet.items.map((item: { userId: string }) => item.userId).sort()).toEqual([one.userId, two.userId].sort());
    expect(sheet.items.map((item: { userId: string }) => item.userId)).not.toContain(done.userId);
    expect(sheet.items[0]).toMatchObject({ firstName: 'Ana', lastName: 'Díaz', language: 'en' });
    for (const user of [one, two]) {
      const item = sheet.items.find(({ userId }: { userId: string }) => userId === user.userId);
      await enter(user, keyOf(item)).expect(200);
    }
    const outside = await h.provider.newTemplate();
    expectProblem(await (await h.provider.asOperator([outside.id])).post(`/v1/customers/${shown.customerId}/invitations`).send({}), 404, 'customer.not_found');
  });
});
