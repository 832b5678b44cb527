import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unique } from '../../test/factories.ts';
import { type Agent, type Harness, startHarness, visitor } from '../../test/harness.ts';
import { createProvider } from '../providers/create-provider.ts';
import { createAdmin } from './create-admin.ts';
import { deleteAdmin } from './delete-admin.ts';

const password = 'correct horse battery';
const nobody = '01890000-0000-7000-8000-000000000000';

let h: Harness;
let owner: Agent;
let stranger: Agent;
beforeAll(async () => {
  h = await startHarness({ worker: false, limits: { signInsPerNetworkPerMinute: 1000 } });
  [owner, stranger] = await Promise.all([h.asOwner(), h.stranger.asOwner()]);
}, 60_000);
afterAll(() => h?.close());

const newAdmin = (overrides: object = {}) => ({ email: `${unique('grace')}@example.com`, name: 'Grace Hopper', role: 'operator', password, ...overrides });
const create = async (overrides: object = {}) => (await owner.post('/v1/admins').send(newAdmin(overrides)).expect(201)).body;

describe('POST /v1/admins', () => {
  it('creates an admin who can sign in, limited to the templates given', async () => {
    const input = newAdmin({ templateIds: [h.provider.template.id] });
    const answer = await owner.post('/v1/admins').send(input);
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ id: expect.any(String), email: input.email, name: 'Grace Hopper', role: 'operator', templateIds: [h.provider.template.id], state: 'active', createdAt: expect.any(String), invitationExpiresAt: null, lastSignInAt: null, version: 1 });
    const session = await visitor(h.url).post('/v1/session').send({ email: input.email, password });
    expect(session.body).toMatchObject({ admin: { role: 'operator', templateIds: [h.provider.template.id] }, provider: { id: h.provider.id } });
    const { rows } = await h.pool.query('select data from events where type = $1 order by id desc limit 1', ['admin.invited']);
    expect(rows[0]).toMatchObject({ data: { adminId: answer.body.id, role: 'operator' } });
  });

  it('answers 409 admin.email_taken for an address that signs in anywhere, however it is typed', async () => {
    const { email } = await create();
    for (const agent of [owner, stranger]) {
      expect((await agent.post('/v1/admins').send(newAdmin({ email: email.toUpperCase() }))).body).toMatchObject({ status: 409, code: 'admin.email_taken' });
    }
  });

  it('lets one of two simultaneous creations of an address win', async () => {
    const input = newAdmin();
    const answers = await Promise.all([owner.post('/v1/admins').send(input), owner.post('/v1/admins').send(input), owner.post('/v1/admins').send(input)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });

  it('answers 404 template.not_found for a template that does not exist or is another provider\'s', async () => {
    for (const templateId of [nobody, h.stranger.template.id]) {
      expect((await owner.post('/v1/admins').send(newAdmin({ templateIds: [templateId] }))).body).toMatchObject({ status: 404, code: 'template.not_found' });
    }
  });

  it.each([
    ['the password is short', { password: 'elevenchars' }, '/password'],
    ['the role is unknown', { role: 'god' }, '/role'],
    ['the address is none', { email: 'grace' }, '/email'],
    ['an owner is limited to templates', { role: 'owner', templateIds: [] }, '/templateIds'],
    ['a field is unknown', { providerId: nobody }, '/providerId'],
  ])('answers 400 request.invalid, naming the field, when %s', async (_when, overrides, pointer) => {
    const answer = await owner.post('/v1/admins').send(newAdmin(overrides));
    expect(answer.body).toMatchObject({ status: 400, code: 'request.invalid', errors: [expect.objectContaining({ pointer })] });
  });
});

describe('GET /v1/admins', () => {
  it('lists the provider\'s admins by name, without anything of their passwords', async () => {
    const { id } = await create({ name: 'Zoe' });
    const answer = await owner.get('/v1/admins?limit=500');
    const names = answer.body.items.map(({ name }: { name: string }) => name);
    expect(names).toEqual(names.toSorted((a: string, b: string) => a.localeCompare(b)));
    expect(answer.body.items.map((item: { id: string }) => item.id)).toContain(id);
    expect(answer.text).not.toMatch(/argon2|assword/);
    expect((await stranger.get('/v1/admins')).text).not.toContain(id);
  });

  it('pages, each admin once', async () => {
    await create();
    const first = (await owner.get('/v1/admins?limit=1')).body;
    const second = (await owner.get(`/v1/admins?limit=1&cursor=${first.nextCursor}`)).body;
    expect(second.items[0].id).not.toBe(first.items[0].id);
    expect((await owner.get('/v1/admins?cursor=x')).body).toMatchObject({ code: 'request.cursor_invalid' });
  });
});

describe('DELETE /v1/admins/{adminId}', () => {
  it('ends every session at once and frees the address', async () => {
    const input = newAdmin({ role: 'owner' });
    const { id } = (await owner.post('/v1/admins').send(input)).body;
    const agents = [visitor(h.url), visitor(h.url)];
    for (const agent of agents) await agent.post('/v1/session').send({ email: input.email, password }).expect(200);
    expect((await owner.delete(`/v1/admins/${id}`)).status).toBe(204);
    for (const agent of agents) expect((await agent.get('/v1/session')).status).toBe(401);
    expect((await visitor(h.url).post('/v1/session').send({ email: input.email, password })).status).toBe(401);
    await owner.post('/v1/admins').send(input).expect(201);
  });

  it('answers 404 for an admin of another provider, as for none, and 400 for no id', async () => {
    const { id } = await create();
    expect((await stranger.delete(`/v1/admins/${id}`)).body).toMatchObject({ status: 404, code: 'admin.not_found' });
    expect((await owner.delete(`/v1/admins/${nobody}`)).body).toMatchObject({ status: 404, code: 'admin.not_found' });
    expect((await owner.delete('/v1/admins/me')).body).toMatchObject({ status: 400, code: 'request.invalid' });
    expect((await owner.get('/v1/admins?limit=500')).text).toContain(id);
  });

  it('keeps the last owner, even when two owners remove each other at the same moment', async () => {
    const ctx = h.system(crypto.randomUUID());
    await createProvider(ctx, 'Small');
    const made = (name: string) => createAdmin(ctx, { email: `${unique(name)}@example.com`, name, role: 'owner', password });
    const [one, two] = [await made('one'), await made('two')];
    const outcomes = await Promise.allSettled([deleteAdmin(ctx, one.id), deleteAdmin(ctx, two.id)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'admin.last_owner' } });
  });
});

describe('every route of admins', () => {
  const requests = [
    ['get', '/v1/admins', undefined],
    ['post', '/v1/admins', newAdmin()],
    ['delete', `/v1/admins/${nobody}`, undefined],
  ] as const;

  it('answers 401 to a visitor and 403 to everybody but an owner', async () => {
    const others = [await h.asReader(), await h.provider.asOperator([]), await h.asClient(['templates:write', 'subscribers:write'])];
    for (const [method, path, body] of requests) {
      expect((await h.asVisitor()[method](path).send(body)).body).toMatchObject({ status: 401, code: 'access.signed_out' });
      for (const agent of others) expect((await agent[method](path).send(body)).body).toMatchObject({ status: 403, code: 'access.forbidden' });
    }
  });
});
