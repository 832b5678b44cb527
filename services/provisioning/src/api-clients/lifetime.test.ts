import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { type Agent, bearing, type Harness, startHarness } from '../../test/harness.ts';
import { expectProblem } from '../../test/journeys.ts';

const HOUR = 3_600_000;
type Client = { id: string; clientSecret: string };

describe('how long an API client and its secrets work', () => {
  let h: Harness;
  let owner: Agent;
  beforeAll(async () => {
    h = await startHarness({ worker: false, limits: { tokensPerClientPerMinute: 5 } });
  }, 60_000);
  afterAll(() => h?.close());

  /** Sessions end while the clock is moved. */
  const asOwner = async () => (owner = await h.asOwner());
  const create = async (more: object = {}): Promise<Client> => (await owner.post('/v1/api-clients').send({ name: 'Order system', scopes: ['templates:read'], ...more }).expect(201)).body;
  const ask = (id: string, secret: string) => supertest(h.url).post('/oauth/token').auth(id, secret).type('form').send({ grant_type: 'client_credentials' });

  it('keeps the secret before for the grace period and not longer, and shows neither again', async () => {
    await asOwner();
    const client = await create();
    const rotated = await owner.post(`/v1/api-clients/${client.id}/rotate-secret`).send({ graceHours: 2 }).expect(200);
    expect(rotated.body).toMatchObject({ id: client.id, clientSecret: expect.stringMatching(/^vcs_[\w-]{43}$/), previousSecretUntil: expect.any(String) });
    expect(rotated.body.clientSecret).not.toBe(client.clientSecret);
    await ask(client.id, client.clientSecret).expect(200);
    await ask(client.id, rotated.body.clientSecret).expect(200);

    const tables = await Promise.all(['api_clients', 'access_keys', 'events'].map((table) => h.pool.query(`select * from ${table}`)));
    const seen = tables.map(({ rows }) => JSON.stringify(rows)).join() + (await owner.get('/v1/api-clients')).text;
    for (const secret of [client.clientSecret, rotated.body.clientSecret]) expect(seen).not.toContain(secret);

    h.clock.forward(2 * HOUR + 1_000);
    await ask(client.id, client.clientSecret).expect(401);
    await ask(client.id, rotated.body.clientSecret).expect(200);
    await asOwner();
    const { items } = (await owner.get('/v1/api-clients?limit=500')).body;
    expect(items.find(({ id }: Client) => id === client.id)).toMatchObject({ previousSecretUntil: null });
  });

  it('ends the secret before at once when no grace is asked for, and twenty rotations at the same moment leave their own secrets only', async () => {
    await asOwner();
    const client = await create();
    const rotations = await Promise.all(Array.from({ length: 4 }, () => owner.post(`/v1/api-clients/${client.id}/rotate-secret`).send({ graceHours: 0 })));
    await ask(client.id, client.clientSecret).expect(401);
    h.clock.forward(61_000);
    const statuses: number[] = [];
    for (const { body } of rotations) statuses.push((await ask(client.id, body.clientSecret)).status);
    expect(statuses.sort()).toEqual([200, 401, 401, 401]);
  });

  it('answers 404 to a rotation of another provider\'s client, as of none, and 400 to a grace nobody offers', async () => {
    await asOwner();
    const client = await create();
    const stranger = await h.stranger.asOwner();
    expectProblem(await stranger.post(`/v1/api-clients/${client.id}/rotate-secret`).send({}), 404, 'api_client.not_found');
    expectProblem(await owner.post('/v1/api-clients/01890000-0000-7000-8000-000000000000/rotate-secret').send({}), 404, 'api_client.not_found');
    expectProblem(await owner.post(`/v1/api-clients/${client.id}/rotate-secret`).send({ graceHours: 169 }), 400, 'request.invalid');
    await ask(client.id, client.clientSecret).expect(200);
  });

  it('gives no token after the client has expired, and a token it holds opens nothing', async () => {
    await asOwner();
    const expiresAt = new Date(h.clock.now().getTime() + HOUR / 2).toISOString();
    const client = await create({ expiresAt });
    const token = (await ask(client.id, client.clientSecret).expect(200)).body.access_token;
    await bearing(h.url, token).get('/v1/templates').expect(200);
    h.clock.forward(HOUR / 2 + 1_000);
    expectProblem(await bearing(h.url, token).get('/v1/templates'), 401, 'access.signed_out');
    await ask(client.id, client.clientSecret).expect(401);
  });

  it('refuses an expiry that has passed or is no moment', async () => {
    await asOwner();
    for (const expiresAt of ['2020-01-01T00:00:00.000Z', 'soon']) {
      const answer = await owner.post('/v1/api-clients').send({ name: 'x', scopes: ['templates:read'], expiresAt });
      expectProblem(answer, 400, 'request.invalid');
      expect(answer.body.errors).toEqual([expect.objectContaining({ pointer: '/expiresAt' })]);
    }
  });

  it('gives one client so many tokens a minute, and another one its own', async () => {
    await asOwner();
    const [client, other] = [await create(), await create()];
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1) statuses.push((await ask(client.id, client.clientSecret)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    const refused = await ask(client.id, client.clientSecret);
    expectProblem(refused, 429, 'access.too_many_attempts');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    await ask(other.id, other.clientSecret).expect(200);
  });
});
