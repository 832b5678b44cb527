import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unique } from '../../test/factories.ts';
import { type Agent, eventually, type Harness, PUBLIC_URL, startHarness, visitor } from '../../test/harness.ts';
import { expectProblem } from '../../test/journeys.ts';
import type { AdminRole } from '../context.ts';
import { createProvider } from '../providers/create-provider.ts';
import { createAdmin } from './create-admin.ts';

const password = 'correct horse battery';
const nobody = '01890000-0000-7000-8000-000000000000';
let h: Harness;
let owner: Agent;
let stranger: Agent;
beforeAll(async () => {
  h = await startHarness({ worker: false, limits: { signInsPerNetworkPerMinute: 10_000 } });
  [owner, stranger] = await Promise.all([h.asOwner(), h.stranger.asOwner()]);
}, 60_000);
afterAll(() => h?.close());

type Made = { id: string; email: string; version: number };
async function made(role: AdminRole = 'operator', overrides: object = {}): Promise<Made> {
  const { body } = await owner.post('/v1/admins').send({ email: `${unique('ada')}@example.com`, name: 'Ada', role, password, ...overrides }).expect(201);
  return body;
}
async function signedIn(email: string): Promise<{ agent: Agent; cookie: string }> {
  const agent = visitor(h.url);
  const answer = await agent.post('/v1/session').send({ email, password }).expect(200);
  return { agent, cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '' };
}
const change = (agent: Agent, { id, version }: Made, changes: object) => agent.patch(`/v1/admins/${id}`).set('if-match', `"${version}"`).send(changes);
const eventsAbout = async (id: string) => (await h.pool.query<{ type: string; data: Record<string, unknown> }>(`select type, data from events where data->>'adminId' = $1 order by id`, [id])).rows;

/** A stream as a browser keeps it open; `ended` tells when it was cut. */
async function openStream(cookie: string, accept = 'text/event-stream'): Promise<{ ended: Promise<void>; isOpen: () => boolean; isWhole: () => boolean }> {
  let open = true;
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => get(`${h.url}/v1/subscribers/changes`, { headers: { cookie, origin: PUBLIC_URL, accept } }, resolve).on('error', reject));
  expect(response.statusCode).toBe(200);
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      open = false;
      resolve();
    };
    response.on('data', () => undefined).on('end', end).on('error', end).on('close', end);
  });
  return { ended, isOpen: () => open, isWhole: () => response.complete };
}

describe('PATCH /v1/admins/{adminId}', () => {
  it('changes name, role and templates; the next request has the new rights', async () => {
    const admin = await made('read_only');
    const { agent } = await signedIn(admin.email);
    const answer = await change(owner, admin, { name: ' Countess ', role: 'operator', templateIds: [h.provider.template.id] });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ id: admin.id, name: 'Countess', role: 'operator', templateIds: [h.provider.template.id] });
    expect((await agent.get('/v1/session')).body).toMatchObject({ admin: { role: 'operator', name: 'Countess' }, rights: expect.arrayContaining(['subscribers:write']) });
    expect(await eventsAbout(admin.id)).toEqual(expect.arrayContaining([
      expect.objectContaining({ type: 'admin.changed', data: expect.objectContaining({ changes: { name: { from: 'Ada', to: 'Countess' } } }) }),
      expect.objectContaining({ type: 'admin.role_changed', data: expect.objectContaining({ changes: expect.objectContaining({ role: { from: 'read_only', to: 'operator' } }) }) }),
    ]));
  });

  it('leaves the list of templates behind with a role that answers for all', async () => {
    const admin = await made('operator', { templateIds: [h.provider.template.id] });
    expect((await change(owner, admin, { role: 'admin' })).body).toMatchObject({ role: 'admin', templateIds: null });
    expectProblem(await change(owner, await made(), { role: 'admin', templateIds: [] }), 400, 'request.invalid');
    expectProblem(await change(owner, await made(), { templateIds: [h.stranger.template.id] }), 404, 'template.not_found');
  });

  it('answers 412 to an older version, and lets one of two at once win', async () => {
    const admin = await made();
    const answers = await Promise.all(['One', 'Two', 'Three'].map((name) => change(owner, admin, { name })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
    expectProblem(await change(owner, admin, { name: 'Late' }), 412, 'request.version_outdated');
    expect((await owner.get(`/v1/admins/${admin.id}`).expect(200)).body).toMatchObject({ id: admin.id, version: 2 });
  });

  it('lets nobody change the own role, only the own name', async () => {
    const { body: session } = await owner.get('/v1/session');
    const { body: list } = await owner.get('/v1/admins?limit=500');
    await made('owner');
    const self: Made = list.items.find(({ id }: Made) => id === session.admin.id);
    expectProblem(await change(owner, self, { role: 'admin' }), 409, 'admin.yourself');
    expect((await change(owner, self, { name: 'Olga' })).status).toBe(200);
    expectProblem(await owner.delete(`/v1/admins/${self.id}`), 409, 'admin.yourself');
    expectProblem(await owner.post(`/v1/admins/${self.id}/disable`), 409, 'admin.yourself');
  });

  it.each([[{}], [{ name: '' }], [{ role: 'god' }], [{ email: 'new@example.com' }], [{ name: 'x', version: 1 }]])('answers 400 to %j', async (changes) => {
    expectProblem(await change(owner, await made(), changes), 400, 'request.invalid');
  });
});

describe('two owners who demote each other at the same moment', () => {
  it('leave one owner: one wins, the other is refused', async () => {
    const ctx = h.system(crypto.randomUUID());
    await createProvider(ctx, 'Small');
    const both = await Promise.all(['one', 'two'].map(async (name) => createAdmin(ctx, { email: `${unique(name)}@example.com`, name, role: 'owner', password })));
    const agents = await Promise.all(both.map(async ({ email }) => (await signedIn(email)).agent));
    const [one, two] = both;
    if (!one || !two) throw new Error('two are made');
    const answers = await Promise.all([two, one].map((target, at) => agents[at]?.patch(`/v1/admins/${target.id}`).send({ role: 'read_only' })));
    const statuses = answers.map((answer) => answer?.status).sort();
    expect(statuses[0]).toBe(200);
    expect([403, 409]).toContain(statuses[1]);
    expect((await h.pool.query(`select 1 from admins where provider_id = $1 and role = 'owner'`, [ctx.providerId])).rows).toHaveLength(1);
  });

  it('cannot leave only an owner who has not accepted yet', async () => {
    const ctx = h.system(crypto.randomUUID());
    await createProvider(ctx, 'Smaller');
    const only = await createAdmin(ctx, { email: `${unique('only')}@example.com`, name: 'Only', role: 'owner', password });
    await createAdmin(ctx, { email: `${unique('late')}@example.com`, name: 'Late', role: 'owner' });
    const client = await h.provider.asClient(['admin']);
    expectProblem(await client.delete(`/v1/admins/${only.id}`), 404, 'admin.not_found');
    const { agent } = await signedIn(only.email);
    expectProblem(await agent.patch(`/v1/admins/${only.id}`).send({ role: 'admin' }), 409, 'admin.last_owner');
  });
});

describe('POST /v1/admins/{adminId}/disable', () => {
  it('cuts open streams and refuses the next request at once; enabling lets the admin in again', async () => {
    const admin = await made();
    const { agent, cookie } = await signedIn(admin.email);
    const bystander = await signedIn((await made()).email);
    const [stream, other] = [await openStream(cookie), await openStream(bystander.cookie)];
    expect((await owner.post(`/v1/admins/${admin.id}/disable`).expect(200)).body).toMatchObject({ state: 'disabled' });
    expectProblem(await agent.get('/v1/session'), 401, 'access.signed_out');
    await stream.ended;
    expect(other.isOpen()).toBe(true);
    expectProblem(await visitor(h.url).post('/v1/session').send({ email: admin.email, password }), 401, 'access.sign_in_refused');
    await owner.post(`/v1/admins/${admin.id}/disable`).expect(200);
    expect((await owner.post(`/v1/admins/${admin.id}/enable`).expect(200)).body).toMatchObject({ state: 'active' });
    await owner.post(`/v1/admins/${admin.id}/enable`).expect(200);
    await signedIn(admin.email);
    expectProblem(await agent.get('/v1/session'), 401, 'access.signed_out');
    expect((await eventsAbout(admin.id)).map(({ type }) => type).filter((type) => /abled$/.test(type))).toEqual(['admin.disabled', 'admin.enabled']);
  });

  it('answers 409 for who has only been invited', async () => {
    const { id } = (await owner.post('/v1/admins').send({ email: `${unique('new')}@example.com`, name: 'New', role: 'operator' }).expect(201)).body;
    expectProblem(await owner.post(`/v1/admins/${id}/disable`), 409, 'admin.not_active');
  });

  it('wins over a sign-in at the same moment', async () => {
    const admin = await made();
    await Promise.all([owner.post(`/v1/admins/${admin.id}/disable`), ...[1, 2, 3, 4].map(() => visitor(h.url).post('/v1/session').send({ email: admin.email, password }))]);
    expect((await h.pool.query('select 1 from admin_sessions where admin_id = $1', [admin.id])).rows).toEqual([]);
  });
});

describe('what ends an open stream', () => {
  it.each([
    ['signing out', async ({ agent }: { agent: Agent }) => void (await agent.delete('/v1/session').expect(204))],
    ['an owner who signs the admin out everywhere', async ({ admin }: { admin: Made }) => void (await owner.delete(`/v1/admins/${admin.id}/sessions`).expect(204))],
    ['a role with other rights', async ({ admin }: { admin: Made }) => void (await change(owner, admin, { role: 'read_only' }).expect(200))],
    ['deletion', async ({ admin }: { admin: Made }) => void (await owner.delete(`/v1/admins/${admin.id}`).expect(204))],
  ])('is %s', async (_what, act) => {
    const admin = await made();
    const { agent, cookie } = await signedIn(admin.email);
    const stream = await openStream(cookie);
    await act({ agent, admin });
    await stream.ended;
    expect(stream.isOpen()).toBe(false);
  });

  it('ends a stream of events in order, and breaks anything else off, so that half of it does not pass for the whole', async () => {
    const admin = await made();
    const { agent, cookie } = await signedIn(admin.email);
    const [events, download] = [await openStream(cookie), await openStream(cookie, '*/*')];
    await agent.delete('/v1/session').expect(204);
    await Promise.all([events.ended, download.ended]);
    expect([events.isWhole(), download.isWhole()]).toEqual([true, false]);
  });

  it('is not another name', async () => {
    const admin = await made();
    const { agent, cookie } = await signedIn(admin.email);
    const stream = await openStream(cookie);
    await change(owner, admin, { name: 'Other' }).expect(200);
    await agent.get('/v1/session').expect(200);
    expect(stream.isOpen()).toBe(true);
    await agent.delete('/v1/session').expect(204);
    await eventually(async () => !stream.isOpen(), 'the stream to end');
  });
});

describe('an admin of another provider', () => {
  it('is as absent as one that does not exist, for every act', async () => {
    const admin = await made();
    const acts = (id: string) => [
      stranger.patch(`/v1/admins/${id}`).send({ name: 'Mine' }),
      stranger.get(`/v1/admins/${id}`),
      stranger.delete(`/v1/admins/${id}`),
      stranger.post(`/v1/admins/${id}/disable`),
      stranger.post(`/v1/admins/${id}/enable`),
      stranger.post(`/v1/admins/${id}/resend-invitation`),
      stranger.delete(`/v1/admins/${id}/sessions`),
    ];
    for (const act of [...acts(admin.id), ...acts(nobody)]) expectProblem(await act, 404, 'admin.not_found');
  });
});
