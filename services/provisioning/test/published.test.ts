import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createProgramClient, dataOf } from '@vestibule/api-client/program';
import { unique } from './factories.ts';
import { type Harness, startHarness } from './harness.ts';
import { rowOf, untilStatus } from './journeys.ts';
import { readRecording, replay, type Values } from './replay.ts';

const recordings = readdirSync(new URL('./published/', import.meta.url)).map((name) => name.replace('.json', '')).sort();
const LIMIT = 60;
const SUBSCRIBERS = '/v1/broadworks/subscribers';
const read = 'spark-admin:broadworks_subscribers_read';
const write = 'spark-admin:broadworks_subscribers_write';

let h: Harness;
beforeAll(async () => {
  h = await startHarness({ limits: { callsPerClientPerMinute: LIMIT } });
});
afterAll(() => h.close());

async function tokenFor(...scopes: string[]): Promise<string> {
  const owner = await h.asOwner();
  const { body: client } = await owner.post('/v1/api-clients').send({ name: unique('Program '), scopes }).expect(201);
  const answer = await fetch(`${h.url}/oauth/token`, { method: 'POST', headers: { authorization: `Basic ${Buffer.from(`${client.id}:${client.clientSecret}`).toString('base64')}` }, body: new URLSearchParams({ grant_type: 'client_credentials' }) });
  return ((await answer.json()) as { access_token: string }).access_token;
}
const provisioningIdOf = (templateId: string) => Buffer.from(`${h.provider.id}:${templateId}`).toString('base64').replace(/=+$/, '');
const call = (token: string, method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
  fetch(h.url + path, { method, headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }), ...headers }, ...(body && { body: JSON.stringify(body) }) });

const uuidOf = (published: string): string => Buffer.from(published, 'base64').toString().split('/').at(-1) ?? '';
const settled = (path: string, status: string) => untilStatus(h, uuidOf(path.split('/').at(-1) ?? ''), status);

/** What the recordings take for given, by the words they use. */
const givens: Record<string, (values: Values, token: string) => Promise<Values>> = {
  async 'a provisioned subscriber'(values, token) {
    const body = { provisioningId: values['trustedId'], userId: values['userId'], spEnterpriseId: values['spEnterpriseId'], firstName: 'John', lastName: 'Andersen', package: 'basic', email: values['email'], primaryPhoneNumber: '+1-240-555-1212', extension: '1212' };
    const { id } = (await (await call(token, 'POST', SUBSCRIBERS, body)).json()) as { id: string };
    await settled(`${SUBSCRIBERS}/${id}`, 'provisioned');
    const { personId } = (await (await call(token, 'GET', `${SUBSCRIBERS}/${id}`)).json()) as { personId: string };
    return { subscriberId: id, personId };
  },
  async 'five subscribers of one enterprise'(values, token) {
    const ids: Values = {};
    for (let index = 1; index <= 5; index++) {
      const body = { provisioningId: values['provisioningId'], userId: index === 1 ? values['userId'] : `${unique('u')}@sp.example`, spEnterpriseId: values['spEnterpriseId'], firstName: 'John', lastName: 'Andersen', package: 'basic' };
      ids[`id${index}`] = ((await (await call(token, 'POST', SUBSCRIBERS, body)).json()) as { id: string }).id;
    }
    await call(token, 'POST', SUBSCRIBERS, { provisioningId: values['provisioningId'], userId: `${unique('u')}@sp.example`, spEnterpriseId: unique('SP1+other'), firstName: 'A', lastName: 'B', package: 'basic' });
    return ids;
  },
};

describe.each(recordings)('a program of the published API: %s', (name) => {
  const recording = readRecording(name);
  const values: Values = {};
  let tokens: Values;
  beforeAll(async () => {
    const trusted = await h.provider.newTemplate({ untrustedEmails: false });
    const spEnterpriseId = unique('SP1+acme');
    tokens = { program: await tokenFor(read, write), reader: await tokenFor(read), enterprises: await tokenFor('spark-admin:broadworks_enterprises_read', 'spark-admin:broadworks_enterprises_write') };
    Object.assign(values, {
      provisioningId: provisioningIdOf(h.provider.template.id),
      trustedId: provisioningIdOf(trusted.id),
      userId: `${unique('9554')}@sp.example`,
      trustedUserId: `${unique('9555')}@sp.example`,
      spEnterpriseId,
      spEnterpriseIdInLink: encodeURIComponent(spEnterpriseId),
      trustedEnterpriseId: unique('SP1+trusted'),
      email: `${unique('john')}@example.com`,
    });
    if (recording.given) Object.assign(values, await givens[recording.given]?.(values, tokens['program'] ?? ''));
  });

  it.each(recording.exchanges.map((exchange) => [exchange.title, exchange] as const))('%s', async (_title, exchange) => {
    await replay({ url: h.url, settled }, exchange, values, tokens);
  });
});

describe('beside what is recorded', () => {
  it('a program that asks too often is told to wait, in the published form', async () => {
    const token = await tokenFor(read);
    const answers = await Promise.all(Array.from({ length: LIMIT + 5 }, () => call(token, 'GET', `${SUBSCRIBERS}?max=1`, undefined, { TrackingID: 'OSS_many' })));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(5);
    for (const answer of refused) {
      expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
      expect(await answer.json()).toEqual({ message: expect.any(String), errors: [{ description: expect.any(String) }], trackingId: 'OSS_many' });
    }
  });

  it('a subscriber keeps the time zone it was given, and the one it is given later', async () => {
    const token = await tokenFor(read, write);
    const facts = { provisioningId: provisioningIdOf(h.provider.template.id), userId: `${unique('zone')}@sp.example`, spEnterpriseId: unique('SP1+zone'), firstName: 'A', lastName: 'B', package: 'basic' };
    const { id } = (await (await call(token, 'POST', SUBSCRIBERS, { ...facts, timezone: 'America/Los_Angeles' })).json()) as { id: string };
    expect(await rowOf(h, uuidOf(id))).toMatchObject({ timezone: 'America/Los_Angeles' });
    expect((await call(token, 'PUT', `${SUBSCRIBERS}/${id}`, { timezone: 'Europe/Paris' })).status).toBe(200);
    expect(await rowOf(h, uuidOf(id))).toMatchObject({ timezone: 'Europe/Paris' });
    expect((await call(token, 'POST', SUBSCRIBERS, { ...facts, userId: `${unique('zone')}@sp.example`, timezone: '+02:00' })).status).toBe(400);
  });

  it('a user id can be corrected while nobody has an account by it, but not to one that is taken', async () => {
    const token = await tokenFor(read, write);
    const [user, other] = [await h.provider.handOver(), await h.provider.handOver()];
    const path = `${SUBSCRIBERS}/${Buffer.from(`ciscospark://us/SUBSCRIBER/${user.id}`).toString('base64')}`;
    const corrected = `${unique('Corrected')}@sp.example`;
    expect(await (await call(token, 'PUT', path, { userId: corrected })).json()).toMatchObject({ userId: corrected.toLowerCase() });
    const refused = await call(token, 'PUT', path, { userId: other.userId.toUpperCase() });
    expect([refused.status, await refused.json()]).toEqual([409, expect.objectContaining({ errors: [expect.objectContaining({ errorCode: 10022 })] })]);
  });

  it('of several who are given the same user id at the same moment one gets it, and the others are told that it is taken', async () => {
    const token = await tokenFor(read, write);
    const { id: templateId } = await h.provider.newTemplate();
    const body = () => ({ provisioningId: provisioningIdOf(templateId), userId: `${unique('u')}@sp.example`, spEnterpriseId: unique('SP1+race'), firstName: 'Ann', lastName: 'Lee', package: 'basic' });
    const ids = await Promise.all(Array.from({ length: 6 }, async () => ((await (await call(token, 'POST', SUBSCRIBERS, body())).json()) as { id: string }).id));
    const userId = `${unique('wanted')}@sp.example`;
    const answers = await Promise.all(ids.map(async (id) => (await call(token, 'PUT', `${SUBSCRIBERS}/${id}`, { userId })).status));
    expect(answers.sort()).toEqual([200, 409, 409, 409, 409, 409]);
  });

  it('an empty number or extension is none, from the first', async () => {
    const token = await tokenFor(read, write);
    const { id: templateId } = await h.provider.newTemplate();
    const made = await call(token, 'POST', SUBSCRIBERS, { provisioningId: provisioningIdOf(templateId), userId: `${unique('u')}@sp.example`, spEnterpriseId: unique('SP1+race'), firstName: 'Ann', lastName: 'Lee', package: 'basic', primaryPhoneNumber: '', mobilePhoneNumber: '', extension: '' });
    expect(await rowOf(h, uuidOf(((await made.json()) as { id: string }).id))).toMatchObject({ primary_phone_number: null, mobile_phone_number: null, extension: null });
  });

  it('an address with a slash too many is not there, whatever the method', async () => {
    const token = await tokenFor(read);
    const { id } = await h.provider.handOver();
    const path = `${SUBSCRIBERS}/${Buffer.from(`ciscospark://us/SUBSCRIBER/${id}`).toString('base64')}`;
    expect([(await call(token, 'GET', path)).status, (await call(token, 'GET', `${path}/`)).status, (await call(token, 'PATCH', path)).status]).toEqual([200, 404, 405]);
  });

  it('a time zone travels to the cloud platform with the rest', async () => {
    const token = await tokenFor(read, write);
    const trusted = await h.provider.newTemplate({ untrustedEmails: false });
    const userId = `${unique('zone')}@sp.example`;
    const facts = { provisioningId: provisioningIdOf(trusted.id), userId, spEnterpriseId: unique('SP1+zone'), firstName: 'A', lastName: 'B', package: 'basic', email: `${unique('zone')}@example.com`, timezone: 'Europe/Paris' };
    const { id } = (await (await call(token, 'POST', SUBSCRIBERS, facts)).json()) as { id: string };
    await settled(`${SUBSCRIBERS}/${id}`, 'provisioned');
    const made = h.webex.calls().find(({ method, body }) => method === 'POST' && (body as { userId?: string } | null)?.userId === userId);
    expect(made?.body).toMatchObject({ timezone: 'Europe/Paris' });
  });

  it('a pre-check asks the cloud platform where its connector checks people, and gives its number on', async () => {
    const token = await tokenFor(write);
    const { body: connector } = await (await h.asOwner()).post('/v1/connectors').send({ name: unique('Checks '), kind: 'webex', baseUrl: h.webex.apiUrl, accessToken: h.webex.accessToken }).expect(201);
    const provisioningId = provisioningIdOf((await h.provider.newTemplate({ connectorId: connector.id })).id);
    const ask = async (email: string, more: object = {}) => {
      const answer = await call(token, 'POST', `${SUBSCRIBERS}/validate`, { email, provisioningId, ...more });
      return [answer.status, await answer.json()] as const;
    };
    const userId = `${unique('new')}@sp.example`;
    expect(await ask(`${unique('free')}@example.com`, { userId, timezone: 'Europe/Paris' })).toMatchObject([200, { message: 'success', info: [{ infoCode: 100 }] }]);
    expect(h.webex.calls().findLast(({ path }) => path.endsWith('/validate'))?.body).toEqual({ email: expect.any(String), provisioningId, userId, timezone: 'Europe/Paris' });
    expect(await ask(`fail-200041-${unique('x')}@example.com`)).toMatchObject([409, { errors: [{ errorCode: 200041 }] }]);
    expect(await ask(`fail-10022-${unique('x')}@example.com`)).toMatchObject([409, { errors: [{ errorCode: 10022 }] }]);
    expect(await ask(`fail-4711-${unique('x')}@example.com`)).toMatchObject([409, { errors: [{ errorCode: 4711 }] }]);
    h.webex.script({ fault: 'answer', status: 200, body: '<html>Sign in</html>', times: 1 });
    expect(await ask(`${unique('free')}@example.com`)).toMatchObject([503, { errors: [{ errorCode: 900001 }] }]);
  });

  it('a pre-check is no success while the cloud platform is away, and no call while its connector is held', async () => {
    const token = await tokenFor(write);
    const { body: connector } = await (await h.asOwner()).post('/v1/connectors').send({ name: unique('Away '), kind: 'webex', baseUrl: 'http://127.0.0.1:1/v1', accessToken: 'x', limits: { callsPerSecond: 20, concurrency: 8, openAfter: 1 } }).expect(201);
    const spEnterpriseId = unique('SP1+away');
    const template = await h.provider.newTemplate({ connectorId: connector.id });
    const user = await call(await tokenFor(read, write), 'POST', SUBSCRIBERS, { provisioningId: provisioningIdOf(template.id), userId: `${unique('u')}@sp.example`, spEnterpriseId, firstName: 'A', lastName: 'B', package: 'basic' });
    expect(user.status).toBe(200);
    // Without a provisioning id, the customer tells which template, and so which platform.
    const ask = () => call(token, 'POST', `${SUBSCRIBERS}/validate`, { email: `${unique('free')}@example.com`, spEnterpriseId });
    const away = await ask();
    expect([away.status, await away.json()]).toMatchObject([503, { message: expect.stringContaining('does not answer'), errors: [{ errorCode: 900001 }], trackingId: expect.any(String) }]);
    const held = await ask();
    expect([held.status, held.headers.get('retry-after'), await held.json()]).toMatchObject([503, expect.stringMatching(/^[1-9]\d*$/), { message: expect.stringContaining('lets nothing through') }]);
  });

  it('the generated client fetches another token when its own was revoked, and waits as long as it is told', async () => {
    const { body: account } = await (await h.asOwner()).post('/v1/api-clients').send({ name: unique('Client '), scopes: ['templates:read'] }).expect(201);
    const credentials = { clientId: account.id as string, clientSecret: account.clientSecret as string };
    const [waits, sent]: [number[], string[]] = [[], []];
    const client = createProgramClient({
      baseUrl: h.url,
      credentials,
      fetch: (request) => (sent.push(request.headers.get('authorization') ?? ''), fetch(request)),
      // The minute passes.
      wait: async (ms) => (waits.push(ms), h.services.limiter.forget('api-client', account.id)),
    });
    const read = () => dataOf(client.GET('/v1/templates', { params: { query: { limit: 1 } } }));
    await read();
    const first = sent.at(-1) ?? '';
    const basic = `Basic ${Buffer.from(`${credentials.clientId}:${credentials.clientSecret}`).toString('base64')}`;
    expect((await fetch(`${h.url}/oauth/revoke`, { method: 'POST', headers: { authorization: basic }, body: new URLSearchParams({ token: first.replace('Bearer ', '') }) })).status).toBe(200);
    await read();
    expect(sent.at(-1)).toMatch(/^Bearer ./);
    expect(sent.at(-1)).not.toBe(first);
    for (let call = 0; call < LIMIT; call++) await read();
    expect(waits).toHaveLength(1);
    expect(waits[0]).toBeGreaterThan(0);
    expect(waits[0]).toBeLessThanOrEqual(60_000);
  });

  it('rows that come while a program pages are neither lost nor repeated, and every page is full', async () => {
    const token = await tokenFor(read, write);
    const spEnterpriseId = unique('SP1+grows');
    const add = () => call(token, 'POST', SUBSCRIBERS, { provisioningId: provisioningIdOf(h.provider.template.id), userId: `${unique('grow')}@sp.example`, spEnterpriseId, firstName: 'A', lastName: 'B', package: 'basic' });
    for (let index = 0; index < 7; index++) await add();
    const sizes: number[] = [];
    const seen: string[] = [];
    let next: string | undefined = `${SUBSCRIBERS}?${new URLSearchParams({ spEnterpriseId, max: '3' })}`;
    while (next) {
      const answer: Response = await call(token, 'GET', next);
      const { items } = (await answer.json()) as { items: { id: string }[] };
      sizes.push(items.length);
      seen.push(...items.map(({ id }) => id));
      next = /<http:\/\/vestibule\.test([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
      if (sizes.length === 1) await add();
    }
    expect(sizes).toEqual([3, 3, 2]);
    expect(new Set(seen).size).toBe(8);
  });
});
