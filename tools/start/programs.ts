import { join } from 'node:path';
import type { SimulatorPorts } from './ports.ts';
import type { Secrets } from './secrets.ts';
import type { Settings } from './settings.ts';

/** Absolute paths of the programs that make up the product, and of the built pages. */
export type Programs = { migrate: string; api: string; worker: string; demo: string; simulators: string; adminPages: string; activationPages: string };

/** Where the simulators answer, as they say it themselves. */
export type SimulatorUrls = { broadworksUrl: string; webexUrl: string; scimUrl: string; mailboxUrl: string; smtpUrl: string; dnsServer: string };

/** The programs in this clone. */
export function installedPrograms(root: string): Programs {
  const service = (file: string) => join(root, 'services', 'provisioning', 'src', file);
  return {
    migrate: service('migrate.ts'),
    api: service('api.ts'),
    worker: service('worker.ts'),
    demo: service('demo.ts'),
    simulators: join(root, 'services', 'simulators', 'src', 'main.ts'),
    adminPages: join(root, 'web-admin', 'dist'),
    activationPages: join(root, 'web-activation', 'dist'),
  };
}

/** Settings of the simulators. */
export function simulatorEnvironment(settings: Settings, secrets: Secrets, ports: SimulatorPorts): Record<string, string> {
  return {
    HOST: '127.0.0.1',
    BROADWORKS_PORT: String(ports.broadworks),
    WEBEX_PORT: String(ports.webex),
    SCIM_PORT: String(ports.scim),
    MAILBOX_PORT: String(ports.mailbox),
    SMTP_PORT: String(ports.smtp),
    DNS_PORT: String(ports.dns),
    RETURNS_URL: `smtp://127.0.0.1:${ports.returns}`,
    WEBEX_ACCESS_TOKEN: secrets.webexAccessToken,
    SCIM_ACCESS_TOKEN: secrets.scimAccessToken,
    DATA_DIR: join(settings.dataDir, 'simulators'),
  };
}

/** Settings that api, worker and migrations share. Mail goes to our own catcher unless the person names a relay. */
export function serviceEnvironment(
  env: NodeJS.ProcessEnv,
  { programs, settings, secrets, databaseUrl, simulators, ports }: { programs: Programs; settings: Settings; secrets: Secrets; databaseUrl: string; simulators: SimulatorUrls; ports: SimulatorPorts },
): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    HOST: '127.0.0.1',
    PORT: String(settings.port),
    PUBLIC_URL: settings.publicUrl,
    MASTER_KEY: env['MASTER_KEY'] || secrets.masterKey,
    SMTP_URL: env['SMTP_URL'] || simulators.smtpUrl,
    MAIL_FROM: env['MAIL_FROM'] || 'activation@vestibule.example',
    DNS_SERVERS: env['DNS_SERVERS'] || simulators.dnsServer,
    // A relay of the person's own reports to nobody here.
    ...(!env['SMTP_URL'] && { MAIL_RETURN_ADDRESS: 'returns@vestibule.example', MAIL_RETURN_PORT: String(ports.returns) }),
    // The demo brings its own provider and owner.
    SETUP_LINK: 'off',
    // The demo's simulators are on this machine.
    ALLOW_PRIVATE_TARGETS: env['ALLOW_PRIVATE_TARGETS'] || 'true',
    STATIC_ADMIN_DIR: programs.adminPages,
    STATIC_ACTIVATION_DIR: programs.activationPages,
    ...(env['API_CALLS_PER_MINUTE'] && { API_CALLS_PER_MINUTE: env['API_CALLS_PER_MINUTE'] }),
    ...(env['EXPORT_ROWS_AT_ONCE'] && { EXPORT_ROWS_AT_ONCE: env['EXPORT_ROWS_AT_ONCE'] }),
    LOG_LEVEL: env['LOG_LEVEL'] || 'info',
  };
}

/** What the seeding needs besides: where the demo's clusters and connectors point, and where to write what people need to know. */
export function demoEnvironment(settings: Settings, secrets: Secrets, simulators: SimulatorUrls): Record<string, string> {
  return {
    BROADWORKS_URL: simulators.broadworksUrl,
    WEBEX_URL: simulators.webexUrl,
    WEBEX_ACCESS_TOKEN: secrets.webexAccessToken,
    SCIM_URL: simulators.scimUrl,
    SCIM_ACCESS_TOKEN: secrets.scimAccessToken,
    MAILBOX_URL: simulators.mailboxUrl,
    DEMO_FILE: demoFile(settings),
  };
}

export function demoFile(settings: Settings): string {
  return join(settings.dataDir, 'demo.json');
}
