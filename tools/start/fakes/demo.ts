import { writeFileSync } from 'node:fs';

const env = process.env;
const demo = {
  apiUrl: env['PUBLIC_URL'],
  consoleUrl: `${env['PUBLIC_URL']}/admin/`,
  portalUrl: `${env['PUBLIC_URL']}/activate/`,
  docsUrl: `${env['PUBLIC_URL']}/docs`,
  mailboxUrl: env['MAILBOX_URL'],
  shareLink: `${env['PUBLIC_URL']}/activate/key`,
  admin: { email: 'admin@demo.example', password: 'made-for-this-machine' },
  apiClient: { clientId: 'client', clientSecret: 'secret' },
  adapter: { url: `${env['PUBLIC_URL']}/adapter`, account: 'adapter', password: 'password' },
  demoUser: { userId: 'anna@demo.example', password: 'password' },
  simulators: { broadworksUrl: env['BROADWORKS_URL'], webexUrl: env['WEBEX_URL'], scimUrl: env['SCIM_URL'], scimToken: env['SCIM_ACCESS_TOKEN'] },
};
writeFileSync(env['DEMO_FILE'] ?? '', JSON.stringify(demo), { mode: 0o600 });
