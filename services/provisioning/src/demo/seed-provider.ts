import { createAdmin } from '../admins/create-admin.ts';
import { createApiClient } from '../api-clients/create-api-client.ts';
import { deleteApiClient } from '../api-clients/delete-api-client.ts';
import { listApiClients } from '../api-clients/list-api-clients.ts';
import { createCluster } from '../clusters/create-cluster.ts';
import { listClusters } from '../clusters/list-clusters.ts';
import { updateCluster } from '../clusters/update-cluster.ts';
import { createConnector } from '../connectors/create-connector.ts';
import { listConnectors } from '../connectors/list-connectors.ts';
import { updateConnector } from '../connectors/update-connector.ts';
import type { Context } from '../context.ts';
import { createTemplate } from '../templates/create-template.ts';
import { listTemplates } from '../templates/list-templates.ts';
import type { NamedTemplateRow } from '../templates/store.ts';
import { demoPassword } from './demo-secrets.ts';
import { DEMO_DOMAIN } from './demo-users.ts';
import type { DemoFile } from './demo-file.ts';
import type { World } from './simulated-world.ts';

export const ADMIN_EMAIL = `owner@${DEMO_DOMAIN}`;
export const ADAPTER_ACCOUNT = 'bw-provisioning';
const CLIENT_NAME = 'Demo integrator';
const first = { limit: 100, start: null };

/** Cluster and connector of the demo; later starts only tell them where the simulators are now. */
export async function seedConnections(ctx: Context, world: World): Promise<{ clusterId: string; connectorId: string }> {
  const [cluster] = (await listClusters(ctx, first)).items;
  const connector = (await listConnectors(ctx, first)).items.find(({ kind }) => kind === 'webex');
  const baseUrl = `${world.webexUrl}/v1`;
  if (cluster && connector) {
    if (cluster.xsiUrl !== world.broadworksUrl) await updateCluster(ctx, cluster.id, { xsiUrl: world.broadworksUrl });
    if (!('baseUrl' in connector) || connector.baseUrl !== baseUrl) await updateConnector(ctx, connector.id, { baseUrl });
    return { clusterId: cluster.id, connectorId: connector.id };
  }
  const made = await createCluster(ctx, { name: 'Northwind BroadWorks', xsiUrl: world.broadworksUrl, defaultDomain: DEMO_DOMAIN });
  // As hard as the simulator bears; and whoever tries the addresses that fail must not hold everybody else back.
  const cloud = await createConnector(ctx, { name: 'Webex', kind: 'webex', baseUrl, accessToken: world.webexAccessToken, limits: { callsPerSecond: 100, concurrency: 50, openAfter: 100 } });
  return { clusterId: made.id, connectorId: cloud.id };
}

/** Three templates: two that ask users for their address, one that trusts the provider's. */
export async function seedTemplates(ctx: Context, connections: { clusterId: string; connectorId: string }): Promise<NamedTemplateRow[]> {
  const known = (await listTemplates(ctx, first)).items;
  if (known.length > 0) return known;
  const support = { supportEmail: `help@${DEMO_DOMAIN}`, supportPhone: '+1 555 123 0000', resetPasswordUrl: `https://${DEMO_DOMAIN}/reset`, helpUrl: `https://${DEMO_DOMAIN}/help`, termsUrl: `https://${DEMO_DOMAIN}/terms`, privacyUrl: `https://${DEMO_DOMAIN}/privacy` };
  const account = { ...connections, adapterAccount: ADAPTER_ACCOUNT, adapterPassword: demoPassword(ctx.config.masterKey, 'adapter') };
  const templates = [
    { name: 'Business customers', defaultPackage: 'standard', look: { ...support, brandName: 'Northwind Telecom', accentColor: '#1f5fd0' } },
    { name: 'Clients francophones', defaultPackage: 'basic', language: 'fr', look: { ...support, brandName: 'Northwind Télécom', accentColor: '#0f766e' } },
    { name: 'Managed accounts', defaultPackage: 'premium', untrustedEmails: false, look: { ...support, brandName: 'Northwind Telecom', accentColor: '#1f5fd0' } },
  ] as const;
  const made: NamedTemplateRow[] = [];
  for (const template of templates) made.push((await createTemplate(ctx, { ...template, ...account, senderName: template.look.brandName })).template);
  return made;
}

/** The owner of the console; made once. */
export async function seedAdmin(ctx: Context): Promise<DemoFile['admin']> {
  const password = demoPassword(ctx.config.masterKey, 'admin');
  await createAdmin(ctx, { email: ADMIN_EMAIL, name: 'Nora Northwind', role: 'owner', password });
  return { email: ADMIN_EMAIL, password };
}

/** A program's credentials; made again when nobody knows the secret any more. */
export async function seedApiClient(ctx: Context, known: DemoFile['apiClient'] | null): Promise<DemoFile['apiClient']> {
  const clients = (await listApiClients(ctx, 'client', first)).items;
  if (known && clients.some((client) => client.id === known.clientId)) return known;
  for (const client of clients) if (client.name === CLIENT_NAME) await deleteApiClient(ctx, client.id);
  const scopes = ['templates:read', 'templates:write', 'subscribers:read', 'subscribers:write', 'events:read', 'webhooks:write', 'spark-admin:broadworks_subscribers_read', 'spark-admin:broadworks_subscribers_write', 'spark-admin:broadworks_enterprises_read', 'spark-admin:broadworks_enterprises_write'];
  const { client, clientSecret } = await createApiClient(ctx, { name: CLIENT_NAME, scopes });
  return { clientId: client.id, clientSecret };
}
