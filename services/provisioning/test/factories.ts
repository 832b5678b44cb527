import { randomBytes } from 'node:crypto';
import type { startBroadworks, startMailbox, startWebex } from '@vestibule/simulators';
import supertest from 'supertest';
import { createAdmin } from '../src/admins/create-admin.ts';
import { createApiClient } from '../src/api-clients/create-api-client.ts';
import { createCluster } from '../src/clusters/create-cluster.ts';
import { createConnector } from '../src/connectors/create-connector.ts';
import type { AdminRole, Context } from '../src/context.ts';
import { createProvider } from '../src/providers/create-provider.ts';
import { type NewTemplate, createTemplate } from '../src/templates/create-template.ts';
import { bearing, PUBLIC_URL, visitor } from './harness.ts';

type World = { broadworks: Awaited<ReturnType<typeof startBroadworks>>; webex: Awaited<ReturnType<typeof startWebex>>; mailbox: Awaited<ReturnType<typeof startMailbox>> };
type Setup = { system: (providerId: string) => Context; url: string; world: World; name: string };

export type TestProvider = Awaited<ReturnType<typeof createTestProvider>>;

let serial = 0;
/** A short text that no other test used. */
export const unique = (prefix: string): string => `${prefix}${++serial}${randomBytes(3).toString('hex')}`;

/** A provider with a cluster, a connector and an untrusted template, all over the real use cases. */
export async function createTestProvider({ system, url, world, name }: Setup) {
  const ctx = system(crypto.randomUUID());
  await createProvider(ctx, name);
  const cluster = await createCluster(ctx, { name: 'Lab', xsiUrl: world.broadworks.url, defaultDomain: 'sp.example' });
  const connector = await createConnector(ctx, { name: 'Cloud', kind: 'webex', baseUrl: world.webex.apiUrl, accessToken: world.webex.accessToken, precheck: false, limits: { callsPerSecond: 100, concurrency: 50, openAfter: 100 } });

  const newTemplate = async (overrides: Partial<NewTemplate> = {}) => {
    const input: NewTemplate = { name: unique('Template '), clusterId: cluster.id, connectorId: connector.id, defaultPackage: 'basic', adapterAccount: 'bw', ...overrides };
    const { template, adapterPassword } = await createTemplate(ctx, input);
    const shareKey = ctx.vault.open(template.shareKeySealed, template.id);
    return { ...template, adapterPassword, shareKey, adapterPath: `/adapter/v1/${template.adapterKey}/users` };
  };
  type Template = Awaited<ReturnType<typeof newTemplate>>;
  const template = await newTemplate();

  const asAdmin = async (role: AdminRole, templateIds: string[] | null = null) => {
    const email = `${unique('admin')}@example.com`;
    await createAdmin(ctx, { email, name: role, role, templateIds, password: 'a long enough password' });
    const agent = visitor(url);
    await agent.post('/v1/session').send({ email, password: 'a long enough password' }).expect(200);
    return agent;
  };

  /** Hands a user over through the adapter; BroadWorks knows them with the password `pw`. */
  const handOver = async (options: { template?: Template; userId?: string; group?: string; email?: string; package?: string } = {}) => {
    const to = options.template ?? template;
    const userId = options.userId ?? `${unique('user')}@sp.example`;
    const group = options.group ?? unique('group');
    world.broadworks.addUser({ userId, password: 'pw', firstName: 'Ana', lastName: 'Díaz', groupId: group, serviceProvider: 'SP1', isEnterprise: false, number: '5551230001', extension: '0001' });
    const body = { serviceProviderId: 'SP1', groupId: group, isEnterprise: false, firstName: 'Ana', lastName: 'Díaz', number: '5551230001', extension: '0001', ...(options.email && { email: options.email }), ...(options.package && { package: options.package }) };
    const answer = await supertest(url).put(`${to.adapterPath}/${encodeURIComponent(userId)}`).auth(to.adapterAccount, to.adapterPassword).send(body);
    if (answer.status !== 202) throw new Error(`the adapter answered ${answer.status}: ${answer.text}`);
    const { subscriberId } = answer.body as { subscriberId: string };
    return { id: subscriberId, userId, spEnterpriseId: `SP1+${group}`, template: to };
  };

  return {
    id: ctx.providerId ?? '', ctx, cluster, connector, template, newTemplate, handOver, asAdmin,
    asOwner: () => asAdmin('owner'),
    asReader: () => asAdmin('read_only'),
    asOperator: (templateIds: string[]) => asAdmin('operator', templateIds),
    async asClient(scopes: string[]) {
      const { client, clientSecret } = await createApiClient(ctx, { name: unique('client'), scopes });
      const answer = await supertest(url).post('/oauth/token').auth(client.id, clientSecret).type('form').send({ grant_type: 'client_credentials' }).expect(200);
      const { access_token: token } = answer.body as { access_token: string };
      return bearing(url, token);
    },
    /** Signs a user in to the portal. */
    async asSubscriber(user: { userId: string; template: { shareKey: string } }) {
      const agent = visitor(url);
      await agent.post(`/v1/activation/${user.template.shareKey}/session`).send({ userId: user.userId, password: 'pw' }).expect(200);
      return agent;
    },
  };
}

/** The six digits of the newest mail to this address. */
export async function codeFor(world: Pick<World, 'mailbox'>, address: string, count = 1): Promise<string> {
  const mail = await world.mailbox.waitForMessage(address, { count });
  const [code] = /\b\d{6}\b/.exec(mail.text) ?? [];
  if (!code) throw new Error(`no code in the mail to ${address}`);
  return code;
}

export { PUBLIC_URL };
