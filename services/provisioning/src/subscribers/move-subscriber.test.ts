import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createConnector } from '../connectors/create-connector.ts';
import { createCluster } from '../clusters/create-cluster.ts';
import { unique } from '../../test/factories.ts';
import { type Agent, eventually, type Harness, startHarness } from '../../test/harness.ts';
import { eventsOf, expectProblem, rowOf } from '../../test/journeys.ts';

describe('moving a user to another template', () => {
  let h: Harness;
  let owner: Agent;
  beforeAll(async () => {
    h = await startHarness({ worker: true });
    owner = await h.asOwner();
  });
  afterAll(() => h.close());

  const move = (id: string, templateId: string, agent: Agent = owner) => agent.post(`/v1/subscribers/${id}/move-template`).send({ templateId });
  const templateOf = async (id: string) => (await h.pool.query<{ template_id: string }>('select template_id from subscribers where id = $1', [id])).rows[0]?.template_id;
  const customerTemplate = async (spEnterpriseId: string) => (await h.pool.query<{ template_id: string }>('select template_id from customers where sp_enterprise_id = $1', [spEnterpriseId])).rows[0]?.template_id;

  it('takes its customer along when it is the only one, and the new share link works from then on', async () => {
    const user = await h.provider.handOver();
    const target = await h.provider.newTemplate();
    const { body } = await move(user.id, target.id).expect(200);
    expect(body).toMatchObject({ id: user.id, templateId: target.id });
    expect(await customerTemplate(user.spEnterpriseId)).toBe(target.id);
    expect(await eventsOf(h, user.id)).toContainEqual(expect.objectContaining({ type: 'subscriber.moved', data: { from: h.provider.template.id, to: target.id, changes: { templateName: { from: h.provider.template.name, to: target.name } } } }));
    await h.provider.asSubscriber({ userId: user.userId, template: target });
    expectProblem(await move(user.id, target.id), 409, 'subscriber.same_template');
  });

  it('mails a new code to somebody who waits for one, because the old link belongs to the old template', async () => {
    const user = await h.provider.handOver();
    const email = `${unique('move')}@example.com`;
    await owner.post(`/v1/subscribers/${user.id}/retry-activation`).send({ email, mode: 'verify' }).expect(202);
    const target = await h.provider.newTemplate();
    await move(user.id, target.id).expect(200);
    const mail = await h.mailbox.waitForMessage(email, { count: 2 });
    expect(mail.text).toContain(target.shareKey);
  });

  it('is refused while others of the customer would stay behind; a bulk operation moves them together', async () => {
    const group = unique('together');
    const users = [await h.provider.handOver({ group }), await h.provider.handOver({ group }), await h.provider.handOver({ group })];
    const alone = await h.provider.handOver();
    const target = await h.provider.newTemplate();
    const [first] = users;
    if (!first) throw new Error('nobody');
    expectProblem(await move(first.id, target.id), 409, 'customer.users_stay_behind');
    const ask = (body: object) => owner.post('/v1/bulk-operations').send({ action: 'move_template', templateId: target.id, ...body });
    const some = { ids: [...users.slice(0, 2).map(({ id }) => id), alone.id] };
    expect((await ask({ target: some, dryRun: true }).expect(200)).body).toMatchObject({ ready: 1, skipped: [{ code: 'users_stay_behind', count: 2 }] });
    const { body: part } = await ask({ target: some }).expect(202);
    const end = await eventually(async () => (await owner.get(`/v1/bulk-operations/${part.id}`)).body.state === 'finished' && (await owner.get(`/v1/bulk-operations/${part.id}`)).body, 'the end');
    expect(end).toMatchObject({ succeeded: 1, skipped: 2, skippedBy: [{ code: 'users_stay_behind', count: 2 }] });
    for (const user of users) expect(await templateOf(user.id)).toBe(h.provider.template.id);
    const { body: whole } = await ask({ target: { ids: users.map(({ id }) => id) } }).expect(202);
    await eventually(async () => (await owner.get(`/v1/bulk-operations/${whole.id}`)).body.succeeded === 3, 'all three');
    for (const user of users) expect(await templateOf(user.id)).toBe(target.id);
    expect(await customerTemplate(`SP1+${group}`)).toBe(target.id);
  });

  it('is refused across clusters, across clouds once something was begun, and while work runs', async () => {
    const cluster = await createCluster(h.provider.ctx, { name: 'Elsewhere', xsiUrl: h.broadworks.url, defaultDomain: 'sp.example' });
    const connector = await createConnector(h.provider.ctx, { name: 'Other cloud', kind: 'webex', baseUrl: h.webex.apiUrl, accessToken: h.webex.accessToken });
    const elsewhere = await h.provider.newTemplate({ clusterId: cluster.id });
    const otherCloud = await h.provider.newTemplate({ connectorId: connector.id });
    const user = await h.provider.handOver();
    expectProblem(await move(user.id, elsewhere.id), 409, 'template.other_cluster');
    await h.pool.query(`update subscribers set status = 'error', cloud_ref = 'left' where id = $1`, [user.id]);
    expectProblem(await move(user.id, otherCloud.id), 409, 'subscriber.bound_to_cloud');
    await h.pool.query(`update subscribers set status = 'provisioning' where id = $1`, [user.id]);
    const target = await h.provider.newTemplate();
    const before = await rowOf(h, user.id);
    expectProblem(await move(user.id, target.id), 409, 'subscriber.action_not_allowed');
    expect(await rowOf(h, user.id)).toEqual(before);
    expectProblem(await move(user.id, crypto.randomUUID()), 404, 'template.not_found');
    expectProblem(await move(crypto.randomUUID(), target.id), 404, 'subscriber.not_found');
  });

  it('an operator moves only between templates of their own', async () => {
    const [from, to] = [await h.provider.newTemplate(), await h.provider.newTemplate()];
    const user = await h.provider.handOver({ template: from });
    expectProblem(await move(user.id, to.id, await h.provider.asOperator([from.id])), 404, 'template.not_found');
    expectProblem(await move(user.id, to.id, await h.provider.asOperator([to.id])), 404, 'subscriber.not_found');
    await move(user.id, to.id, await h.provider.asOperator([from.id, to.id])).expect(200);
  });

  it('of two users of one customer handed over and moved at the same moment, none ends with a template its customer does not have', async () => {
    for (let round = 0; round < 5; round++) {
      const group = unique('race');
      const user = await h.provider.handOver({ group });
      const target = await h.provider.newTemplate();
      await Promise.all([move(user.id, target.id), h.provider.handOver({ group }).catch(() => undefined)]);
      const { rows } = await h.pool.query('select distinct s.template_id = c.template_id as same from subscribers s join customers c on c.id = s.customer_id where c.sp_enterprise_id = $1', [`SP1+${group}`]);
      expect(rows).toEqual([{ same: true }]);
    }
  });
});
