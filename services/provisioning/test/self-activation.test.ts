import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { codeFor, unique } from './factories.ts';
import { type Agent, type Harness, startHarness } from './harness.ts';
import { countRows, eventsOf, expectProblem, rowOf, untilStatus } from './journeys.ts';

describe('self-activation', () => {
  let h: Harness;
  let owner: Agent;
  type Template = Awaited<ReturnType<Harness['provider']['newTemplate']>>;
  let template: Template;
  beforeAll(async () => {
    h = await startHarness();
    owner = await h.asOwner();
    template = await h.provider.newTemplate({ selfActivation: true, defaultPackage: 'premium' });
  });
  afterAll(() => h.close());

  /** Somebody BroadWorks knows and nobody has handed over. */
  const somebody = (facts: { groupId?: string; serviceProvider?: string; isEnterprise?: boolean } = {}) => {
    const userId = `${unique('self')}@sp.example`;
    h.broadworks.addUser({ userId, password: 'pw', firstName: 'Ben', lastName: 'Okafor', groupId: unique('group'), serviceProvider: 'SP9', isEnterprise: false, number: '5551239001', extension: '9001', ...facts });
    return userId;
  };
  const signIn = (userId: string, at: Template = template, page: Agent = h.asVisitor()) => page.post(`/v1/activation/${at.shareKey}/session`).send({ userId, password: 'pw', language: 'fr' });
  const ofUser = async (userId: string) => (await h.pool.query<{ id: string; customer_id: string }>('select * from subscribers where user_id = $1', [userId])).rows;

  it('23 Self-activation: a valid user without a record signs in and completes, with the default package and the enterprise BroadWorks tells', async () => {
    const group = unique('acme');
    const userId = somebody({ groupId: group });
    const page = h.asVisitor();
    const { body } = await signIn(userId, template, page).expect(200);
    expect(body).toMatchObject({ step: 'email', status: 'pending_email_input', userId, firstName: 'Ben', lastName: 'Okafor' });
    const [row] = await ofUser(userId);
    expect(row).toMatchObject({ self_activated: true, package: 'premium', sp_enterprise_id: `SP9+${group}`, primary_phone_number: '5551239001', extension: '9001', language: 'fr', template_id: template.id });
    expect((await owner.get(`/v1/customers/${row?.customer_id}`).expect(200)).body).toMatchObject({ spEnterpriseId: `SP9+${group}`, templateId: template.id });
    expect((await eventsOf(h, row?.id ?? '')).map(({ type }) => type)).toEqual(['subscriber.self_activated', 'subscriber.signed_in']);

    const email = `${unique('self')}@example.com`;
    await page.put('/v1/activation/session/email').send({ email }).expect(202);
    await page.post('/v1/activation/session/email/verify').send({ code: await codeFor(h, email) }).expect(202);
    await untilStatus(h, row?.id ?? '', 'provisioned');
    const published = await (await h.asClient(['subscribers:read'])).get(`/v1/broadworks/subscribers?userId=${encodeURIComponent(userId)}`).expect(200);
    expect(published.body.items).toMatchObject([{ selfActivated: true, package: 'premium', spEnterpriseId: `SP9+${group}` }]);
  });

  it('takes an enterprise as its own customer', async () => {
    const enterprise = unique('Ent');
    const userId = somebody({ serviceProvider: enterprise, isEnterprise: true });
    await signIn(userId).expect(200);
    expect(await ofUser(userId)).toMatchObject([{ sp_enterprise_id: enterprise }]);
  });

  it('makes one user of many sign-ins at once, and the next visit goes on where the first stopped', async () => {
    const userId = somebody();
    const answers = await Promise.all(Array.from({ length: 8 }, () => signIn(userId)));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(await ofUser(userId)).toHaveLength(1);
    const [row] = await ofUser(userId);
    expect((await eventsOf(h, row?.id ?? '')).filter(({ type }) => type === 'subscriber.self_activated')).toHaveLength(1);
  });

  it('creates nobody for a wrong password, nor where the template does not let people activate themselves', async () => {
    const userId = somebody();
    expectProblem(await h.asVisitor().post(`/v1/activation/${template.shareKey}/session`).send({ userId, password: 'wrong' }), 401, 'activation.credentials_refused');
    expectProblem(await signIn(userId, h.provider.template), 404, 'activation.no_pending_user');
    expect(await ofUser(userId)).toEqual([]);
  });

  const refusedWithout = async (userId: string, status: number, code: string, at: Template = template) => {
    const [users, customers] = [await countRows(h, 'subscribers'), await countRows(h, 'customers')];
    const answer = await signIn(userId, at);
    expectProblem(answer, status, code);
    expect(answer.body.reference).toEqual(expect.any(String));
    expect([await countRows(h, 'subscribers'), await countRows(h, 'customers')]).toEqual([users, customers]);
  };

  it('24 Self-activation wrong template: an enterprise bound to another template is refused with 200050, and nothing is created', async () => {
    const group = unique('bound');
    await signIn(somebody({ groupId: group })).expect(200);
    const other = await h.provider.newTemplate({ selfActivation: true });
    await refusedWithout(somebody({ groupId: group }), 409, 'activation.self_other_template', other);
  });

  it('refuses a user id of another template with 200047', async () => {
    const handed = await h.provider.handOver();
    await refusedWithout(handed.userId, 409, 'activation.self_user_id_in_use');
  });

  it.each([['an enterprise where the service provider has groups', false], ['a group where its service provider is an enterprise', true]])('refuses %s with 200051', async (_what, enterpriseFirst) => {
    const name = unique('Clash');
    await signIn(somebody({ serviceProvider: name, isEnterprise: enterpriseFirst })).expect(200);
    await refusedWithout(somebody({ serviceProvider: name, isEnterprise: !enterpriseFirst }), 409, 'activation.self_enterprise_clash');
  });

  it('refuses with 200019 who belongs to no business BroadWorks names', async () => {
    await refusedWithout(somebody({ serviceProvider: '' }), 503, 'activation.self_not_created');
  });

  it.each([
    [200045, 'cloud.self_other_organization', 'user'], [200046, 'cloud.self_several_pending', 'admin'], [200047, 'cloud.self_user_id_in_use', 'admin'], [200048, 'cloud.self_email_of_other_user', 'user'],
    [200049, 'cloud.self_user_id_in_use', 'admin'], [200050, 'cloud.self_template_mismatch', 'admin'], [200051, 'cloud.self_enterprise_clash', 'admin'], [200019, 'cloud.self_creation_failed', 'admin'],
  ])('shows the platform\'s %i as %s, for the %s to mend', async (errorCode, code, who) => {
    const userId = somebody();
    const page = h.asVisitor();
    await signIn(userId, template, page).expect(200);
    const email = `fail-${errorCode}-async-${unique('x')}@example.com`;
    await page.put('/v1/activation/session/email').send({ email }).expect(202);
    await page.post('/v1/activation/session/email/verify').send({ code: await codeFor(h, email) }).expect(202);
    const [row] = await ofUser(userId);
    await untilStatus(h, row?.id ?? '', 'error');
    expect((await page.get('/v1/activation/session')).body.problem).toMatchObject({ code, errorCode, owner: who });
    expect(await rowOf(h, row?.id ?? '')).toMatchObject({ reason: code });
  });

  it('starts at the e-mail screen again after an admin deleted the user', async () => {
    const userId = somebody();
    await signIn(userId).expect(200);
    const [row] = await ofUser(userId);
    await owner.delete(`/v1/subscribers/${row?.id}`).expect(204);
    expect((await signIn(userId).expect(200)).body.step).toBe('email');
  });

  it('takes nobody in by the adapter, which is off', async () => {
    const body = { serviceProviderId: 'SP1', groupId: 'g', isEnterprise: false, firstName: 'A', lastName: 'B' };
    expectProblem(await supertest(h.url).put(`${template.adapterPath}/${unique('u')}@sp.example`).auth(template.adapterAccount, template.adapterPassword).send(body), 409, 'adapter.off');
    expectProblem(await supertest(h.url).put(`${template.adapterPath}/${unique('u')}@sp.example`).auth(template.adapterAccount, 'wrong').send(body), 401, 'adapter.refused');
  });

  describe('4 Mode rules', () => {
    const settings = () => ({ name: unique('Mode '), clusterId: h.provider.cluster.id, connectorId: h.provider.connector.id, defaultPackage: 'basic', adapterAccount: 'bw' });
    it.each([
      ['/provisionAdminFirst', { flowThrough: false, provisionAdminFirst: true }],
      ['/provisionAdminFirst', { untrustedEmails: false, provisionAdminFirst: true }],
      ['/selfActivation', { flowThrough: true, selfActivation: true }],
      ['/selfActivation', { untrustedEmails: false, selfActivation: true }],
      ['/provisionAdminFirst', { selfActivation: true, provisionAdminFirst: true }],
    ])('names %s for %j, and creates nothing', async (pointer, clash) => {
      const before = await countRows(h, 'templates');
      const answer = await owner.post('/v1/templates').send({ ...settings(), ...clash });
      expectProblem(answer, 400, 'request.invalid');
      expect(answer.body.errors).toMatchObject([{ pointer }]);
      expect(await countRows(h, 'templates')).toBe(before);
    });

    it('hold for a change, too', async () => {
      expectProblem(await owner.patch(`/v1/templates/${h.provider.template.id}`).send({ selfActivation: true }), 400, 'request.invalid');
      const { body } = await owner.post('/v1/templates').send(settings()).expect(201);
      expect(body).toMatchObject({ flowThrough: true, selfActivation: false });
      const { body: changed } = await owner.patch(`/v1/templates/${body.id}`).send({ selfActivation: true, flowThrough: false }).expect(200);
      expect(changed).toMatchObject({ flowThrough: false, selfActivation: true });
    });
  });
});
