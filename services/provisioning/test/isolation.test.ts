import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { scopes } from '../src/access.ts';
import { isEndless, isForAdmins, type Operation, operations } from './described-api.ts';
import { bodyFor, dumpOf, fillProvider, isScimForm, pathOf, type Things } from './foreign-world.ts';
import { type Harness, startHarness } from './harness.ts';

const kinds = ['owner session', 'program with all scopes', 'adapter account', 'SCIM token', 'activation session', 'all of them together'] as const;
type Kind = (typeof kinds)[number];

/** A second provider's every credential on every route, with the first provider's ids: made from the contract itself. */
describe('no provider reaches another', () => {
  let h: Harness;
  let ours: Things;
  let theirs: Things;
  let headers: Record<Kind, Record<string, string>>;
  let before: Record<string, string[]>;
  let marks: string[];
  beforeAll(async () => {
    h = await startHarness({ limits: { activationCallsPerNetworkPerMinute: 10_000, signInsPerNetworkPerMinute: 1_000, signInsPerUserPer15Minutes: 1_000, scimRefusalsPerNetworkPerMinute: 10_000 } });
    ours = await fillProvider(h, h.provider);
    theirs = await fillProvider(h, h.stranger);
    ours.bodies['signInToActivation'] = { userId: theirs.user.userId, password: 'pw' };
    headers = await strangersHeaders();
    marks = [h.provider.id, ours.email, ours.user.spEnterpriseId, ours.user.id, ...Object.entries(ours.ids).flatMap(([name, id]) => (name === 'userId' ? [] : [id]))];
    await new Promise((done) => setTimeout(done, 500));
    before = await dumpOf(h, h.provider.id);
  });
  afterAll(() => h.close());

  async function strangersHeaders(): Promise<Record<Kind, Record<string, string>>> {
    const origin = 'http://vestibule.test';
    const cookieOf = (answer: supertest.Response) => String(answer.headers['set-cookie']).split(';')[0] ?? '';
    const owner = await h.stranger.asOwner();
    const { body: client } = await owner.post('/v1/api-clients').send({ name: 'all', scopes: [...scopes] }).expect(201);
    const { body: token } = await supertest(h.url).post('/oauth/token').auth(client.id ?? client.clientId, client.clientSecret).type('form').send({ grant_type: 'client_credentials' }).expect(200);
    const email = 'isolated.owner@example.com';
    await owner.post('/v1/admins').send({ email, name: 'Isolated', role: 'owner', password: 'a long enough password' }).expect(201);
    const session = cookieOf(await supertest(h.url).post('/v1/session').send({ email, password: 'a long enough password' }).expect(200));
    const visit = cookieOf(await supertest(h.url).post(`/v1/activation/${theirs.ids['shareKey']}/session`).send({ userId: theirs.user.userId, password: 'pw' }).expect(200));
    const basic = `Basic ${Buffer.from(`${h.stranger.template.adapterAccount}:${h.stranger.template.adapterPassword}`).toString('base64')}`;
    return {
      'owner session': { origin, cookie: session },
      'program with all scopes': { authorization: `Bearer ${token.access_token}` },
      'adapter account': { authorization: basic },
      'SCIM token': { authorization: `Bearer ${theirs.scimToken}` },
      'activation session': { origin, cookie: visit },
      'all of them together': { origin, cookie: `${session}; ${visit}`, authorization: basic },
    };
  }

  async function ask(operation: Operation, kind: Kind): Promise<{ status: number; text: string }> {
    if (isEndless(operation)) return firstEvent(operation.path, headers[kind]);
    const answer = await supertest(h.url)[operation.method](pathOf(operation, ours)).set({ ...headers[kind], 'idempotency-key': crypto.randomUUID() }).send(bodyFor(operation, ours));
    return { status: answer.status, text: `${answer.text ?? ''} ${JSON.stringify(answer.headers)}` };
  }
  /** The stream never ends, so only its first words are read. */
  async function firstEvent(path: string, sent: Record<string, string>): Promise<{ status: number; text: string }> {
    const stop = new AbortController();
    const answer = await fetch(`${h.url}${path}`, { headers: sent, signal: stop.signal });
    const first = await answer.body?.getReader().read();
    stop.abort();
    return { status: answer.status, text: new TextDecoder().decode(first?.value) };
  }

  // What ends the asking session comes last, or the rest would be asked by nobody.
  const ends = (operation: Operation) => operation.name === 'signOut' || operation.name === 'signOutOfActivation';
  const inOrder = [...operations].sort((a, b) => Number(ends(a)) - Number(ends(b)));
  const knocks = inOrder.flatMap((operation) => kinds.map((kind) => [operation.name, kind, operation] as const));

  it.each(knocks)('%s, asked with a stranger\'s %s', async (_name, kind, operation) => {
    const { status, text } = await ask(operation, kind);
    const names = operation.path.includes('{');
    const isAdmin = kind !== 'adapter account' && kind !== 'SCIM token' && kind !== 'activation session';
    const isOnlyForPeople = /^\/v1\/(profile|saved-views)/.test(operation.path) && kind === 'program with all scopes';
    if (names && isForAdmins(operation)) expect(status).toBe(isOnlyForPeople ? 403 : isAdmin ? 404 : 401);
    if (operation.path.startsWith('/adapter/')) expect(status).toBe(401);
    if (isScimForm(operation) && kind !== 'SCIM token') expect(status).toBe(401);
    if (operation.path.includes('{scimUserId}') && kind === 'SCIM token') expect(status).toBe(404);
    if (operation.name === 'signInToActivation') expect(status).toBe(404);
    if (operation.name === 'createTemplate' || operation.name === 'createAdmin' || /^(provision|precheck)BroadworksSubscriber$/.test(operation.name)) expect([400, 401, 403, 404]).toContain(status);
    expect(status).toBeLessThan(500);
    // Whoever has a share link may see what its page shows.
    if (operation.name !== 'openActivationPage') for (const mark of marks) expect(text).not.toContain(mark);
  });

  it('has left every row of the first provider as it was', async () => {
    expect(await dumpOf(h, h.provider.id)).toEqual(before);
    expect(Object.values(before).filter((rows) => rows.length > 0).length).toBeGreaterThan(10);
  });

  it('finds nothing of the first provider by any filter', async () => {
    const { authorization = '' } = headers['program with all scopes'];
    const as = (path: string, query: object) => supertest(h.url).get(path).set({ authorization }).query(query);
    const published = '/v1/broadworks/subscribers';
    for (const query of [{ templateId: ours.ids['templateId'] }, { customerId: ours.ids['customerId'] }, { q: ours.email }, { q: ours.user.userId }]) {
      for (const path of ['/v1/subscribers', '/v1/subscribers/counts', '/v1/subscribers/export']) {
        const { text } = await as(path, query).expect(200);
        for (const mark of marks) expect(text).not.toContain(mark);
      }
    }
    for (const query of [{ userId: ours.user.userId }, { email: ours.email }, { spEnterpriseId: ours.user.spEnterpriseId }]) expect((await as(published, query).expect(200)).body.items).toEqual([]);
    await as(published, { provisioningId: Buffer.from(`${h.provider.id}:${ours.ids['templateId']}`).toString('base64') }).expect(400);
  });
});
