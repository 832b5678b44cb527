import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { type Agent, bearing, type Harness, startHarness } from '../../test/harness.ts';

const nobody = '01890000-0000-7000-8000-000000000000';
const HOUR = 3_600_000;

let h: Harness;
let owner: Agent;
let stranger: Agent;
beforeAll(async () => {
  h = await startHarness({ worker: false });
  [owner, stranger] = await Promise.all([h.asOwner(), h.stranger.asOwner()]);
}, 60_000);
afterAll(() => h?.close());

const create = async (scopes: string[] = ['templates:read', 'templates:write']) => (await owner.post('/v1/api-clients').send({ name: 'Order system', scopes }).expect(201)).body;
const ask = (fields: Record<string, string>) => supertest(h.url).post('/oauth/token').type('form').send(fields);
const tokenOf = async (client: { id: string; clientSecret: string }, scope?: string) =>
  (await ask({ grant_type: 'client_credentials', client_id: client.id, client_secret: client.clientSecret, ...(scope && { scope }) }).expect(200)).body.access_token as string;

describe('POST /v1/api-clients', () => {
  it('creates a client, shows its secret this once and stores it only as a hash', async () => {
    const answer = await owner.post('/v1/api-clients').send({ name: 'Order system', scopes: ['subscribers:read'] });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ id: expect.any(String), name: 'Order system', scopes: ['subscribers:read'], clientSecret: expect.stringMatching(/^vcs_[\w-]{43}$/), expiresAt: null, createdAt: expect.any(String), createdBy: 'owner', lastUsedAt: null, previousSecretUntil: null, keys: [], version: 1 });
    const tables = await Promise.all(['api_clients', 'access_keys', 'events'].map((table) => h.pool.query(`select * from ${table}`)));
    const seen = tables.map(({ rows }) => JSON.stringify(rows)).join() + (await owner.get('/v1/api-clients')).text;
    expect(seen).not.toContain(answer.body.clientSecret);
  });

  it.each([
    ['a scope is unknown', { name: 'x', scopes: ['everything'] }, '/scopes/0'],
    ['there is no scope', { name: 'x', scopes: [] }, '/scopes'],
    ['the name is missing', { scopes: ['admin'] }, '/name'],
    ['a field is unknown', { name: 'x', scopes: ['admin'], clientSecret: 'chosen' }, '/clientSecret'],
  ])('answers 400 request.invalid, naming the field, when %s', async (_when, body, pointer) => {
    expect((await owner.post('/v1/api-clients').send(body)).body).toMatchObject({ status: 400, code: 'request.invalid', errors: [expect.objectContaining({ pointer })] });
  });
});

describe('GET /v1/api-clients', () => {
  it('pages by name, shows when each was last used, and shows a stranger none', async () => {
    const client = await create();
    await create();
    await tokenOf(client);
    const first = (await owner.get('/v1/api-clients?limit=1')).body;
    const rest = (await owner.get(`/v1/api-clients?limit=500&cursor=${first.nextCursor}`)).body;
    const all = [...first.items, ...rest.items] as { id: string; lastUsedAt: string | null }[];
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(all.find(({ id }) => id === client.id)?.lastUsedAt).toMatch(/^\d{4}-/);
    expect((await stranger.get('/v1/api-clients')).body.items).toEqual([]);
  });
});

describe('DELETE /v1/api-clients/{apiClientId}', () => {
  it('ends the secret and every token at once', async () => {
    const client = await create();
    const tokens = [await tokenOf(client), await tokenOf(client)];
    expect((await owner.delete(`/v1/api-clients/${client.id}`)).status).toBe(204);
    for (const token of tokens) expect((await bearing(h.url, token).get('/v1/templates')).body).toMatchObject({ status: 401, code: 'access.signed_out' });
    expect((await ask({ grant_type: 'client_credentials', client_id: client.id, client_secret: client.clientSecret })).body).toMatchObject({ error: 'invalid_client' });
  });

  it('answers 404 for another provider\'s client, as for none, and leaves it', async () => {
    const client = await create();
    expect((await stranger.delete(`/v1/api-clients/${client.id}`)).body).toMatchObject({ status: 404, code: 'api_client.not_found' });
    expect((await owner.delete(`/v1/api-clients/${nobody}`)).body).toMatchObject({ status: 404, code: 'api_client.not_found' });
    await tokenOf(client);
  });
});

describe('every route of API clients', () => {
  it('answers 401 to a visitor and 403 to everybody without the right', async () => {
    const requests = [
      ['get', '/v1/api-clients', undefined],
      ['post', '/v1/api-clients', { name: 'x', scopes: ['admin'] }],
      ['delete', `/v1/api-clients/${nobody}`, undefined],
    ] as const;
    const others = [await h.asReader(), await h.asClient(['templates:write'])];
    for (const [method, path, body] of requests) {
      expect((await h.asVisitor()[method](path).send(body)).body).toMatchObject({ status: 401, code: 'access.signed_out' });
      for (const agent of others) expect((await agent[method](path).send(body)).body).toMatchObject({ status: 403, code: 'access.forbidden' });
    }
  });
});

describe('POST /oauth/token', () => {
  it('gives a bearer token for a quarter of an hour with the client\'s scopes, and forbids caching', async () => {
    const client = await create();
    const answer = await supertest(h.url).post('/oauth/token').auth(client.id, client.clientSecret).type('form').send({ grant_type: 'client_credentials' });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ access_token: expect.stringMatching(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/), token_type: 'Bearer', expires_in: 900, scope: 'templates:read templates:write' });
    expect(answer.headers['cache-control']).toBe('no-store');
    const token = bearing(h.url, answer.body.access_token);
    expect((await token.get('/v1/templates')).status).toBe(200);
    h.clock.forward(HOUR / 4 - 60_000);
    expect((await token.get('/v1/templates')).status).toBe(200);
    h.clock.forward(61_000);
    expect((await token.get('/v1/templates')).body).toMatchObject({ status: 401, code: 'access.signed_out' });
    // The owner's session ended on the way.
    owner = await h.asOwner();
  });

  it('gives fewer scopes when fewer are asked for, and altering the token gains none', async () => {
    const client = await create();
    const token = await tokenOf(client, 'templates:read');
    expect((await bearing(h.url, token).get('/v1/templates')).status).toBe(200);
    expect((await bearing(h.url, token).post('/v1/clusters').send({ name: 'x', xsiUrl: h.broadworks.url })).body).toMatchObject({ code: 'access.forbidden' });
    const altered = `${token.slice(0, token.lastIndexOf('.'))}.${Buffer.from('admin').toString('base64url')}`;
    expect((await bearing(h.url, altered).get('/v1/templates')).status).toBe(401);
  });

  it('answers invalid_scope for a scope the client does not have', async () => {
    const client = await create(['templates:read']);
    const answer = await ask({ grant_type: 'client_credentials', client_id: client.id, client_secret: client.clientSecret, scope: 'templates:read admin' });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ error: 'invalid_scope', error_description: expect.any(String) });
  });

  it('answers 401 invalid_client with a challenge, the same for an unknown client and a wrong secret', async () => {
    const client = await create();
    const wrong = await ask({ grant_type: 'client_credentials', client_id: client.id, client_secret: 'vcs_wrong' });
    const unknown = await ask({ grant_type: 'client_credentials', client_id: nobody, client_secret: client.clientSecret });
    const none = await ask({ grant_type: 'client_credentials' });
    const notBasic = await ask({ grant_type: 'client_credentials' }).set('authorization', 'Basic !!!');
    for (const answer of [wrong, unknown, none, notBasic]) {
      expect(answer.status).toBe(401);
      expect(answer.body.error).toBe('invalid_client');
      expect(answer.headers['www-authenticate']).toMatch(/^Basic realm=/);
    }
    expect(unknown.body).toEqual(wrong.body);
  });

  it.each([
    ['unsupported_grant_type', 'grant_type=password&username=a&password=b'],
    ['invalid_request', ''],
    ['invalid_request', 'scope=admin'],
    ['invalid_request', 'grant_type=client_credentials&grant_type=client_credentials'],
  ])('answers 400 %s to "%s"', async (error, body) => {
    const answer = await supertest(h.url).post('/oauth/token').type('form').send(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ error, error_description: expect.any(String) });
  });

  it('answers 400 invalid_request when the client proves itself in two ways, or sends JSON', async () => {
    const client = await create();
    const twice = await ask({ grant_type: 'client_credentials', client_id: client.id, client_secret: client.clientSecret }).auth(client.id, client.clientSecret);
    const json = await supertest(h.url).post('/oauth/token').send({ grant_type: 'client_credentials', client_id: client.id, client_secret: client.clientSecret });
    for (const answer of [twice, json]) expect({ status: answer.status, error: answer.body.error }).toEqual({ status: 400, error: 'invalid_request' });
  });

  it('ignores parameters it does not know, as the standard asks', async () => {
    const client = await create();
    await ask({ grant_type: 'client_credentials', client_id: client.id, client_secret: client.clientSecret, audience: 'x' }).expect(200);
  });
});
