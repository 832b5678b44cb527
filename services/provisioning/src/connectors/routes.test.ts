import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Agent, type Harness, startHarness } from '../../test/harness.ts';
import { createEarlierDatabase } from '../../test/earlier-database.ts';
import { migrateDatabase } from '../db/migrate-database.ts';
import type { Cloud, ConnectCloud } from '../provisioning/cloud.ts';

/** What the cloud platform says to our credentials, and with which it was called. */
const cloud = { answer: { result: 'accepted' } as Awaited<ReturnType<Cloud['check']>>, calls: [] as object[] };
const unused = (): never => {
  throw new Error('only the check is called here');
};
const traits = { recordOnly: false, synchronous: false, changesEmail: false, prechecks: false, requests: { look: 1, make: 2, change: 2 } };
const connectCloud: ConnectCloud = ({ authorization, id: _id, keyShown: _keyShown, ...settings }) => ({
  traits, find: unused, create: unused, precheck: unused, changePackage: unused, askConsent: unused, remove: unused, changesWith: unused, preview: unused, calls: () => 0, lastTrackingId: () => null,
  check: async () => (cloud.calls.push({ ...settings, accessToken: await authorization.token() }), cloud.answer),
});

let h: Harness;
let owner: Agent;
let reader: Agent;
let stranger: Agent;
beforeAll(async () => {
  h = await startHarness({ worker: false, replaced: { connectCloud } });
  [owner, reader, stranger] = await Promise.all([h.asOwner(), h.asReader(), h.stranger.asOwner()]);
}, 60_000);
afterAll(() => h?.close());
beforeEach(() => {
  cloud.answer = { result: 'accepted' };
  cloud.calls.length = 0;
});

const settings = { name: 'Webex', kind: 'webex', baseUrl: 'https://webexapis.com/v1/', accessToken: 'a-secret-token' };
const webexOnly = { baseUrl: 'https://webexapis.com/v1', auth: 'access_token', clientId: null, precheck: true };
const create = async (overrides: object = {}) => (await owner.post('/v1/connectors').send({ ...settings, ...overrides }).expect(201)).body;
const nobody = '01890000-0000-7000-8000-000000000000';

describe('POST /v1/connectors', () => {
  it('creates a connector and never shows its token again', async () => {
    const answer = await owner.post('/v1/connectors').send(settings);
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ id: expect.any(String), name: 'Webex', kind: 'webex', ...webexOnly, limits: { callsPerSecond: 20, concurrency: 8, openAfter: 5 }, hasCredentials: true, usedBy: [], lastCheck: null, health: { lastSuccessAt: null, lastFailure: null, attempts: 0, failures: 0 }, hold: null, pausedUntil: null, createdAt: expect.any(String), version: 1 });
    const seen = [answer, await owner.get(`/v1/connectors/${answer.body.id}`), await owner.get('/v1/connectors')].map(({ text }) => text).join();
    const stored = JSON.stringify((await h.pool.query('select * from connectors')).rows) + JSON.stringify((await h.pool.query('select * from events')).rows);
    expect(seen + stored).not.toContain('a-secret-token');
    expect(seen).not.toContain('ealed');
  });

  it('creates one of each kind with what it takes, shows no secret, and keeps each sealed by itself', async () => {
    const secrets = { clientSecret: 'the-client-secret', refreshToken: 'the-refresh-token' };
    const app = await owner.post('/v1/connectors').send({ name: 'App', kind: 'webex', baseUrl: 'https://webexapis.com/v1', auth: 'service_app', clientId: 'app-1', ...secrets, limits: { callsPerSecond: 2 } });
    expect(app.body).toMatchObject({ kind: 'webex', auth: 'service_app', clientId: 'app-1', hasCredentials: true, limits: { callsPerSecond: 2, concurrency: 8, openAfter: 5 } });
    const scim = await owner.post('/v1/connectors').send({ name: 'Directory', kind: 'scim', baseUrl: 'https://scim.example.com/v2', accessToken: 'a-scim-token', removal: 'deactivate', mapping: { userName: '{userId}' } });
    expect(scim.body).toMatchObject({ kind: 'scim', auth: 'access_token', removal: 'deactivate', mapping: { userName: '{userId}' } });
    expect(scim.body).not.toHaveProperty('precheck');
    const record = await owner.post('/v1/connectors').send({ name: 'Nothing', kind: 'none' });
    expect([record.status, record.body]).toEqual([201, expect.objectContaining({ kind: 'none', hasCredentials: false })]);
    expect(record.body).not.toHaveProperty('baseUrl');
    const stored = (await h.pool.query('select id, secrets from connectors')).rows as { id: string; secrets: Record<string, string> }[];
    expect(Object.keys(stored.find(({ id }) => id === app.body.id)?.secrets ?? {}).sort()).toEqual(['clientSecret', 'refreshToken']);
    for (const text of [...Object.values(secrets), 'a-scim-token']) expect(JSON.stringify(stored) + app.text + scim.text).not.toContain(text);
  });

  it.each([
    ['the token is missing', { accessToken: undefined }, '/accessToken'],
    ['the token is empty', { accessToken: '' }, '/accessToken'],
    ['the platform is not known', { kind: 'fax' }, '/kind'],
    ['a field is unknown', { colour: 'red' }, '/colour'],
    ['the address has a query', { baseUrl: 'https://webexapis.com/v1?org=1' }, '/baseUrl'],
  ])('answers 400 request.invalid, naming the field, when %s', async (_when, overrides, pointer) => {
    const answer = await owner.post('/v1/connectors').send({ ...settings, ...overrides });
    expect(answer.body).toMatchObject({ status: 400, code: 'request.invalid', errors: [expect.objectContaining({ pointer })] });
    expect(answer.text).not.toContain('a-secret-token');
  });
});

describe('GET PATCH DELETE /v1/connectors/{connectorId}', () => {
  it('reads, changes with the next version and deletes', async () => {
    const { id } = await create();
    expect((await owner.patch(`/v1/connectors/${id}`).send({ name: 'Webex EU', baseUrl: 'https://webexapis.com/v2' })).body).toMatchObject({ id, name: 'Webex EU', baseUrl: 'https://webexapis.com/v2', version: 2 });
    expect((await reader.get(`/v1/connectors/${id}`)).body).toMatchObject({ name: 'Webex EU', hasCredentials: true, version: 2 });
    expect((await owner.delete(`/v1/connectors/${id}`)).status).toBe(204);
    expect((await owner.get(`/v1/connectors/${id}`)).body).toMatchObject({ status: 404, code: 'connector.not_found' });
  });

  it('does not send a stored token to a host it was not given for', async () => {
    const { id } = await create();
    const moved = await owner.patch(`/v1/connectors/${id}`).send({ baseUrl: 'https://evil.example.net' });
    expect(moved.body).toMatchObject({ status: 400, code: 'request.invalid', errors: [expect.objectContaining({ pointer: '/accessToken' })] });
    expect((await owner.get(`/v1/connectors/${id}`)).body).toMatchObject({ baseUrl: 'https://webexapis.com/v1', version: 1 });
    await owner.patch(`/v1/connectors/${id}`).send({ baseUrl: 'https://other.example.net', accessToken: 'its-own-token' }).expect(200);
    await owner.post(`/v1/connectors/${id}/check`).expect(200);
    expect(cloud.calls).toEqual([expect.objectContaining({ kind: 'webex', baseUrl: 'https://other.example.net', accessToken: 'its-own-token' })]);
  });

  it('answers 409 connector.in_use while a template uses it', async () => {
    const { id } = await create();
    await h.provider.newTemplate({ connectorId: id });
    expect((await owner.delete(`/v1/connectors/${id}`)).body).toMatchObject({ status: 409, code: 'connector.in_use' });
    expect((await owner.get(`/v1/connectors/${id}`)).status).toBe(200);
  });

  it('answers 400 for a change of nothing or of the kind', async () => {
    const { id } = await create();
    expect((await owner.patch(`/v1/connectors/${id}`).send({})).status).toBe(400);
    expect((await owner.patch(`/v1/connectors/${id}`).send({ kind: 'webex' })).status).toBe(400);
  });
});

describe('GET /v1/connectors', () => {
  it('pages by name through all connectors, each once', async () => {
    for (const name of ['b', 'a', 'c']) await create({ name: `page ${name}` });
    const first = (await owner.get('/v1/connectors?limit=1')).body;
    const rest = (await owner.get(`/v1/connectors?limit=500&cursor=${first.nextCursor}`)).body;
    const names = [...first.items, ...rest.items].map(({ name }: { name: string }) => name).filter((name) => name.startsWith('page'));
    expect(names).toEqual(['page a', 'page b', 'page c']);
    expect(rest.nextCursor).toBeNull();
  });

  it('answers 400 for a cursor of another list', async () => {
    await owner.post('/v1/clusters').send({ name: 'second', xsiUrl: h.broadworks.url }).expect(201);
    const { nextCursor } = (await owner.get('/v1/clusters?limit=1')).body;
    expect((await owner.get(`/v1/connectors?cursor=${nextCursor}`)).body).toMatchObject({ status: 400, code: 'request.cursor_invalid' });
  });
});

describe('POST /v1/connectors/{connectorId}/check', () => {
  it.each([
    [{ result: 'accepted' }, true, { code: 'connector.accepted', severity: 'ok', owner: 'cloud_admin', detail: null }],
    [{ result: 'refused', detail: '401' }, false, { code: 'connector.refused', severity: 'problem', owner: 'you', detail: '401' }],
    [{ result: 'unreachable', detail: 'timeout' }, false, { code: 'connector.unreachable', severity: 'problem', owner: 'cloud_admin', detail: 'timeout' }],
  ] as const)('asks the platform with the stored token and says who can mend %j', async (answer, ok, finding) => {
    const { id } = await create();
    cloud.answer = answer;
    const { body } = await reader.post(`/v1/connectors/${id}/check`);
    expect(body).toEqual({ ok, findings: [{ ...finding, field: 'accessToken' }], checkedAt: expect.any(String), latencyMs: expect.any(Number) });
    expect((await reader.get(`/v1/connectors/${id}`)).body.lastCheck).toEqual({ ok, findings: body.findings, checkedAt: body.checkedAt });
    expect(cloud.calls).toEqual([expect.objectContaining({ kind: 'webex', baseUrl: 'https://webexapis.com/v1', accessToken: 'a-secret-token' })]);
  });
});

describe('a connector from before there were kinds', () => {
  it('is read, keeps its token, and is compared with the platform a day after the update', async () => {
    const id = '01890000-0000-7000-8000-00000000c0de';
    const earlier = await createEarlierDatabase('0026_scim');
    try {
      await earlier.client.query(`insert into providers (id, name, created_at) values ($1, 'Theirs', now())`, [h.provider.id]);
      await earlier.client.query(`insert into connectors (provider_id, id, name, kind, base_url, access_token_sealed, created_at, version) values ($1, $2, 'Webex', 'webex', 'https://webexapis.com/v1', $3, '2026-01-01', 4)`, [h.provider.id, id, h.services.vault.seal('an-old-token', id)]);
      await migrateDatabase(earlier.url);
      const { rows } = await earlier.client.query<Record<string, unknown>>(`select c.*, r.next_at > now() as compared from connectors c join drift_rounds r on r.provider_id = c.provider_id and r.connector_id = c.id`);
      expect(rows).toEqual([expect.objectContaining({ compared: true })]);
      await h.pool.query(`insert into connectors select * from jsonb_populate_record(null::connectors, $1)`, [JSON.stringify(rows[0])]);
    } finally {
      await earlier.drop();
    }
    expect((await owner.get(`/v1/connectors/${id}`).expect(200)).body).toMatchObject({ kind: 'webex', baseUrl: 'https://webexapis.com/v1', auth: 'access_token', clientId: null, precheck: false, hasCredentials: true, limits: { callsPerSecond: 20, concurrency: 8, openAfter: 5 }, version: 4 });
    await owner.post(`/v1/connectors/${id}/check`).expect(200);
    expect(cloud.calls).toEqual([expect.objectContaining({ accessToken: 'an-old-token' })]);
  }, 30_000);
});

describe('every route of connectors', () => {
  const requests = (id: string) =>
    [
      ['get', '/v1/connectors', undefined],
      ['post', '/v1/connectors', settings],
      ['get', `/v1/connectors/${id}`, undefined],
      ['patch', `/v1/connectors/${id}`, { name: 'x' }],
      ['delete', `/v1/connectors/${id}`, undefined],
      ['post', `/v1/connectors/${id}/check`, undefined],
    ] as const;

  it('answers 401 to a visitor', async () => {
    for (const [method, path, body] of requests(nobody)) expect((await h.asVisitor()[method](path).send(body)).body).toMatchObject({ status: 401, code: 'access.signed_out' });
  });

  it('answers 403 to a role or scope that may only look', async () => {
    const { id } = await create();
    for (const agent of [reader, await h.asClient(['templates:read'])]) {
      for (const [method, path, body] of requests(id).filter(([method, path]) => method !== 'get' && !path.endsWith('check'))) {
        expect((await agent[method](path).send(body)).body).toMatchObject({ status: 403, code: 'access.forbidden' });
      }
    }
  });

  it('answers 404 to another provider, as for what does not exist, and calls nothing', async () => {
    const { id } = await create();
    for (const [agent, target] of [[stranger, id], [owner, nobody]] as const) {
      for (const [method, path, body] of requests(target).slice(2)) expect((await agent[method](path).send(body)).body).toMatchObject({ status: 404, code: 'connector.not_found' });
    }
    expect(cloud.calls).toEqual([]);
    expect((await owner.get(`/v1/connectors/${id}`)).body).toMatchObject({ name: 'Webex', version: 1 });
  });
});
