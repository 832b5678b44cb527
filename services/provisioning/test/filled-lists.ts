import { expect } from '@jest/globals';
import { sorts } from '../src/subscribers/list-options.ts';
import { type TestProvider, unique } from './factories.ts';
import { type Agent, eventually, type Harness, visitor } from './harness.ts';

const five = [1, 2, 3, 4, 5];

/** Makes five of something, one after the other, each at rest before the next. @returns their ids. */
async function makeFive(agent: Agent, path: string, bodyOf: (n: number) => object = () => ({})): Promise<string[]> {
  const ids: string[] = [];
  for (const n of five) {
    const { status, body } = await agent.post(path).send(bodyOf(n));
    expect([201, 202]).toContain(status);
    ids.push(body.id);
    if ('finishedAt' in body) await eventually(async () => (await agent.get(`${path}/${body.id}`)).body.finishedAt !== null, `the end of ${path}`);
  }
  return ids;
}

/** An admin who is signed in five times. */
async function signInFive(h: Harness, provider: TestProvider): Promise<Agent> {
  const me = { email: `${unique('lists')}@example.com`, password: 'a long enough password' };
  const agent = await provider.asOwner();
  await agent.post('/v1/admins').send({ ...me, name: 'Same', role: 'owner' }).expect(201);
  for (const _ of five) await visitor(h.url).post('/v1/session').send(me).expect(200);
  await agent.post('/v1/session').send(me).expect(200);
  return agent;
}

/** Puts five things on each list of a provider. @returns somebody who reads them, and by the path of each list the addresses of first pages of two. */
export async function fillLists(h: Harness, provider: TestProvider): Promise<{ agent: Agent; paths: Record<string, string[]> }> {
  const agent = await signInFive(h, provider);
  await makeFive(agent, '/v1/admins', () => ({ email: `${unique('lists')}@example.com`, name: 'Same', role: 'read_only' }));
  await makeFive(agent, '/v1/clusters', (n) => ({ name: `List ${n}`, xsiUrl: h.broadworks.url }));
  await makeFive(agent, '/v1/connectors', (n) => ({ name: `List ${n}`, kind: 'none' }));
  await makeFive(agent, '/v1/api-clients', () => ({ name: 'Same', scopes: ['subscribers:read'] }));
  await makeFive(agent, '/v1/api-keys', () => ({ name: 'Same', scopes: ['subscribers:read'] }));
  await makeFive(agent, '/v1/identity-providers', (n) => ({ name: `List ${n}`, issuer: `http://127.0.0.1:1/${n}`, clientId: 'vestibule', clientSecret: 'not the real one' }));
  await makeFive(agent, '/v1/saved-views', (n) => ({ name: `List ${n}`, query: { q: 'user' } }));
  const [webhookId = ''] = await makeFive(agent, '/v1/webhooks', () => ({ url: 'http://127.0.0.1:1/hook', types: ['export.failed'] }));
  await makeFive(agent, `/v1/webhooks/${webhookId}/test`);
  const users: string[] = [];
  for (const n of five) {
    await provider.newTemplate({ name: `List ${n}` });
    users.push((await provider.handOver({ userId: `${unique('listed')}@sp.example`, ...(n % 2 === 0 && { email: `${unique('listed')}@example.com` }) })).id);
  }
  const [bulkId = ''] = await makeFive(agent, '/v1/bulk-operations', (n) => ({ action: 'change_package', package: n % 2 ? 'standard' : 'premium', target: { ids: users } }));
  await makeFive(agent, '/v1/exports');
  await h.pool.query(`insert into drift_findings (provider_id, subscriber_id, connector_id, kind, found_at) select $1, id, $2, 'missing', now() from subscribers where provider_id = $1`, [provider.id, provider.connector.id]);
  const queries = [...sorts.map((sort) => `sort=${sort}`), 'q=listed&sort=-email', 'q=li', 'status=pending_email_input,error&sort=email'];
  const paths: Record<string, string[]> = {
    '/v1/subscribers': queries.map((query) => `/v1/subscribers?limit=2&${query}`),
    '/v1/subscribers/{subscriberId}/timeline': [`/v1/subscribers/${users[0]}/timeline?limit=2`],
    '/v1/connectors/{connectorId}/drift': [`/v1/connectors/${provider.connector.id}/drift?limit=2`],
    '/v1/webhooks/{webhookId}/deliveries': [`/v1/webhooks/${webhookId}/deliveries?limit=2`],
    '/v1/bulk-operations/{bulkOperationId}/items': [`/v1/bulk-operations/${bulkId}/items?limit=2`],
    '/v1/audit': ['/v1/audit?limit=2&group=cluster', '/v1/audit?limit=2&q=List'],
  };
  for (const list of ['admins', 'api-clients', 'api-keys', 'bulk-operations', 'clusters', 'connectors', 'customers', 'exports', 'identity-providers', 'profile/sessions', 'saved-views', 'templates', 'webhooks']) paths[`/v1/${list}`] = [`/v1/${list}?limit=2`];
  return { agent, paths };
}
