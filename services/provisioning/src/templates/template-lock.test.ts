import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { unique } from '../../test/factories.ts';
import { type Agent, type Harness, startHarness } from '../../test/harness.ts';
import { expectProblem } from '../../test/journeys.ts';

describe('a template while users come and go', () => {
  let h: Harness;
  let owner: Agent;
  beforeAll(async () => {
    h = await startHarness({ worker: false });
    owner = await h.asOwner();
  });
  afterAll(() => h.close());

  it('is either deleted or has the user who was handed over at the same moment, never both', async () => {
    for (let round = 0; round < 15; round += 1) {
      const template = await h.provider.newTemplate();
      const body = { serviceProviderId: 'SP1', groupId: unique('g'), isEnterprise: false, firstName: 'Ana', lastName: 'Díaz', number: '1' };
      const [handedOver, deleted] = await Promise.all([
        supertest(h.url).put(`${template.adapterPath}/${unique('user')}@sp.example`).auth(template.adapterAccount, template.adapterPassword).send(body),
        owner.delete(`/v1/templates/${template.id}`),
      ]);
      expect([[202, 409], [404, 204], [410, 204]]).toContainEqual([handedOver.status, deleted.status]);
      const { rows } = await h.pool.query('select 1 from subscribers s join templates t on t.id = s.template_id where t.id = $1 and t.deleted_at is not null', [template.id]);
      expect(rows).toEqual([]);
    }
  });

  it('keeps its cluster once it has users, and may change it before', async () => {
    const { body: other } = await owner.post('/v1/clusters').send({ name: unique('Cluster '), xsiUrl: h.broadworks.url }).expect(201);
    const [empty, used] = [await h.provider.newTemplate(), await h.provider.newTemplate()];
    await h.provider.handOver({ template: used });

    await owner.patch(`/v1/templates/${empty.id}`).send({ clusterId: other.id }).expect(200);
    expectProblem(await owner.patch(`/v1/templates/${used.id}`).send({ clusterId: other.id }), 409, 'template.in_use');
    expect((await owner.get(`/v1/templates/${used.id}`)).body.clusterId).toBe(h.provider.cluster.id);
  });

  it('writes down no more than sixty refused adapter calls a minute, and still lets the right account in', async () => {
    const template = await h.provider.newTemplate();
    const call = (password: string) => supertest(h.url).delete(`${template.adapterPath}/nobody@sp.example`).auth(template.adapterAccount, password);
    const statuses: number[] = [];
    for (let tries = 0; tries < 62; tries += 1) statuses.push((await call('wrong')).status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(60);
    expect(statuses.slice(60)).toEqual([429, 429]);
    const { rows } = await h.pool.query(`select 1 from events where type = 'adapter.refused' and template_id = $1`, [template.id]);
    expect(rows).toHaveLength(60);
    await call(template.adapterPassword).expect(204);
  });

  it('answers a wrong account 401 and notes it, whatever else is wrong with the call', async () => {
    const template = await h.provider.newTemplate();
    const refused = await supertest(h.url).put(`${template.adapterPath}/x@sp.example`).auth(template.adapterAccount, 'wrong').send({ nonsense: true });
    expectProblem(refused, 401, 'adapter.refused');
    expect((await owner.get(`/v1/templates/${template.id}`)).body.adapter).toMatchObject({ lastRefusalReason: 'wrong_password' });
  });

  it('refuses a text that cannot be stored instead of failing', async () => {
    expectProblem(await owner.get('/v1/subscribers').query({ q: 'a\0b' }), 400, 'request.invalid');
    expectProblem(await owner.patch(`/v1/templates/${h.provider.template.id}`).send({ name: 'a\0b' }), 400, 'request.invalid');
  });
});
