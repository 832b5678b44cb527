import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Agent, type Harness, startHarness } from '../../test/harness.ts';
import type { IdentityCheck } from '../activation/identity-check.ts';

/** What XSI-Actions answers, and where it was called. */
const xsi = { probe: 'reachable' as Awaited<ReturnType<IdentityCheck['probe']>>, calls: [] as object[] };
const identity: IdentityCheck = { probe: async (cluster) => (xsi.calls.push(cluster), xsi.probe), check: async () => ({ outcome: 'refused' }) };

let h: Harness;
let owner: Agent;
let reader: Agent;
let stranger: Agent;
beforeAll(async () => {
  h = await startHarness({ worker: false, replaced: { identity } });
  [owner, reader, stranger] = await Promise.all([h.asOwner(), h.asReader(), h.stranger.asOwner()]);
}, 60_000);
afterAll(() => h?.close());
beforeEach(() => {
  xsi.probe = 'reachable';
  xsi.calls.length = 0;
});

const create = async (name = 'Europe 1') => (await owner.post('/v1/clusters').send({ name, xsiUrl: 'https://xsp.example.com' }).expect(201)).body;
const events = async () => (await h.pool.query<{ type: string }>('select type from events where provider_id = $1 order by id', [h.provider.id])).rows.map(({ type }) => type);
const nobody = '01890000-0000-7000-8000-000000000000';

describe('POST /v1/clusters', () => {
  it('creates a cluster after its address has answered, and records it', async () => {
    const answer = await owner.post('/v1/clusters').send({ name: 'Europe 1', xsiUrl: 'https://xsp.example.com/com.broadsoft.xsi-actions/', defaultDomain: '@Example.com' });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ id: expect.any(String), name: 'Europe 1', xsiUrl: 'https://xsp.example.com', defaultDomain: 'example.com', usedBy: [], lastCheck: null, createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/), version: 1 });
    expect(xsi.calls).toEqual([{ xsiUrl: 'https://xsp.example.com' }]);
    expect((await events()).at(-1)).toBe('cluster.created');
  });

  it.each([['unreachable'], ['not_xsi']] as const)('answers 400 cluster.unreachable and keeps nothing when the address is %s', async (probe) => {
    xsi.probe = probe;
    const before = (await owner.get('/v1/clusters')).body.items.length;
    const answer = await owner.post('/v1/clusters').send({ name: 'Europe 2', xsiUrl: 'https://xsp.example.com' });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'cluster.unreachable', errors: [{ pointer: '/xsiUrl' }] });
    expect((await owner.get('/v1/clusters')).body.items).toHaveLength(before);
  });

  it.each([
    ['a field is missing', { name: 'x' }, '/xsiUrl'],
    ['a field is unknown', { name: 'x', xsiUrl: 'https://xsp.example.com', colour: 'red' }, '/colour'],
    ['a text is a number', { name: 1, xsiUrl: 'https://xsp.example.com' }, '/name'],
    ['the name is blank', { name: '  ', xsiUrl: 'https://xsp.example.com' }, '/name'],
    ['the address holds a password', { name: 'x', xsiUrl: 'https://a:b@xsp.example.com' }, '/xsiUrl'],
    ['the address is no web address', { name: 'x', xsiUrl: 'file:///etc/passwd' }, '/xsiUrl'],
  ])('answers 400 request.invalid, naming the field, when %s', async (_when, body, pointer) => {
    const answer = await owner.post('/v1/clusters').send(body);
    expect(answer.status).toBe(400);
    expect(answer.type).toBe('application/problem+json');
    expect(answer.body).toMatchObject({ code: 'request.invalid', errors: [expect.objectContaining({ pointer })] });
    expect(xsi.calls).toEqual([]);
  });
});

describe('GET /v1/clusters', () => {
  it('pages by name through all clusters, each once', async () => {
    for (const name of ['b', 'a', 'c', 'a']) await create(`page ${name}`);
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await owner.get(`/v1/clusters?limit=2${cursor && `&cursor=${cursor}`}`).expect(200);
      expect(body.items.length).toBeLessThanOrEqual(2);
      seen.push(...body.items.map(({ name }: { name: string }) => name));
      cursor = body.nextCursor ?? '';
    } while (cursor);
    expect(seen.filter((name) => name.startsWith('page'))).toEqual(['page a', 'page a', 'page b', 'page c']);
  });

  it.each(['limit=0', 'limit=501', 'limit=many', 'cursor=rubbish'])('answers 400 for %s', async (query) => {
    expect((await owner.get(`/v1/clusters?${query}`)).status).toBe(400);
  });

  it('shows a stranger nothing, and does not take another provider\'s cursor', async () => {
    await create('one');
    await create('two');
    const { body } = await owner.get('/v1/clusters?limit=1');
    expect((await stranger.get('/v1/clusters')).body.items).toEqual([expect.objectContaining({ id: h.stranger.cluster.id })]);
    expect((await stranger.get(`/v1/clusters?limit=1&cursor=${body.nextCursor}`)).body).toMatchObject({ code: 'request.cursor_invalid' });
  });
});

describe('GET PATCH DELETE /v1/clusters/{clusterId}', () => {
  it('reads, changes with the next version, clears the domain and deletes', async () => {
    const { id } = await create();
    const changed = await owner.patch(`/v1/clusters/${id}`).send({ name: 'Europe 9', defaultDomain: 'example.net' });
    expect(changed.body).toMatchObject({ id, name: 'Europe 9', defaultDomain: 'example.net', xsiUrl: 'https://xsp.example.com', version: 2 });
    expect((await owner.patch(`/v1/clusters/${id}`).send({ defaultDomain: null })).body).toMatchObject({ defaultDomain: null, version: 3 });
    expect((await reader.get(`/v1/clusters/${id}`)).body).toMatchObject({ name: 'Europe 9', version: 3 });
    expect((await owner.delete(`/v1/clusters/${id}`)).status).toBe(204);
    expect((await owner.get(`/v1/clusters/${id}`)).body).toMatchObject({ status: 404, code: 'cluster.not_found' });
    expect((await events()).slice(-3)).toEqual(['cluster.changed', 'cluster.changed', 'cluster.deleted']);
  });

  it('calls a new address first and keeps the old one when it does not answer', async () => {
    const { id } = await create();
    xsi.probe = 'unreachable';
    expect((await owner.patch(`/v1/clusters/${id}`).send({ xsiUrl: 'https://other.example.com' })).body).toMatchObject({ code: 'cluster.unreachable' });
    expect((await owner.get(`/v1/clusters/${id}`)).body).toMatchObject({ xsiUrl: 'https://xsp.example.com', version: 1 });
    expect((await owner.patch(`/v1/clusters/${id}`).send({ name: 'a name needs no call' })).status).toBe(200);
  });

  it('answers 409 cluster.in_use while a template uses it', async () => {
    const { id } = await create();
    await h.provider.newTemplate({ clusterId: id });
    expect((await owner.delete(`/v1/clusters/${id}`)).body).toMatchObject({ status: 409, code: 'cluster.in_use' });
    expect((await owner.get(`/v1/clusters/${id}`)).status).toBe(200);
  });

  it('answers 400 for an id that is none, and for a change of nothing', async () => {
    expect((await owner.get('/v1/clusters/1')).body).toMatchObject({ status: 400, code: 'request.invalid' });
    expect((await owner.patch(`/v1/clusters/${nobody}`).send({})).status).toBe(400);
  });
});

describe('POST /v1/clusters/{clusterId}/check', () => {
  it.each([
    ['reachable', true, { code: 'cluster.reachable', severity: 'ok', owner: 'broadworks_admin' }],
    ['unreachable', false, { code: 'cluster.unreachable', severity: 'problem', owner: 'broadworks_admin' }],
    ['not_xsi', false, { code: 'cluster.not_xsi', severity: 'problem', owner: 'you' }],
  ] as const)('says who can mend it when the address is %s', async (probe, ok, finding) => {
    const { id } = await create();
    xsi.probe = probe;
    const answer = await reader.post(`/v1/clusters/${id}/check`);
    const findings = [{ ...finding, field: 'xsiUrl', detail: 'https://xsp.example.com' }, { code: 'cluster.no_default_domain', severity: 'warning', owner: 'you', field: 'defaultDomain', detail: null }];
    expect(answer.body).toEqual({ ok, findings, checkedAt: expect.any(String), latencyMs: expect.any(Number) });
    const { body } = await reader.get(`/v1/clusters/${id}`);
    expect(body).toMatchObject({ lastCheck: { ok, findings, checkedAt: answer.body.checkedAt }, version: 1 });
  });
});

describe('every route of clusters', () => {
  const requests = (id: string) =>
    [
      ['get', '/v1/clusters', undefined],
      ['post', '/v1/clusters', { name: 'x', xsiUrl: 'https://xsp.example.com' }],
      ['get', `/v1/clusters/${id}`, undefined],
      ['patch', `/v1/clusters/${id}`, { xsiUrl: 'https://other.example.com' }],
      ['delete', `/v1/clusters/${id}`, undefined],
      ['post', `/v1/clusters/${id}/check`, undefined],
    ] as const;

  it('answers 401 to a visitor', async () => {
    for (const [method, path, body] of requests(nobody)) expect((await h.asVisitor()[method](path).send(body)).body).toMatchObject({ status: 401, code: 'access.signed_out' });
  });

  it('answers 403 to a role or scope that may only look, and calls nothing', async () => {
    const { id } = await create();
    xsi.calls.length = 0;
    const program = await h.asClient(['templates:read']);
    for (const agent of [reader, program]) {
      for (const [method, path, body] of requests(id).filter(([method, path]) => method !== 'get' && !path.endsWith('check'))) {
        expect((await agent[method](path).send(body)).body).toMatchObject({ status: 403, code: 'access.forbidden' });
      }
    }
    expect(xsi.calls).toEqual([]);
  });

  it('answers 404 to another provider, as for what does not exist, and calls nothing', async () => {
    const { id } = await create();
    xsi.calls.length = 0;
    for (const [agent, target] of [[stranger, id], [owner, nobody]] as const) {
      for (const [method, path, body] of requests(target).slice(2)) expect((await agent[method](path).send(body)).body).toMatchObject({ status: 404, code: 'cluster.not_found' });
    }
    expect(xsi.calls).toEqual([]);
    expect((await owner.get(`/v1/clusters/${id}`)).body).toMatchObject({ version: 1 });
  });
});
