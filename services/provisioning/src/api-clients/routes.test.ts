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
    expect(answer.body).toEqual({ id: expect.any(String), name: 'Order system', scopes: ['subscribers:read'], clientSecret: expect.stringMatching(/^vcs_[\w-]{43}$/), expiresAt: null, createdAt: expect.any(String), createdBy: 'owner', lastUsedAt: null, previousSecretUntil: null, hasSecret: true, keys: [], version: 1 });
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

describe('PATCH /v1/api-clients/{apiClientId} and /v1/api-keys/{apiKeyId}', () => {
  const change = (id: string, changes: object, version = 1, as = owner) => as.patch(`/v1/api-clients/${id}`).set('if-match', `"${version}"`).send(changes);

  it('judges the tokens that are out by the new scopes at once, gives them nothing new, and writes it down', async () => {
    const client = await create(['templates:read', 'subscribers:read']);
    const program = bearing(h.url, await tokenOf(client));
    const answer = await change(client.id, { name: ' Orders ', scopes: ['templates:read', 'events:read'] }).expect(200);
    expect(answer.body).toMatchObject({ id: client.id, name: 'Orders', scopes: ['templates:read', 'events:read'], version: 2 });
    await program.get('/v1/templates').expect(200);
    expect((await program.get('/v1/subscribers')).body).toMatchObject({ code: 'access.forbidden' });
    expect((await program.get('/v1/events')).body).toMatchObject({ code: 'access.forbidden' });
    await bearing(h.url, await tokenOf(client)).get('/v1/events').expect(200);
    const { rows } = await h.pool.query(`select data->'changes' as changes from events where type = 'api_client.changed' and data->>'apiClientId' = $1`, [client.id]);
    expect(rows).toEqual([{ changes: { name: { from: 'Order system', to: 'Orders' }, scopes: { from: ['templates:read', 'subscribers:read'], to: ['templates:read', 'events:read'] } } }]);
  });

  it('moves the end, null is never, and nothing to change is no event and no version', async () => {
    const client = await create();
    const soon = new Date(h.clock.now().getTime() + HOUR).toISOString();
    expect((await change(client.id, { expiresAt: soon }).expect(200)).body).toMatchObject({ expiresAt: soon, version: 2 });
    expect((await change(client.id, { expiresAt: soon }, 2).expect(200)).body).toMatchObject({ version: 2 });
    expect((await change(client.id, { expiresAt: null }, 2).expect(200)).body).toMatchObject({ expiresAt: null, version: 3 });
    expect((await change(client.id, { expiresAt: '2020-01-01T00:00:00.000Z' }, 3)).body).toMatchObject({ code: 'request.invalid', errors: [{ pointer: '/expiresAt' }] });
  });

  it('changes a key in the same way, and neither by the address of the other', async () => {
    const { body: key } = await owner.post('/v1/api-keys').send({ name: 'Script', scopes: ['templates:read'] }).expect(201);
    const script = bearing(h.url, key.key);
    await script.get('/v1/templates').expect(200);
    expect((await change(key.id, { name: 'x' })).body).toMatchObject({ code: 'api_client.not_found' });
    await owner.patch(`/v1/api-keys/${key.id}`).set('if-match', '"1"').send({ scopes: ['events:read'] }).expect(200);
    expect((await script.get('/v1/templates')).body).toMatchObject({ code: 'access.forbidden' });
    expect((await owner.patch(`/v1/api-keys/${(await create()).id}`).send({ name: 'x' })).body).toMatchObject({ code: 'api_key.not_found' });
  });

  it('lets no program widen or prolong itself, only rename', async () => {
    const client = await create(['admin']);
    const self = bearing(h.url, await tokenOf(client));
    expect((await change(client.id, { scopes: ['admin', 'subscribers:write'] }, 1, self)).body).toMatchObject({ status: 409, code: 'api_client.yourself' });
    expect((await change(client.id, { expiresAt: new Date(h.clock.now().getTime() + HOUR).toISOString() }, 1, self)).body).toMatchObject({ code: 'api_client.yourself' });
    await change(client.id, { name: 'Itself' }, 1, self).expect(200);
    await change((await create()).id, { scopes: ['events:read'] }, 1, self).expect(200);
  });

  it('is refused to a stranger, under another version, with nothing to do, and lets one of ten at once through', async () => {
    const client = await create();
    expect((await change(client.id, { name: 'Mine' }, 1, stranger)).body).toMatchObject({ code: 'api_client.not_found' });
    expect((await change(client.id, {})).body).toMatchObject({ code: 'request.invalid' });
    const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => change(client.id, { name: `Name ${index}` })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(412)]);
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
