import Fastify from 'fastify';
import { readConfig } from './config.ts';
import type { Context } from './context.ts';
import { readApiClient, writeDemoFile } from './demo/demo-file.ts';
import { demoPassword } from './demo/demo-secrets.ts';
import { DEMO_DOMAIN, demoUsers, type DemoUser } from './demo/demo-users.ts';
import { ADAPTER_ACCOUNT, ADMIN_EMAIL, seedAdmin, seedApiClient, seedConnections, seedTemplates } from './demo/seed-provider.ts';
import { seedSubscribers } from './demo/seed-subscribers.ts';
import { addBroadworksUsers, type World } from './demo/simulated-world.ts';
import { createProvider } from './providers/create-provider.ts';
import { createServices, systemContext } from './services.ts';
import type { NamedTemplateRow } from './templates/store.ts';
import { adapterUrlOf, shareLinkOf } from './templates/template.ts';

// Fills the product with made-up people, so that a newcomer finds something to look at. Never part of production.
const PROVIDER_ID = '0198c0de-0000-7000-8000-000000000001';
const COUNT = 320;

const needed = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing`);
  return value;
};
const world: World = {
  broadworksUrl: needed('BROADWORKS_URL'),
  webexUrl: needed('WEBEX_URL'),
  webexAccessToken: needed('WEBEX_ACCESS_TOKEN'),
  scimUrl: needed('SCIM_URL'),
  scimAccessToken: needed('SCIM_ACCESS_TOKEN'),
  mailboxUrl: needed('MAILBOX_URL'),
};
const demoFile = needed('DEMO_FILE');
const config = readConfig(process.env);
const { log } = Fastify({ logger: { level: 'warn' } });
const { services, stop } = await createServices(config, log);
const ctx: Context = { ...systemContext(services, log, 'demo'), providerId: PROVIDER_ID };

/** The one a newcomer signs in as first; stands among the others as not started. */
const guide: DemoUser = {
  userId: `5551230001@${DEMO_DOMAIN}`,
  spEnterpriseId: 'Northwind+acme',
  firstName: 'Dana',
  lastName: 'Demo',
  primaryPhoneNumber: '+15551230001',
  extension: '0001',
  stage: 'waiting_for_email',
  address: '',
  template: 0,
  daysAgo: 0,
};

const isNew = await createProvider(ctx, 'Northwind Telecom');
const userPassword = demoPassword(config.masterKey, 'user');
const people = [...demoUsers(COUNT), guide];
await addBroadworksUsers(world, people, userPassword);
const templates = await seedTemplates(ctx, await seedConnections(ctx, world));
const admin = isNew ? await seedAdmin(ctx) : { email: ADMIN_EMAIL, password: demoPassword(config.masterKey, 'admin') };
if (isNew) await seedSubscribers(ctx, world, people, templates);
await tellWhere(templates);
await stop();

async function tellWhere(templates: readonly NamedTemplateRow[]): Promise<void> {
  const main = templates.find((template) => template.name === 'Business customers') ?? templates[0];
  if (!main) throw new Error('the demo has no template left; delete the data folder to start afresh');
  const { publicUrl, masterKey } = config;
  writeDemoFile(demoFile, {
    apiUrl: publicUrl,
    consoleUrl: `${publicUrl}/admin/`,
    portalUrl: `${publicUrl}/activate/`,
    docsUrl: `${publicUrl}/docs`,
    mailboxUrl: world.mailboxUrl,
    shareLink: shareLinkOf(publicUrl, services.vault.open(main.shareKeySealed, main.id)),
    admin,
    apiClient: await seedApiClient(ctx, readApiClient(demoFile)),
    adapter: { url: adapterUrlOf(publicUrl, main.adapterKey), account: ADAPTER_ACCOUNT, password: demoPassword(masterKey, 'adapter') },
    demoUser: { userId: guide.userId, password: userPassword },
    simulators: { broadworksUrl: world.broadworksUrl, webexUrl: world.webexUrl, scimUrl: `${world.scimUrl}/scim/v2`, scimToken: world.scimAccessToken },
  });
}
