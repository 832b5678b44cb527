import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unique } from '../../test/factories.ts';
import { type Agent, type Harness, startHarness } from '../../test/harness.ts';
import { expectProblem, proveAddress, provisionedUser, untilStatus } from '../../test/journeys.ts';

type Customer = { id: string; name: string; spEnterpriseId: string; firstAdmin: { subscriberId: string; userId: string } | null; users: { total: number } };

describe('customers', () => {
  let h: Harness;
  let owner: Agent;
  beforeAll(async () => {
    h = await startHarness();
    owner = await h.asOwner();
  }, 60_000);
  afterAll(() => h?.close());

  const customerOf = async (user: { id: string }): Promise<Customer> => {
    const { body } = await owner.get(`/v1/subscribers/${user.id}`).expect(200);
    return (await owner.get(`/v1/customers/${body.customerId}`).expect(200)).body;
  };

  it('show their template and their users by state', async () => {
    const group = unique('acme');
    const user = await h.provider.handOver({ group });
    await h.provider.handOver({ group });
    expect(await customerOf(user)).toMatchObject({
      spEnterpriseId: `SP1+${group}`, name: `SP1+${group}`, templateId: h.provider.template.id, templateName: h.provider.template.name, firstAdmin: null, firstAdminState: 'off',
      users: { total: 2, pending: 2, running: 0, provisioned: 0, error: 0, capped: false },
    });
  });

  it('get one first administrator, even when two users are provisioned at the same moment, and keep the fact when the user goes', async () => {
    const group = unique('race');
    const users = await Promise.all([h.provider.handOver({ group }), h.provider.handOver({ group })]);
    await Promise.all(users.map((user) => proveAddress(h, h.provider, user, `${unique('race')}@example.com`)));
    for (const user of users) await untilStatus(h, user.id, 'provisioned');
    const { id, firstAdmin } = await customerOf({ id: users[0]?.id ?? '' });
    expect(users.map((user) => user.id)).toContain(firstAdmin?.subscriberId);
    const { rows } = await h.pool.query(`select 1 from events where type = 'customer.first_admin' and data->>'customerId' = $1`, [id]);
    expect(rows).toHaveLength(1);
    await owner.delete(`/v1/subscribers/${firstAdmin?.subscriberId}`);
    await untilStatus(h, firstAdmin?.subscriberId ?? '', 'gone');
    expect((await owner.get(`/v1/customers/${id}`)).body.firstAdmin).toEqual(firstAdmin);
  });

  it('are found by the start of the name without case and accents, and of the spEnterpriseId', async () => {
    const group = unique('Group');
    const { id } = await customerOf(await h.provider.handOver({ group }));
    const name = `${unique('Élan')} Télécom`;
    await owner.patch(`/v1/customers/${id}`).send({ name: ` ${name} ` }).expect(200);
    const idsFor = async (q: string) => (await owner.get('/v1/customers').query({ q }).expect(200)).body.items.map((item: Customer) => item.id);
    expect(await idsFor(name.slice(0, 8).replace('É', 'e').toLowerCase())).toEqual([id]);
    expect(await idsFor(`SP1+${group}`)).toEqual([id]);
    expect(await idsFor('lan')).not.toContain(id);
    expect(await idsFor('%')).toEqual([]);
  });

  it('are paged by name, each once, under the same filters', async () => {
    const template = await h.provider.newTemplate();
    for (const letter of ['c', 'A', 'b', 'a']) {
      const { id } = await customerOf(await h.provider.handOver({ template }));
      await owner.patch(`/v1/customers/${id}`).send({ name: letter }).expect(200);
    }
    const names: string[] = [];
    let cursor = '';
    do {
      const { body } = await owner.get('/v1/customers').query({ templateId: template.id, limit: 3, ...(cursor && { cursor }) }).expect(200);
      names.push(...body.items.map((item: Customer) => item.name));
      cursor = body.nextCursor ?? '';
    } while (cursor);
    expect(names.map((name) => name.toLowerCase())).toEqual(['a', 'a', 'b', 'c']);
    const { body: first } = await owner.get('/v1/customers').query({ limit: 1 });
    expectProblem(await owner.get('/v1/customers').query({ limit: 1, q: 'x', cursor: first.nextCursor }), 400, 'request.cursor_invalid');
  });

  it('are renamed by who may change templates; a blank name, another provider\'s customer and an absent one are refused', async () => {
    const { id, name } = await customerOf(await h.provider.handOver());
    expectProblem(await owner.patch(`/v1/customers/${id}`).send({ name: '  ' }), 400, 'request.invalid');
    expectProblem(await (await h.stranger.asOwner()).patch(`/v1/customers/${id}`).send({ name: 'Stolen' }), 404, 'customer.not_found');
    expectProblem(await owner.patch('/v1/customers/01890000-0000-7000-8000-000000000000').send({ name: 'x' }), 404, 'customer.not_found');
    expectProblem(await (await h.asReader()).patch(`/v1/customers/${id}`).send({ name: 'x' }), 403, 'access.forbidden');
    expect((await owner.get(`/v1/customers/${id}`)).body.name).toBe(name);
    await owner.patch(`/v1/customers/${id}`).send({ name: 'Acme' }).expect(200);
    const { rows } = await h.pool.query(`select data from events where type = 'customer.renamed' and data->>'customerId' = $1`, [id]);
    expect(rows).toEqual([{ data: { customerId: id, from: name, to: 'Acme', changes: { name: { from: name, to: 'Acme' } } } }]);
  });

  it('of other templates do not exist for an operator', async () => {
    const template = await h.provider.newTemplate();
    const seen = await customerOf(await h.provider.handOver({ template }));
    const hidden = await customerOf(await provisionedUser(h, h.provider, `${unique('hidden')}@example.com`));
    const operator = await h.provider.asOperator([template.id]);
    expect((await operator.get('/v1/customers')).body.items.map((item: Customer) => item.id)).toEqual([seen.id]);
    expectProblem(await operator.get(`/v1/customers/${hidden.id}`), 404, 'customer.not_found');
    expect((await (await h.provider.asOperator([])).get('/v1/customers')).body.items).toEqual([]);
  });
});
