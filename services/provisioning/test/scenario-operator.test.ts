import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Agent, type Harness, startHarness } from './harness.ts';
import { eventsOf, expectProblem, rowOf, type User } from './journeys.ts';

describe('44 Cross-template isolation', () => {
  let h: Harness;
  let operator: Agent;
  let mine: User;
  let other: User;
  beforeAll(async () => {
    h = await startHarness({ worker: false });
    mine = await h.provider.handOver();
    other = await h.provider.handOver({ template: await h.provider.newTemplate() });
    operator = await h.provider.asOperator([mine.template.id]);
  });
  afterAll(() => h.close());

  const publishedId = (id: string) => Buffer.from(`ciscospark://us/SUBSCRIBER/${id}`).toString('base64').replace(/=+$/, '');

  it('lets the operator list, search, count and export only users of the own template', async () => {
    const lists = [
      (await operator.get('/v1/subscribers').expect(200)).text,
      (await operator.get('/v1/subscribers').query({ q: other.userId }).expect(200)).text,
      (await operator.get('/v1/subscribers').query({ templateId: other.template.id }).expect(200)).text,
      (await operator.get('/v1/subscribers/export').expect(200)).text,
      (await operator.get('/v1/broadworks/subscribers').expect(200)).text,
      (await operator.get('/v1/broadworks/subscribers').query({ userId: other.userId }).expect(200)).text,
      (await operator.get('/v1/templates').expect(200)).text,
      (await operator.get('/v1/customers').expect(200)).text,
    ];
    for (const text of lists) for (const foreign of [other.userId, other.id, other.template.id, other.spEnterpriseId]) expect(text).not.toContain(foreign);
    expect(lists[0]).toContain(mine.userId);
    expect(lists[4]).toContain(mine.userId);
    expect((await operator.get('/v1/subscribers/counts').expect(200)).body.total).toBe(1);
    expect((await operator.get('/v1/customers').expect(200)).body.items.map((item: { spEnterpriseId: string }) => item.spEnterpriseId)).toEqual([mine.spEnterpriseId]);
  });

  it('answers 404 for every way to open a user, customer or template of another, and changes nothing', async () => {
    const before = [await rowOf(h, other.id), await eventsOf(h, other.id)];
    const { rows } = await h.pool.query<{ id: string }>('select customer_id as id from subscribers where id = $1', [other.id]);
    const path = `/v1/subscribers/${other.id}`;
    const tries = [
      operator.get(path),
      operator.get(`${path}/timeline`),
      operator.get(`${path}/error-text`),
      operator.post(`${path}/retry-activation`).send({ email: 'x@example.com', mode: 'vouch' }),
      operator.post(`${path}/change-package`).send({ package: 'premium' }),
      operator.post(`${path}/resend-mail`),
      operator.delete(path),
      operator.get(`/v1/broadworks/subscribers/${publishedId(other.id)}`),
      operator.put(`/v1/broadworks/subscribers/${publishedId(other.id)}`).send({ package: 'premium' }),
      operator.delete(`/v1/broadworks/subscribers/${publishedId(other.id)}`),
      operator.get(`/v1/templates/${other.template.id}`),
      operator.post(`/v1/templates/${other.template.id}/check`),
      operator.get(`/v1/customers/${rows[0]?.id}`),
    ];
    for (const answer of await Promise.all(tries)) expect([answer.status, answer.request.url]).toEqual([404, answer.request.url]);
    expect([await rowOf(h, other.id), await eventsOf(h, other.id)]).toEqual(before);
  });

  it('lets the operator hand nobody over to another template', async () => {
    const provisioningId = Buffer.from(`${h.provider.id}:${other.template.id}`).toString('base64');
    const order = { provisioningId, userId: 'sneaked@sp.example', spEnterpriseId: 'SP1+sneaked', firstName: 'A', lastName: 'B', package: 'basic' };
    expect((await operator.post('/v1/broadworks/subscribers').send(order)).status).toBe(404);
    expect((await h.pool.query(`select 1 from subscribers where user_id = 'sneaked@sp.example'`)).rows).toEqual([]);
  });

  it('lets the operator act on the own users', async () => {
    await operator.post(`/v1/subscribers/${mine.id}/change-package`).send({ package: 'premium' }).expect(202);
    expectProblem(await operator.patch(`/v1/templates/${mine.template.id}`).send({ name: 'mine now' }), 403, 'access.forbidden');
  });

  it('shows an operator of no template nothing at all', async () => {
    const nobody = await h.provider.asOperator([]);
    for (const path of ['/v1/subscribers', '/v1/templates', '/v1/customers', '/v1/broadworks/subscribers']) expect((await nobody.get(path).expect(200)).body.items).toEqual([]);
    expect((await nobody.get('/v1/subscribers/counts').expect(200)).body.total).toBe(0);
  });
});
