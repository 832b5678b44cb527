import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeFor, unique } from './factories.ts';
import { type Agent, eventually, type Harness, startHarness } from './harness.ts';
import { countRows, eventsOf, expectProblem, failedUser, jobsFor, operationsOf, proveAddress, provisionedUser, rowOf, statusesOf, statusOf, untilStatus } from './journeys.ts';
import { parseCsv } from './parse-csv.ts';

const statuses = ['pending_email_input', 'pending_email_validation', 'pending_user_migration', 'provisioning', 'provisioned', 'updating', 'error'];

describe('user status and its actions', () => {
  let h: Harness;
  let owner: Agent;
  beforeAll(async () => {
    h = await startHarness();
    owner = await h.asOwner();
  });
  afterAll(() => h.close());

  const retry = (id: string, email: string, mode: 'verify' | 'vouch', as = owner) => as.post(`/v1/subscribers/${id}/retry-activation`).send({ email, mode });
  const moveTo = (id: string, status: string) => h.pool.query('update subscribers set status = $2 where id = $1', [id, status]);

  it('26 User Status list: with provisioned users excluded, list, counts and export hold the same rows', async () => {
    const template = await h.provider.newTemplate();
    const group = unique('group');
    for (const status of [...statuses, 'provisioned', 'error']) await moveTo((await h.provider.handOver({ template, group })).id, status);
    const query = { templateId: template.id, excludeProvisioned: true };

    const { body: all } = await owner.get('/v1/subscribers').query({ templateId: template.id }).expect(200);
    expect(new Set(all.items.map((item: { status: string }) => item.status))).toEqual(new Set(statuses));
    const { body: listed } = await owner.get('/v1/subscribers').query(query).expect(200);
    expect(listed.items).toHaveLength(7);
    expect(listed.items.map((item: { status: string }) => item.status)).not.toContain('provisioned');

    const { body: counts } = await owner.get('/v1/subscribers/counts').query(query).expect(200);
    expect(counts).toEqual({ total: 7, capped: false, byStatus: { pending_email_input: 1, pending_email_validation: 1, pending_user_migration: 1, provisioning: 1, provisioned: 0, updating: 1, error: 2 } });
    const csv = parseCsv((await owner.get('/v1/subscribers/export').query(query).expect(200)).text, ',');
    expect(csv.map((row) => row['subscriberId'])).toEqual(listed.items.map((item: { id: string }) => item.id));

    const { body: templates } = await owner.get('/v1/templates').query({ limit: 500 }).expect(200);
    expect(templates.items.find((item: { id: string }) => item.id === template.id).subscriberCounts).toEqual({ total: 9, pending: 3, running: 2, provisioned: 2, error: 2, capped: false });
  });

  describe('27 Retry Activation', () => {
    it('Onboard now: leaves `error`, names admin, old and new address in the audit log, and makes the account', async () => {
      const email = `fail-200039-${unique('x')}@example.com`;
      const user = await failedUser(h, h.provider, email);
      const better = `${unique('better')}@example.com`;
      const { body } = await retry(user.id, better, 'vouch').expect(202);
      expect(body).toMatchObject({ status: 'provisioning', email: better, errors: [], allowedActions: [] });

      const retried = (await eventsOf(h, user.id)).find(({ type }) => type === 'subscriber.retried');
      expect(retried).toMatchObject({ actor: { kind: 'admin', name: 'owner', id: expect.any(String) }, data: { mode: 'vouch', oldEmail: email, newEmail: better } });
      await untilStatus(h, user.id, 'provisioned');
      expect((await user.page.get('/v1/activation/session').expect(200)).body).toMatchObject({ step: 'done', done: { signInEmail: better } });
      expect(h.webex.accounts().filter((account) => account.userId === user.userId)).toEqual([expect.objectContaining({ email: better })]);
    });

    it('Send a verification mail: goes back to the code screen with a mail to the new address', async () => {
      const user = await failedUser(h, h.provider, `fail-200041-${unique('x')}@example.com`);
      const better = `${unique('verify')}@example.com`;
      const { body } = await retry(user.id, better, 'verify').expect(202);
      expect(body).toMatchObject({ status: 'pending_email_validation', email: better, reason: 'waiting_for_code', allowedActions: expect.arrayContaining(['resend_mail']) });
      const operations = (await operationsOf(h, user.id)).length;
      await user.page.post('/v1/activation/session/email/verify').send({ code: await codeFor(h, better) }).expect(202);
      await untilStatus(h, user.id, 'provisioned');
      expect(await operationsOf(h, user.id)).toHaveLength(operations + 1);
    });

    it.each(['nonsense', 'a@b', 'two@@example.com', 'x@example.com\r\nBcc: y@example.com', ''])('refuses the address %j before anything is called', async (email) => {
      const user = await h.provider.handOver();
      const before = [await eventsOf(h, user.id), h.webex.calls().length, await countRows(h, 'messages')];
      expect((await retry(user.id, email, 'vouch')).status).toBe(400);
      expect([await eventsOf(h, user.id), h.webex.calls().length, await countRows(h, 'messages')]).toEqual(before);
      expect(await rowOf(h, user.id)).toMatchObject({ status: 'pending_email_input', email: null });
    });

    it('refuses an address that another user has proven', async () => {
      const email = `${unique('taken')}@example.com`;
      await provisionedUser(h, h.provider, email);
      const other = await h.provider.handOver();
      for (const mode of ['vouch', 'verify'] as const) expectProblem(await retry(other.id, email, mode), 409, 'subscriber.email_in_use');
      expect(await statusOf(h, other.id)).toBe('pending_email_input');
    });
  });

  it('28 Retry while running: answers 409 and starts no second job', async () => {
    const user = await h.provider.handOver();
    h.webex.script({ fault: 'delay', delayMs: 1_500, userId: user.userId, times: 1 });
    await retry(user.id, `${unique('run')}@example.com`, 'vouch').expect(202);
    const operations = await operationsOf(h, user.id);
    const jobs = await jobsFor(h, operations.map(({ id }) => id));
    for (const mode of ['vouch', 'verify'] as const) expectProblem(await retry(user.id, `${unique('run')}@example.com`, mode), 409, 'subscriber.action_not_allowed');
    expectProblem(await owner.post(`/v1/subscribers/${user.id}/change-package`).send({ package: 'premium' }), 409, 'subscriber.action_not_allowed');
    expectProblem(await owner.delete(`/v1/subscribers/${user.id}`), 409, 'subscriber.action_not_allowed');
    expect((await operationsOf(h, user.id)).map(({ id }) => id)).toEqual(operations.map(({ id }) => id));
    expect(await jobsFor(h, operations.map(({ id }) => id))).toBeLessThanOrEqual(jobs + 1);
    await untilStatus(h, user.id, 'provisioned');
    expect(h.webex.createdCount(user.userId)).toBe(1);
  });

  describe('29 Delete and start over', () => {
    it('kills the open page and the mailed code; after a new hand-over the user starts at the e-mail screen', async () => {
      const group = unique('group');
      const user = await h.provider.handOver({ group });
      const email = `${unique('gone')}@example.com`;
      const page = await h.provider.asSubscriber(user);
      await page.put('/v1/activation/session/email').send({ email }).expect(202);
      const code = await codeFor(h, email);

      await owner.delete(`/v1/subscribers/${user.id}`).expect(204);
      expectProblem(await owner.get(`/v1/subscribers/${user.id}`), 404, 'subscriber.not_found');
      expectProblem(await page.get('/v1/activation/session'), 401, 'activation.session_expired');
      expectProblem(await page.post('/v1/activation/session/email/verify').send({ code }), 401, 'activation.session_expired');
      for (const table of ['messages', 'email_proofs', 'activations', 'operations']) {
        expect((await h.pool.query(`select 1 from ${table} where subscriber_id = $1`, [user.id])).rows).toEqual([]);
      }
      expect((await eventsOf(h, user.id)).map(({ type }) => type)).toEqual(expect.arrayContaining(['subscriber.handed_over', 'subscriber.withdrawn', 'subscriber.deleted']));

      const again = await h.provider.handOver({ group, userId: user.userId });
      expect(again.id).not.toBe(user.id);
      const fresh = await h.provider.asSubscriber(again);
      expect((await fresh.get('/v1/activation/session').expect(200)).body).toMatchObject({ step: 'email', email: null });
      expectProblem(await fresh.post('/v1/activation/session/email/verify').send({ code }), 409, 'activation.step_not_possible');
    });

    it('removes the account of a provisioned user first, then the record', async () => {
      const user = await provisionedUser(h, h.provider, `${unique('leave')}@example.com`);
      await owner.delete(`/v1/subscribers/${user.id}`).expect(202);
      await owner.delete(`/v1/subscribers/${user.id}`);
      await untilStatus(h, user.id, 'gone');
      expect(h.webex.accounts().filter((account) => account.userId === user.userId)).toEqual([]);
      expect(h.webex.calls().filter((call) => call.method === 'DELETE' && call.userId === user.userId)).toHaveLength(1);
    });

    it('keeps the record and says why when the platform does not let go', async () => {
      const user = await provisionedUser(h, h.provider, `${unique('stay')}@example.com`);
      h.webex.script({ fault: 'refuse', errorCode: 200043, userId: user.userId, method: 'DELETE' });
      await owner.delete(`/v1/subscribers/${user.id}`).expect(202);
      await eventually(async () => (await rowOf(h, user.id))?.removing === false, 'the removal to be given up');
      const { body } = await owner.get(`/v1/subscribers/${user.id}`).expect(200);
      expect(body).toMatchObject({ status: 'provisioned', errors: [{ errorCode: 200043 }], allowedActions: expect.arrayContaining(['delete']) });
      h.webex.clearScript();
    });
  });

  describe('30 Change package', () => {
    it('answers `updating` with the old value, and `provisioned` with the new one when the platform has it', async () => {
      const user = await provisionedUser(h, h.provider, `${unique('pack')}@example.com`);
      const client = await h.asClient(['spark-admin:broadworks_subscribers_write', 'spark-admin:broadworks_subscribers_read']);
      const publishedId = Buffer.from(`ciscospark://us/SUBSCRIBER/${user.id}`).toString('base64').replace(/=+$/, '');
      const { body } = await client.put(`/v1/broadworks/subscribers/${publishedId}`).send({ package: 'premium' }).expect(200);
      expect(body).toMatchObject({ id: publishedId, status: 'updating', package: 'basic' });
      expect((await user.page.get('/v1/activation/session')).body.step).toBe('done');
      await untilStatus(h, user.id, 'provisioned');
      expect((await client.get(`/v1/broadworks/subscribers/${publishedId}`).expect(200)).body).toMatchObject({ status: 'provisioned', package: 'premium' });
      expect(h.webex.calls().filter((call) => call.method === 'PUT' && call.userId === user.userId)).toEqual([expect.objectContaining({ body: expect.objectContaining({ package: 'premium' }) })]);
      expect((await statusesOf(h, user.id)).slice(-2)).toEqual(['updating', 'provisioned']);
      expect(h.webex.createdCount(user.userId)).toBe(1);
    });

    it('applies at once, and is what the account gets, where there is no account yet', async () => {
      const user = await h.provider.handOver();
      const { body } = await owner.post(`/v1/subscribers/${user.id}/change-package`).send({ package: 'softphone' }).expect(202);
      expect(body).toMatchObject({ status: 'pending_email_input', package: 'softphone' });
      await proveAddress(h, h.provider, user, `${unique('soft')}@example.com`);
      await untilStatus(h, user.id, 'provisioned');
      expect(h.webex.accounts().find((account) => account.userId === user.userId)).toMatchObject({ package: 'softphone' });
    });

    it('ends in `error` with the old package when the platform refuses, and can be repaired', async () => {
      const email = `${unique('nope')}@example.com`;
      const user = await provisionedUser(h, h.provider, email);
      h.webex.script({ fault: 'refuse', errorCode: 200041, userId: user.userId, method: 'PUT', times: 1 });
      await owner.post(`/v1/subscribers/${user.id}/change-package`).send({ package: 'premium' }).expect(202);
      await untilStatus(h, user.id, 'error');
      const { body } = await owner.get(`/v1/subscribers/${user.id}`).expect(200);
      expect(body).toMatchObject({ package: 'basic', reason: 'cloud.conflicting_service', errors: [{ errorCode: 200041, code: 'cloud.conflicting_service' }] });
      await retry(user.id, email, 'vouch').expect(202);
      await untilStatus(h, user.id, 'provisioned');
      expect(h.webex.createdCount(user.userId)).toBe(1);
    });
  });

  it('32 Copy error text: holds code, cause, user, template, time and tracking id; 409 where there is no error', async () => {
    const user = await failedUser(h, h.provider, `fail-200054-${unique('x')}@example.com`);
    const { body } = await owner.get(`/v1/subscribers/${user.id}`).expect(200);
    expect(body.allowedActions).toContain('copy_error_text');
    const { text, headers } = await owner.get(`/v1/subscribers/${user.id}/error-text`).expect(200);
    expect(headers['content-type']).toMatch(/^text\/plain/);
    const reference = (await user.page.get('/v1/activation/session')).body.problem.reference;
    for (const part of ['200054', 'cloud.region_mismatch', body.errors[0].description, user.userId, user.spEnterpriseId, user.template.name, body.lastStatusChange, reference]) expect(text).toContain(part);
    expectProblem(await owner.get(`/v1/subscribers/${(await h.provider.handOver()).id}/error-text`), 409, 'subscriber.action_not_allowed');
  });
});
