import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { operations } from '../../test/described-api.ts';
import { unique } from '../../test/factories.ts';
import { bodyFor, fillProvider, pathOf, type Things } from '../../test/foreign-world.ts';
import { type Agent, type Harness, startHarness } from '../../test/harness.ts';
import { expectProblem } from '../../test/journeys.ts';
import { scopes } from '../access.ts';

const conditional = operations.filter(({ parameters = [] }) => parameters.some(({ name }) => name === 'If-Match'));
const required = conditional.filter(({ responses }) => '428' in responses);
const byName = (list: typeof operations) => list.map((operation) => [operation.name, operation] as const);

describe('what has versions', () => {
  let h: Harness;
  let things: Things;
  let owner: Agent;
  let client: Agent;
  beforeAll(async () => {
    h = await startHarness();
    things = await fillProvider(h, h.provider);
    owner = await h.asOwner();
    client = await h.asClient([...scopes]);
  }, 60_000);
  afterAll(() => h?.close());

  const cluster = () => `/v1/clusters/${things.ids['clusterId']}`;
  const ask = (agent: Agent, operation: (typeof operations)[number]) => agent[operation.method](pathOf(operation, things));

  it.each(['clusters', 'connectors', 'templates', 'customers', 'subscribers', 'identity-providers', 'admins', 'api-clients', 'api-keys'])('%s: one is shown with a strong tag, and not again to who knows it', async (name) => {
    const id = things.ids[{ clusters: 'clusterId', connectors: 'connectorId', templates: 'templateId', customers: 'customerId', subscribers: 'subscriberId', admins: 'adminId', 'api-clients': 'apiClientId', 'api-keys': 'apiKeyId' }[name] ?? 'identityProviderId'];
    const shown = await client.get(`/v1/${name}/${id}`).expect(200);
    const tag = shown.headers['etag'] ?? '';
    expect(tag).toMatch(new RegExp(`^"${shown.body.version}-[\\w-]{16}"$`));
    const known = await client.get(`/v1/${name}/${id}`).set('if-none-match', `"other", W/${tag}`).expect(304);
    expect(known.text).toBe('');
    expect(known.headers['etag']).toBe(tag);
    expect((await client.get(`/v1/${name}/${id}`).set('if-none-match', '"1-x"').expect(200)).body).toEqual(shown.body);
  });

  it.each([['/v1/sign-in-settings', { localAccounts: true }], ['/v1/portal-address', { address: null }]])('%s: settings of which there is one have versions like everything else', async (path, body) => {
    const { headers } = await client.get(path).expect(200);
    await client.get(path).set('if-none-match', headers['etag'] ?? '').expect(304);
    await client.patch(path).set('if-match', headers['etag'] ?? '').send(body).expect(200);
  });

  it('shows an admin one of their own views with a tag, and takes a change of it under that tag only', async () => {
    const { body: view } = await owner.post('/v1/saved-views').send({ name: unique('View '), query: {} }).expect(201);
    const at = `/v1/saved-views/${view.id}`;
    const { headers } = await owner.get(at).expect(200);
    const rename = () => owner.patch(at).set('if-match', headers['etag'] ?? '').send({ name: unique('View ') });
    await rename().expect(200);
    expectProblem(await rename(), 412, 'request.version_outdated');
    expectProblem(await (await h.asOwner()).get(at), 404, 'saved_view.not_found');
  });

  it('has another tag when something else is shown, though nobody changed it', async () => {
    const before = await client.get(cluster()).expect(200);
    await owner.post(`${cluster()}/check`).expect(200);
    const after = await client.get(cluster()).set('if-none-match', before.headers['etag'] ?? '').expect(200);
    expect(after.body).toMatchObject({ version: before.body.version });
    expect(after.headers['etag']).not.toBe(before.headers['etag']);
    // Nothing of it would be lost, so a change is welcome under either.
    await client.patch(cluster()).set('if-match', before.headers['etag'] ?? '').send({ name: unique('Lab ') }).expect(200);
  });

  it('is changed under the tag or the version that was read, and refused under another', async () => {
    const { body, headers } = await client.get(cluster()).expect(200);
    const changed = await client.patch(cluster()).set('if-match', `"0", ${headers['etag']}`).send({ name: unique('Lab ') }).expect(200);
    expect(changed.body.version).toBe(body.version + 1);
    expect(changed.headers['etag']).toMatch(new RegExp(`^"${body.version + 1}-`));
    expectProblem(await client.patch(cluster()).set('if-match', headers['etag'] ?? '').send({ name: unique('Lab ') }), 412, 'request.version_outdated');
    await client.patch(cluster()).set('if-match', `"${changed.body.version}"`).send({ name: unique('Lab ') }).expect(200);
    await client.patch(cluster()).set('if-match', '*').send({ name: unique('Lab ') }).expect(200);
  });

  // Views are an admin's own: those of the test's world are nobody's here.
  it.each([...byName(conditional.filter(({ path }) => !path.startsWith('/v1/saved-views')))])('%s under another version answers 412 and changes nothing', async (_name, operation) => {
    for (const agent of [client, owner]) {
      for (const condition of ['"999999"', 'W/"1"', 'nonsense']) expectProblem(await ask(agent, operation).set('if-match', condition).send(bodyFor(operation, things)), 412, 'request.version_outdated');
    }
  });

  it.each([...byName(required)])('%s asks a program for the version, and no page of the console', async (_name, operation) => {
    expectProblem(await ask(client, operation).send(bodyFor(operation, things)), 428, 'request.version_missing');
    if (operation.method === 'patch') await ask(owner, operation).send(bodyFor(operation, things)).expect(200);
  });

  it.each([...byName(conditional.filter(({ method, path }) => (method === 'patch' || method === 'put') && !path.startsWith('/v1/saved-views')))])('%s with what is so already changes nothing: the same tag, and no event', async (_name, operation) => {
    const body = bodyFor(operation, things);
    const first = await ask(owner, operation).send(body).expect(200);
    const told = async () => (await h.pool.query('select count(*)::int as events from events where provider_id = $1 and actor_kind = $2', [h.provider.id, 'api_client'])).rows[0].events;
    const before = await told();
    for (let time = 0; time < 2; time += 1) {
      const again = await ask(client, operation).set('if-match', first.headers['etag'] ?? '').send(body).expect(200);
      expect(again.body).toEqual(first.body);
      expect(again.headers['etag']).toBe(first.headers['etag']);
    }
    expect(await told()).toBe(before);
    // Another version is refused all the same: who read something else does not know that it is so already.
    expectProblem(await ask(client, operation).set('if-match', '"999999"').send(body), 412, 'request.version_outdated');
  });

  it('keeps the version of an admin and of a view who are told what is so already', async () => {
    const { body: view } = await owner.post('/v1/saved-views').send({ name: unique('View '), query: { q: 'x' } }).expect(201);
    expect((await owner.patch(`/v1/saved-views/${view.id}`).send({ name: ` ${view.name} `, query: view.query }).expect(200)).body).toEqual(view);
    const { admin } = (await owner.get('/v1/session').expect(200)).body;
    const version = async () => (await owner.get(`/v1/admins/${admin.id}`).expect(200)).body.version;
    await owner.patch('/v1/profile').send({ theme: 'dark' }).expect(200);
    const known = await version();
    await owner.patch('/v1/profile').send({ theme: 'dark', name: admin.name }).expect(200);
    expect(await version()).toBe(known);
  });

  it('lets one of ten changes at the same moment through', async () => {
    const { headers } = await client.get(cluster()).expect(200);
    const answers = await Promise.all(Array.from({ length: 10 }, () => client.patch(cluster()).set('if-match', headers['etag'] ?? '').send({ name: unique('Lab ') })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(412)]);
  });

  it('refuses a condition on what has no versions instead of passing over it', async () => {
    expectProblem(await owner.patch('/v1/profile').set('if-match', '"1"').send({ theme: 'dark' }), 412, 'request.version_outdated');
  });
});
