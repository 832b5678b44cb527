import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unique } from '../../test/factories.ts';
import { type Agent, type Harness, startHarness } from '../../test/harness.ts';
import { expectProblem } from '../../test/journeys.ts';

const absent = '01890000-0000-7000-8000-000000000000';

describe('saved views', () => {
  let h: Harness;
  let owner: Agent;
  beforeAll(async () => {
    h = await startHarness({ worker: false });
    owner = await h.asOwner();
  });
  afterAll(() => h.close());

  const save = async (agent: Agent, body: object = {}) => (await agent.post('/v1/saved-views').send({ name: unique('View '), query: { status: 'error' }, ...body }).expect(201)).body;
  const namesOf = async (agent: Agent): Promise<string[]> => (await agent.get('/v1/saved-views?limit=100').expect(200)).body.items.map(({ name }: { name: string }) => name);

  it('keeps a view whole, and lists one\'s own by name, page by page', async () => {
    const agent = await h.provider.asAdmin('read_only');
    const query = { templateId: h.provider.template.id, status: 'error,updating', package: 'basic', reason: 'mail_refused', unchangedFor: 60, excludeProvisioned: true, q: 'ana', sort: '-name', columns: 'userId,status,phone', limit: 100 };
    await save(agent, { name: ' Mine ', query });
    await save(agent, { name: 'Another' });
    const { body } = await agent.get('/v1/saved-views?limit=1').expect(200);
    expect(body.items).toMatchObject([{ name: 'Another' }]);
    const { body: rest } = await agent.get('/v1/saved-views').query({ limit: 1, cursor: body.nextCursor }).expect(200);
    expect(rest).toMatchObject({ items: [{ name: 'Mine', query }], nextCursor: null });
  });

  it('changes name or query, each alone', async () => {
    const { id } = await save(owner);
    const name = unique('Renamed ');
    expect((await owner.patch(`/v1/saved-views/${id}`).send({ name }).expect(200)).body).toMatchObject({ name, query: { status: 'error' } });
    expect((await owner.patch(`/v1/saved-views/${id}`).send({ query: { q: 'x' } }).expect(200)).body).toMatchObject({ name, query: { q: 'x' } });
  });

  it('is gone once deleted', async () => {
    const { id, name } = await save(owner);
    await owner.delete(`/v1/saved-views/${id}`).expect(204);
    expect(await namesOf(owner)).not.toContain(name);
    expectProblem(await owner.delete(`/v1/saved-views/${id}`), 404, 'saved_view.not_found');
  });

  it('answers 409 to a name one has already, when it is made and when it is renamed, and keeps both as they were', async () => {
    const [one, two] = [await save(owner), await save(owner)];
    expectProblem(await owner.post('/v1/saved-views').send({ name: one.name, query: {} }), 409, 'saved_view.name_taken');
    expectProblem(await owner.patch(`/v1/saved-views/${two.id}`).send({ name: one.name }), 409, 'saved_view.name_taken');
    expect(await namesOf(owner)).toEqual(expect.arrayContaining([one.name, two.name]));
  });

  it('lets only one of two at the same moment have a name', async () => {
    const name = unique('Race ');
    const answers = await Promise.all([1, 2].map(() => owner.post('/v1/saved-views').send({ name, query: {} })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('is nobody else\'s: another admin of the provider neither sees, changes nor deletes it, and may use its name', async () => {
    const { id, name } = await save(owner);
    const other = await h.asOwner();
    expect(await namesOf(other)).not.toContain(name);
    expectProblem(await other.patch(`/v1/saved-views/${id}`).send({ name: 'Taken over' }), 404, 'saved_view.not_found');
    expectProblem(await other.delete(`/v1/saved-views/${id}`), 404, 'saved_view.not_found');
    await save(other, { name });
    expectProblem(await (await h.stranger.asOwner()).delete(`/v1/saved-views/${id}`), 404, 'saved_view.not_found');
    expect(await namesOf(owner)).toContain(name);
  });

  it('is refused to programs whatever their scopes, and to visitors', async () => {
    const program = await h.asClient(['subscribers:read', 'subscribers:write', 'admin']);
    for (const answer of [await program.get('/v1/saved-views'), await program.post('/v1/saved-views').send({ name: 'x', query: {} }), await program.delete(`/v1/saved-views/${absent}`)]) expectProblem(answer, 403, 'access.forbidden');
    expectProblem(await h.asVisitor().get('/v1/saved-views'), 401, 'access.signed_out');
  });

  it.each([
    [{ name: ' ', query: {} }],
    [{ name: 'x'.repeat(81), query: {} }],
    [{ name: 'x', query: { status: 'asleep' } }],
    [{ name: 'x', query: { columns: 'userId,shoeSize' } }],
    [{ name: 'x', query: { cursor: 'abc' } }],
    [{ name: 'x' }],
  ])('refuses what the list itself would not take: %j', async (body) => {
    const { status, body: answer } = await owner.post('/v1/saved-views').send(body);
    expect(status).toBe(400);
    expect(answer.code).toMatch(/^request\./);
  });

  it('goes with its admin', async () => {
    const email = `${unique('leaving')}@example.com`;
    const { body: admin } = await owner.post('/v1/admins').send({ email, name: 'Leaving', role: 'read_only', password: 'a long enough password' }).expect(201);
    const agent = h.asVisitor();
    await agent.post('/v1/session').send({ email, password: 'a long enough password' }).expect(200);
    const { id } = await save(agent);
    await owner.delete(`/v1/admins/${admin.id}`).expect(204);
    expect((await h.pool.query('select 1 from saved_views where id = $1', [id])).rows).toEqual([]);
  });

  it('stops at a hundred', async () => {
    const agent = await h.asOwner();
    for (let at = 0; at < 100; at += 1) await save(agent);
    expectProblem(await agent.post('/v1/saved-views').send({ name: 'one more', query: {} }), 409, 'saved_view.too_many');
  });
});
