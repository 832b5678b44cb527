import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { unique } from './factories.ts';
import { type Agent, type Harness, startHarness } from './harness.ts';
import { countRows, eventsOf, expectProblem, jobsFor, operationsOf, rowOf, untilStatus } from './journeys.ts';

describe('templates and adapter', () => {
  let h: Harness;
  let owner: Agent;
  beforeAll(async () => {
    h = await startHarness();
    owner = await h.asOwner();
  });
  afterAll(() => h.close());

  const facts = { serviceProviderId: 'SP1', groupId: 'acme', isEnterprise: false, firstName: 'Ana', lastName: 'Díaz', number: '5551230001', extension: '0001' };
  const newTemplate = () => ({ name: unique('Wizard '), clusterId: h.provider.cluster.id, connectorId: h.provider.connector.id, defaultPackage: 'standard', adapterAccount: 'bw-admin' });
  const put = (adapterUrl: string, userId: string, password: string, body: object = facts) =>
    supertest(h.url).put(`${new URL(adapterUrl).pathname}/users/${encodeURIComponent(userId)}`).auth('bw-admin', password).send(body);

  describe('1 Create template', () => {
    it('gives it a provisioning id, an adapter address BroadWorks can hold and a share link, and never shows the password again', async () => {
      const { body: made } = await owner.post('/v1/templates').send({ ...newTemplate(), untrustedEmails: true, adapterPassword: 'chosen by the admin' }).expect(201);
      expect(made).toMatchObject({ untrustedEmails: true, adapter: { account: 'bw-admin', password: 'chosen by the admin', lastRefusalAt: null } });
      expect(Buffer.from(made.provisioningId, 'base64').toString()).toBe(`${h.provider.id}:${made.id}`);
      expect(made.adapter.url.length).toBeLessThanOrEqual(256);
      expect(made.shareLink).toMatch(/^http:\/\/vestibule\.test\/activate\/[\w-]{22}$/);

      const answers = await Promise.all([owner.get(`/v1/templates/${made.id}`).expect(200), owner.get('/v1/templates').expect(200), owner.patch(`/v1/templates/${made.id}`).send({ maxTries: 2 }).expect(200)]);
      for (const { text } of answers) expect(text).not.toContain('chosen by the admin');
      expect(answers[0].body.adapter).not.toHaveProperty('password');
      const { rows } = await h.pool.query('select t::text from templates t where id = $1', [made.id]);
      expect(JSON.stringify(rows)).not.toContain('chosen by the admin');

      await supertest(h.url).get(`/v1/activation/${made.shareLink.split('/').at(-1)}`).expect(200);
      await put(made.adapter.url, unique('user'), 'chosen by the admin').expect(202);
    });

    it('makes a password that fits BroadWorks where none is given, and refuses one that does not', async () => {
      const { body: made } = await owner.post('/v1/templates').send(newTemplate()).expect(201);
      expect(made.adapter.password).toMatch(/^.{20}$/);
      const before = await countRows(h, 'templates');
      await owner.post('/v1/templates').send({ ...newTemplate(), adapterPassword: 'x'.repeat(21) }).expect(400);
      expectProblem(await owner.post('/v1/templates').send({ ...newTemplate(), adapterAccount: 'with:colon' }), 400, 'template.account_unusable');
      expect(await countRows(h, 'templates')).toBe(before);
    });
  });

  it('3 Blank password keeps: a changed name leaves adapter calls with the old password working', async () => {
    const { body: made } = await owner.post('/v1/templates').send(newTemplate()).expect(201);
    const name = unique('Renamed ');
    const { body: changed } = await owner.patch(`/v1/templates/${made.id}`).send({ name, adapterPassword: '' }).expect(200);
    expect(changed).toMatchObject({ name, version: made.version + 1 });
    await put(made.adapter.url, unique('user'), made.adapter.password, { ...facts, groupId: unique('g') }).expect(202);

    await owner.patch(`/v1/templates/${made.id}`).send({ adapterPassword: 'a new one' }).expect(200);
    await put(made.adapter.url, unique('user'), made.adapter.password, { ...facts, groupId: unique('g') }).expect(401);
    await put(made.adapter.url, unique('user'), 'a new one', { ...facts, groupId: unique('g') }).expect(202);
  });

  describe('5 Adapter wrong account', () => {
    it('answers 401 with a Basic challenge, creates nothing and leaves a note on the template', async () => {
      const { body: made } = await owner.post('/v1/templates').send(newTemplate()).expect(201);
      const before = await countRows(h, 'subscribers');
      const refused = await put(made.adapter.url, unique('user'), 'another password');
      expectProblem(refused, 401, 'adapter.refused');
      expect(refused.headers['www-authenticate']).toMatch(/^Basic realm=/);
      expect(await countRows(h, 'subscribers')).toBe(before);

      const { body: noted } = await owner.get(`/v1/templates/${made.id}`).expect(200);
      expect(noted.adapter).toMatchObject({ lastRefusalReason: 'wrong_password', lastRefusalAt: expect.any(String) });
      expect(noted.version).toBe(made.version);
      const { body: check } = await owner.post(`/v1/templates/${made.id}/check`).expect(200);
      expect(check.findings).toContainEqual(expect.objectContaining({ code: 'adapter.refused', severity: 'warning', owner: 'broadworks_admin' }));
    });

    it.each([
      ['another account', { authorization: `Basic ${Buffer.from('other:password').toString('base64')}` }, 'other_account'],
      ['no credentials', {}, 'no_credentials'],
      ['another scheme', { authorization: 'Bearer abc' }, 'no_credentials'],
    ])('says which it was: %s', async (_what, headers, reason) => {
      const { body: made } = await owner.post('/v1/templates').send(newTemplate()).expect(201);
      expectProblem(await supertest(h.url).put(`${new URL(made.adapter.url).pathname}/users/u`).set(headers).send(facts), 401, 'adapter.refused');
      const { body: noted } = await owner.get(`/v1/templates/${made.id}`).expect(200);
      expect(noted.adapter.lastRefusalReason).toBe(reason);
    });

    it('answers 404 for an address that was never given out', async () => {
      expectProblem(await supertest(h.url).put('/adapter/v1/nobody/users/u').auth('bw-admin', 'x').send(facts), 404, 'request.not_found');
    });
  });

  it('6 Adapter creates pending user: 202 at once, waiting for an address, with the default package', async () => {
    const template = await h.provider.newTemplate({ defaultPackage: 'premium' });
    const { id, userId, spEnterpriseId } = await h.provider.handOver({ template, email: 'from.broadworks@example.com' });
    const { body: user } = await owner.get(`/v1/subscribers/${id}`).expect(200);
    expect(user).toMatchObject({ userId, spEnterpriseId, status: 'pending_email_input', reason: 'waiting_for_email', email: null, package: 'premium', templateId: template.id, selfActivated: false, errors: [] });
    expect(await eventsOf(h, id)).toEqual([expect.objectContaining({ type: 'subscriber.handed_over', actor: expect.objectContaining({ kind: 'broadworks' }) })]);
    expect(h.mailbox.messages('from.broadworks@example.com')).toEqual([]);
    expect(await operationsOf(h, id)).toEqual([]);
  });

  it('7 Adapter idempotent: the same call twice more leaves one user, one event and no mail', async () => {
    const group = unique('group');
    const first = await h.provider.handOver({ group });
    const mails = h.mailbox.messages().length;
    const again = await h.provider.handOver({ group, userId: first.userId });
    const shouted = await h.provider.handOver({ group, userId: first.userId.toUpperCase() });
    expect([again.id, shouted.id]).toEqual([first.id, first.id]);
    const { rows } = await h.pool.query('select version from subscribers where user_id = $1', [first.userId]);
    expect(rows).toEqual([{ version: 1 }]);
    expect(await eventsOf(h, first.id)).toHaveLength(1);
    expect(h.mailbox.messages()).toHaveLength(mails);
  });

  describe('8 Trusted flow', () => {
    it('answers 200 `provisioning` without a person, and `provisioned` with one later', async () => {
      const template = await h.provider.newTemplate({ untrustedEmails: false });
      const { body: shown } = await owner.get(`/v1/templates/${template.id}`).expect(200);
      const client = await h.asClient(['spark-admin:broadworks_subscribers_write', 'spark-admin:broadworks_subscribers_read']);
      const userId = `${unique('trusted')}@sp.example`;
      const order = { provisioningId: shown.provisioningId, userId, spEnterpriseId: unique('SP1+'), firstName: 'Tess', lastName: 'Trusted', package: 'standard', email: 'Tess@Example.com', extension: '12' };
      const { body: accepted } = await client.post('/v1/broadworks/subscribers').send(order).expect(200);
      expect(accepted).toMatchObject({ status: 'provisioning', userId, email: 'tess@example.com', provisioningId: shown.provisioningId, package: 'standard', selfActivated: false });
      expect(accepted).not.toHaveProperty('personId');
      const id = Buffer.from(accepted.id, 'base64').toString().replace('ciscospark://us/SUBSCRIBER/', '');
      expect(await jobsFor(h, (await operationsOf(h, id)).map((operation) => operation.id))).toBeGreaterThan(0);

      await untilStatus(h, id, 'provisioned');
      const { body: done } = await client.get(`/v1/broadworks/subscribers/${accepted.id}`).expect(200);
      expect(done).toMatchObject({ status: 'provisioned', personId: expect.any(String) });
      expect(h.webex.createdCount(userId)).toBe(1);
      expect(h.webex.calls().filter((call) => call.method === 'POST' && call.userId === userId)).toEqual([expect.objectContaining({ email: 'tess@example.com', body: expect.objectContaining({ package: 'standard', extension: '12' }) })]);

      const refused = await client.post('/v1/broadworks/subscribers').send(order);
      expect(refused.status).toBe(409);
      expect(refused.body).toMatchObject({ errors: [{ errorCode: 10022 }], trackingId: refused.headers['trackingid'] });
    });

    it('takes the adapter\'s address as proven where the template trusts addresses', async () => {
      const template = await h.provider.newTemplate({ untrustedEmails: false });
      const { id } = await h.provider.handOver({ template, email: 'by.adapter@example.com' });
      await untilStatus(h, id, 'provisioned');
      expect(await rowOf(h, id)).toMatchObject({ email: 'by.adapter@example.com' });
    });
  });

  describe('9 Trusted without e-mail', () => {
    it('answers 400 with code 1001 and fieldName email, and creates nothing', async () => {
      const template = await h.provider.newTemplate({ untrustedEmails: false });
      const { body: shown } = await owner.get(`/v1/templates/${template.id}`).expect(200);
      const client = await h.asClient(['spark-admin:broadworks_subscribers_write']);
      const before = [await countRows(h, 'subscribers'), await countRows(h, 'customers')];
      const refused = await client.post('/v1/broadworks/subscribers').set('TrackingID', 'MY_own-1').send({ provisioningId: shown.provisioningId, userId: unique('u'), spEnterpriseId: unique('SP1+'), firstName: 'A', lastName: 'B', package: 'basic' });
      expect(refused.status).toBe(400);
      expect(refused.headers['trackingid']).toBe('MY_own-1');
      expect(refused.body).toEqual({ message: expect.any(String), errors: [{ description: expect.any(String), errorCode: 1001, fieldName: 'email' }], trackingId: 'MY_own-1' });
      expect([await countRows(h, 'subscribers'), await countRows(h, 'customers')]).toEqual(before);
    });

    it('uses the same code for any other missing field', async () => {
      const client = await h.asClient(['spark-admin:broadworks_subscribers_write']);
      const { body } = await client.post('/v1/broadworks/subscribers').send({ provisioningId: 'x', userId: 'u', spEnterpriseId: 's', firstName: 'A', package: 'basic' }).expect(400);
      expect(body.errors).toEqual([{ description: expect.any(String), errorCode: 1001, fieldName: 'lastName' }]);
    });

    it.each(['not base64 at all', Buffer.from('a:b').toString('base64')])('answers 400, not 500, for the provisioning id %s', async (provisioningId) => {
      const client = await h.asClient(['spark-admin:broadworks_subscribers_write', 'spark-admin:broadworks_subscribers_read']);
      const own = Buffer.from(`${h.provider.id}:not-a-uuid`).toString('base64');
      for (const id of [provisioningId, own]) {
        await client.post('/v1/broadworks/subscribers').send({ provisioningId: id, userId: 'u', spEnterpriseId: 's', firstName: 'A', lastName: 'B', package: 'basic' }).expect(400);
        await client.get('/v1/broadworks/subscribers').query({ provisioningId: id }).expect(400);
      }
    });
  });
});
