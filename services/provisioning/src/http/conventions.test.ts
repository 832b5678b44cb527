import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import Fastify, { type RawServerDefault } from 'fastify';
import supertest, { type Response } from 'supertest';
import { document, type Operation, operations } from '../../test/described-api.ts';
import { unique } from '../../test/factories.ts';
import { fillLists } from '../../test/filled-lists.ts';
import { type Agent, eventually, type Harness, PUBLIC_URL, startHarness } from '../../test/harness.ts';
import { expectProblem } from '../../test/journeys.ts';
import { withTenant } from '../db/db.ts';
import { keyset } from '../db/keyset.ts';
import { cutPage, type PageRequest, type Start } from '../db/page.ts';
import type { App } from './app-type.ts';
import { announceDeprecation } from './deprecation.ts';

const links = (header: string | undefined) => Object.fromEntries([...(header ?? '').matchAll(/<([^>]+)>; rel="(\w+)"/g)].map(([, url, rel]) => [rel, url]));

describe('what holds for all of our own surface', () => {
  let h: Harness;
  let client: Agent;
  beforeAll(async () => {
    h = await startHarness({ limits: { callsPerClientPerMinute: 40 } });
    client = await h.asClient(['admin', 'templates:write', 'templates:read', 'subscribers:read', 'subscribers:write']);
  }, 60_000);
  afterAll(() => h?.close());

  it('links a list to its first, previous and next page with every filter kept, the first to no previous and the last to no next one', async () => {
    for (let count = 0; count < 3; count++) await h.provider.newTemplate({ name: `Linked ${count}` });
    const first = await client.get('/v1/templates?q=Linked&limit=2').expect(200);
    const { first: begin = '', next = '', prev: none } = links(first.headers['link']);
    expect(none).toBeUndefined();
    expect(begin).toBe(`${PUBLIC_URL}/v1/templates?q=Linked&limit=2`);
    expect(new URL(next).searchParams.get('cursor')).toBe(first.body.nextCursor);
    const second = await client.get(next.slice(PUBLIC_URL.length)).expect(200);
    expect(second.body.items.map(({ name }: { name: string }) => name)).toEqual(['Linked 2']);
    const { prev = '', ...others } = links(second.headers['link']);
    expect([others, Object.keys(second.body)]).toEqual([{ first: begin }, ['items', 'nextCursor']]);
    const back = await client.get(prev.slice(PUBLIC_URL.length)).expect(200);
    expect(back.body.items).toEqual(first.body.items);
    expect(Object.keys(links(back.headers['link'])).sort()).toEqual(['first', 'next']);
    expectProblem(await client.get(prev.slice(PUBLIC_URL.length).replace('q=Linked', 'q=Linke')), 400, 'request.cursor_invalid');
  });

  describe('every list', () => {
    let agent: Agent;
    let paths: Record<string, string[]>;
    beforeAll(async () => void ({ agent, paths } = await fillLists(h, h.stranger)), 60_000);

    it.each(operations.filter(isList).map(({ path }) => path))('%s leads by its links to the end, and back over the same pages', async (path) => {
      expect(paths[path]).toBeDefined();
      for (const from of paths[path] ?? []) {
        const there = await walk(agent, from, 'next');
        expect(there.pages.length).toBeGreaterThan(2);
        const back = await walk(agent, there.last, 'prev');
        expect(back.pages.reverse()).toEqual(there.pages);
        expect(new Set(there.pages.flat()).size).toBe(there.pages.flat().length);
      }
    });
  });

  it('reads a list both ways so that no row is lost or repeated while others come', async () => {
    const rows = fc.uniqueArray(fc.record({ name: fc.constantFrom<string[]>('a', 'b', 'c'), id: fc.nat(1_000) }), { selector: ({ id }) => id, minLength: 2, maxLength: 12 });
    const given = fc.record({ rows, count: fc.nat(12), limit: fc.integer({ min: 1, max: 4 }), direction: fc.constantFrom('asc', 'desc') });
    await fc.assert(
      fc.asyncProperty(given, async ({ rows, count, limit, direction }) => {
        const there = rows.slice(0, count);
        const sorted = [...there].sort((a, b) => (direction === 'asc' ? 1 : -1) * (a.name.localeCompare(b.name) || a.id - b.id));
        const read = (start: Start<RowKey> | null) => readPage(h, there, { limit, start }, direction);
        const readOn = async (begin: Awaited<ReturnType<typeof read>>, rel: 'next' | 'prev', come: typeof rows) => {
          const pages = [begin];
          for (let key = begin[rel]; key; key = pages.at(-1)?.[rel] ?? null) {
            there.push(...come.splice(0, 1));
            pages.push(await read(rel === 'next' ? { after: key } : { before: key }));
          }
          return { pages, end: pages.at(-1) ?? begin, items: (rel === 'next' ? pages : pages.toReversed()).flatMap(({ items }) => items) };
        };
        const still = await readOn(await read(null), 'next', []);
        expect(still.items).toEqual(sorted);
        const stillBack = await readOn(still.end, 'prev', []);
        expect(stillBack.pages.toReversed()).toEqual(still.pages);
        const [come, comeBack] = [rows.slice(count, count + 3), rows.slice(count + 3)];
        const known = (items: typeof rows) => items.filter(({ id }) => sorted.some((row) => row.id === id));
        const moving = await readOn(await read(null), 'next', come);
        const movingBack = await readOn(moving.end, 'prev', comeBack);
        expect([known(moving.items), known(movingBack.items)]).toEqual([sorted, sorted]);
      }),
      { numRuns: 40 },
    );
  });

  it('says where that stands which a POST has made', async () => {
    const body = { name: unique('Lab '), xsiUrl: h.broadworks.url, defaultDomain: 'sp.example' };
    const made = await client.post('/v1/clusters').send(body).expect(201);
    expect(made.headers['location']).toBe(`/v1/clusters/${made.body.id}`);
    expect((await client.get(made.headers['location'] ?? '').expect(200)).body).toEqual(made.body);
  });

  it('takes an empty body that calls itself JSON for none, and still refuses it where one is needed', async () => {
    const { body: cluster } = await client.post('/v1/clusters').send({ name: unique('Lab '), xsiUrl: h.broadworks.url, defaultDomain: null }).expect(201);
    expectProblem(await client.post('/v1/clusters').set('content-type', 'application/json').send(''), 400, 'request.invalid');
    await client.delete(`/v1/clusters/${cluster.id}`).set({ 'if-match': '*', 'content-type': 'application/json' }).expect(204);
  });

  it('takes a JSON Merge Patch: null clears, what is absent stays', async () => {
    const { body: cluster } = await client.post('/v1/clusters').send({ name: unique('Lab '), xsiUrl: h.broadworks.url, defaultDomain: 'sp.example' }).expect(201);
    const patch = (text: string) => client.patch(`/v1/clusters/${cluster.id}`).set({ 'if-match': '*', 'content-type': 'application/merge-patch+json' }).send(text);
    const renamed = unique('Renamed ');
    expect((await patch(JSON.stringify({ name: renamed })).expect(200)).body).toMatchObject({ name: renamed, defaultDomain: 'sp.example' });
    expect((await patch('{"defaultDomain":null}').expect(200)).body).toMatchObject({ name: renamed, defaultDomain: null });
    expectProblem(await patch('{"unknown":1}'), 400, 'request.invalid');
    expectProblem(await patch('{"name"'), 400, 'request.invalid');
  });

  it('says where long work is watched and when to look again, until it is finished', async () => {
    const user = await h.provider.handOver();
    for (const [path, body] of [['/v1/exports', {}], ['/v1/bulk-operations', { action: 'change_package', package: 'standard', target: { ids: [user.id] } }]] as const) {
      const begun = await client.post(path).send(body).expect(202);
      expect(begun.headers['location']).toBe(`${path}/${begun.body.id}`);
      expect(begun.headers['retry-after']).toBe('2');
      const owner = await h.asOwner();
      const last = await eventually(async () => {
        const seen = await owner.get(begun.headers['location'] ?? '').expect(200);
        return seen.body.finishedAt !== null && seen;
      }, `the end of ${path}`);
      expect(last.headers['retry-after']).toBeUndefined();
    }
  });

  it('goes on with the caller\'s trace and says which part of it is ours', async () => {
    const trace = 'ab'.repeat(16);
    const answer = await client.get('/v1/templates?limit=1').set('traceparent', `00-${trace}-${'cd'.repeat(8)}-01`).expect(200);
    expect(answer.headers['traceparent']).toMatch(new RegExp(`^00-${trace}-(?!${'cd'.repeat(8)})[0-9a-f]{16}-01$`));
    const untraced = await supertest(h.url).get('/livez').set('traceparent', `ff-${trace}-${'cd'.repeat(8)}-01`).expect(200);
    expect(untraced.headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(untraced.headers['traceparent']).not.toContain(trace);
  });

  it('tells who knows only the host where description, reference and health are, and all of them are there', async () => {
    const answer = await supertest(h.url).get('/.well-known/api-catalog').expect(200);
    expect(answer.headers['content-type']).toContain('application/linkset+json');
    const [{ anchor, ...relations }] = JSON.parse(answer.text).linkset;
    expect(anchor).toBe(`${PUBLIC_URL}/v1`);
    for (const [{ href }] of Object.values<[{ href: string }]>(relations)) await supertest(h.url).get(new URL(href).pathname).expect(200);
    await supertest(h.url).head('/.well-known/api-catalog').expect(200).expect('link', /rel="api-catalog"/);
  });

  it('counts each program\'s calls, tells it where it stands, and refuses what is too much in the form of the surface', async () => {
    const busy = await h.asClient(['templates:read', 'subscribers:read']);
    const first = await busy.get('/v1/templates?limit=1').expect(200);
    expect(first.headers['ratelimit-policy']).toBe('"client";q=40;w=60');
    expect(first.headers['ratelimit']).toMatch(/^"client";r=39;t=\d+$/);
    const rest = await Promise.all(Array.from({ length: 45 }, () => busy.get('/v1/templates?limit=1')));
    expect(rest.filter(({ status }) => status === 200)).toHaveLength(39);
    const refused = await busy.get('/v1/templates');
    expectProblem(refused, 429, 'request.too_many');
    expect(refused.headers['retry-after']).toMatch(/^[1-9]\d?$/);
    expect(refused.headers['ratelimit']).toBe(`"client";r=0;t=${refused.headers['retry-after']}`);
    const published = await busy.get('/v1/broadworks/subscribers').expect(429);
    expect(published.headers['retry-after']).toMatch(/^[1-9]\d?$/);
    expect(published.body).toMatchObject({ message: expect.any(String), errors: [expect.anything()], trackingId: published.headers['trackingid'] });
    const another = await h.asClient(['templates:read']);
    await another.get('/v1/templates?limit=1').expect(200);
    const person = await h.asOwner();
    expect((await person.get('/v1/templates?limit=1').expect(200)).headers['ratelimit']).toBeUndefined();
  });

  it('says how much is taken where a body is too large, and what to do, in the form of each surface', async () => {
    const program = await h.asClient(['admin', 'subscribers:read', 'subscribers:write']);
    const text = 'x'.repeat(300_000);
    const refused = await program.post('/v1/clusters').send({ name: text });
    expectProblem(refused, 413, 'request.body_too_large');
    expect(refused.body).toMatchObject({ detail: 'At most 262144 bytes are taken here.', owner: 'integrator', action: 'correct_input', retryable: false });
    const many = await program.post('/v1/bulk-operations').send({ note: 'x'.repeat(1_100_000) });
    expect([many.status, many.body.detail]).toEqual([413, 'At most 1048576 bytes are taken here. Choose users by a filter, or name them in several bulk operations.']);
    // As a program really sends it: the answer has to arrive though most of the body was never read.
    const file = await program.post('/v1/subscribers/imports').type('text/csv').send('a,b\n'.repeat(4_000_000));
    expect([file.status, file.body.detail]).toEqual([413, 'At most 5242880 bytes are taken here. Split the file; the parts can be imported one after the other.']);

    const asked = await program.post('/v1/broadworks/subscribers').send({ userId: text });
    expect([asked.status, asked.headers['content-type'], asked.body]).toEqual([413, 'application/json; charset=utf-8', { message: expect.stringContaining('262144'), errors: [{ description: 'At most 262144 bytes are taken here.' }], trackingId: asked.headers['trackingid'] }]);
    const { adapterPath, adapterAccount, adapterPassword, id } = await h.provider.newTemplate();
    expectProblem(await supertest(h.url).put(`${adapterPath}/somebody`).auth(adapterAccount, adapterPassword).send({ firstName: text }), 413, 'request.body_too_large');
    expectProblem(await supertest(h.url).put(`${adapterPath}/somebody`).send({ firstName: text }), 401, 'adapter.refused');
    const { bearerToken } = (await (await h.asOwner()).post(`/v1/templates/${id}/scim/token`).send({}).expect(201)).body;
    const scim = await supertest(h.url).post('/scim/v2/Users').set({ authorization: `Bearer ${bearerToken}`, 'content-type': 'application/scim+json' }).send(JSON.stringify({ userName: text }));
    expect([scim.status, scim.headers['content-type'], scim.body]).toEqual([413, 'application/scim+json; charset=utf-8', { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '413', detail: expect.stringContaining('262144') }]);
    const form = await supertest(h.url).post('/oauth/token').type('form').send(`client_id=${text}`);
    expect([form.status, form.body.error]).toEqual([413, 'invalid_request']);
  });

  it('refuses an address with a part too long for any id in the form of its surface, and takes the longest user id', async () => {
    const path = 'x'.repeat(1_001);
    expectProblem(await supertest(h.url).get(`/v1/templates/${path}`), 414, 'request.address_too_long');
    const published = await supertest(h.url).get(`/v1/broadworks/subscribers/${path}`);
    expect([published.status, published.body]).toEqual([414, { message: expect.any(String), errors: [expect.anything()], trackingId: published.headers['trackingid'] }]);
    const scim = await supertest(h.url).get(`/scim/v2/Users/${path}`);
    expect([scim.status, scim.body.status, scim.type]).toEqual([414, '414', 'application/scim+json']);
    await h.provider.handOver({ userId: `${'u'.repeat(80)}@${'d'.repeat(72)}.example` });
  });

  it('answers what is no readable request with a problem document and nothing of its inside, and ends the connection', async () => {
    const answered = async (text: string) => {
      const socket = connect(Number(new URL(h.url).port), '127.0.0.1').setEncoding('utf8').end(text);
      let answer = '';
      for await (const part of socket) answer += String(part);
      const [head = '', body = ''] = answer.split('\r\n\r\n');
      expect(head).toMatch(/\r\nContent-Type: application\/problem\+json\r\n/);
      return { status: Number(head.split(' ')[1]), ...JSON.parse(body) };
    };
    expect(await answered(`GET /v1/templates HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`)).toEqual({ status: 431, code: 'request.head_too_large', type: `${PUBLIC_URL}/docs/problems/request.head_too_large`, title: expect.any(String), requestId: expect.any(String), owner: 'integrator', action: 'correct_input', retryable: false });
    expect(await answered(`GET /v1/templates?q=${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`)).toMatchObject({ status: 431, code: 'request.head_too_large' });
    expect(await answered('what is this\r\n\r\n')).toMatchObject({ status: 400, code: 'request.invalid' });
  });
});

function isList({ method, path, responses }: Operation): boolean {
  const name = responses['200']?.content?.['application/json']?.schema.$ref?.split('/').at(-1) ?? '';
  return method === 'get' && path.startsWith('/v1/') && 'nextCursor' in Object(Object(document.components.schemas[name]).properties);
}

/** Follows a link from page to page. @returns what each page held, by what tells its rows apart, and the address of the last one. */
async function walk(agent: Agent, from: string, rel: 'next' | 'prev') {
  const pages: unknown[][] = [];
  for (let path: string | undefined = from, last = from; ; last = path) {
    const { body, headers }: Response = await agent.get(path).expect(200);
    pages.push(body.items.map((item: Record<string, unknown>) => item['id'] ?? item['userId'] ?? item['subscriberId']));
    path = links(headers['link'])[rel]?.slice(PUBLIC_URL.length);
    if (path === undefined) return { pages, last };
  }
}

type RowKey = [name: string, id: number];
/** As a store does, of rows that are given. */
async function readPage(h: Harness, rows: readonly { name: string; id: number }[], request: PageRequest<RowKey>, direction: 'asc' | 'desc') {
  const { beyond, order } = keyset([sql`name`, sql`id`], request.start, direction);
  const found = await withTenant(h.pool, { providerId: h.provider.id }, (db) =>
    db.execute<{ name: string; id: number }>(sql`select name, id from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given(name text, id int) where ${beyond ?? sql`true`} order by ${sql.join(order, sql`, `)} limit ${request.limit + 1}`),
  );
  return cutPage(found.rows, request, (row): RowKey => [row.name, row.id]);
}

describe('a route that will go', () => {
  it('says since when, until when and what to use instead', async () => {
    const app: App = Fastify<RawServerDefault>();
    announceDeprecation(app);
    const deprecated = { since: new Date('2027-01-01T00:00:00Z'), sunset: new Date('2028-01-01T00:00:00Z'), page: 'https://vestibule.example/docs/changes#old' };
    let described: unknown;
    app.addHook('onRoute', ({ url, schema }) => void (url === '/old' && (described ??= schema)));
    app.get('/old', { config: { deprecated } }, async () => 'still here');
    app.get('/new', async () => 'here');
    const old = await app.inject('/old');
    expect(old.headers).toMatchObject({ deprecation: '@1798761600', sunset: 'Sat, 01 Jan 2028 00:00:00 GMT', link: '<https://vestibule.example/docs/changes#old>; rel="deprecation", <https://vestibule.example/docs/changes#old>; rel="sunset"' });
    expect(described).toMatchObject({ deprecated: true });
    expect((await app.inject('/new')).headers['deprecation']).toBeUndefined();
    await app.close();
  });
});
