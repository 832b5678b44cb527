import type { Buffer } from 'node:buffer';
import type { Findings } from './config-values.ts';
import * as values from './config-values.ts';

export type Config = Readonly<{
  databaseUrl: string;
  host: string;
  port: number;
  /** Origin under which browsers and BroadWorks reach us, without a trailing slash. */
  publicUrl: string;
  /** 32 bytes from which every other key is derived. */
  masterKey: Buffer;
  smtpUrl: string;
  mailFrom: string;
  /** Where reports about undelivered mails go; a part of its own is added for every mail. Null: to the sender, where nobody reads them. */
  mailReturnAddress: string | null;
  /** The worker takes those reports by SMTP at this port of HOST; null when something else delivers them over HTTP. */
  mailReturnPort: number | null;
  /** Who is asked whether a domain takes mail; the system's name servers when empty. */
  dnsServers: readonly string[];
  staticAdminDir: string | null;
  staticActivationDir: string | null;
  /** How many reverse proxies in front of us set X-Forwarded-For. */
  trustedProxies: number;
  /** May clusters and connectors be in private networks? Link-local and metadata addresses are refused in any case. */
  allowPrivateTargets: boolean;
  /** While there is no provider, print a link with which the first one is set up. */
  offersSetup: boolean;
  /** Up to so many users an export is streamed while somebody waits; the console leaves more to the worker. */
  exportRowsAtOnce: number;
  logLevel: string;
  limits: Limits;
}>;

/** Ceilings against guessing and flooding; tests lower them, and in production only that of API clients can be set. */
export type Limits = Readonly<{
  signInsPerUserPer15Minutes: number;
  signInsPerNetworkPerMinute: number;
  codesPerSubscriberPerDay: number;
  mailsPerAddressPerHour: number;
  mailsPerAddressPerDay: number;
  mailsPerSubscriberPerDay: number;
  remindersPerAddressPerDay: number;
  activationCallsPerNetworkPerMinute: number;
  tokensPerClientPerMinute: number;
  tokensPerNetworkPerMinute: number;
  callsPerClientPerMinute: number;
  scimCallsPerTemplatePerMinute: number;
  scimRefusalsPerNetworkPerMinute: number;
}>;

export const defaultLimits: Limits = {
  signInsPerUserPer15Minutes: 10,
  signInsPerNetworkPerMinute: 60,
  codesPerSubscriberPerDay: 20,
  mailsPerAddressPerHour: 5,
  mailsPerAddressPerDay: 10,
  mailsPerSubscriberPerDay: 6,
  remindersPerAddressPerDay: 3,
  activationCallsPerNetworkPerMinute: 600,
  tokensPerClientPerMinute: 60,
  tokensPerNetworkPerMinute: 600,
  callsPerClientPerMinute: 1_200,
  scimCallsPerTemplatePerMinute: 1_200,
  scimRefusalsPerNetworkPerMinute: 60,
};

export class ConfigError extends Error {
  readonly findings: Findings;

  constructor(findings: Findings) {
    const lines = findings.map(({ name, wrong, example }) => `  - ${name} ${wrong}. Example: ${example}`);
    super(`The configuration is not right (${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}):\n${lines.join('\n')}\nThe variables are described in docs/OPERATIONS.md.`);
    this.findings = findings;
  }
}

const examples = {
  DATABASE_URL: 'postgres://vestibule:Vq7mX2fJ9sLw@db.example.com:5432/vestibule',
  HOST: '127.0.0.1',
  PORT: '8080',
  PUBLIC_URL: 'https://activate.example.com',
  MASTER_KEY: 'what "openssl rand -base64 32" prints',
  SMTP_URL: 'smtp://user:Vq7mX2fJ9sLw@relay.example.com:587',
  MAIL_FROM: 'activation@example.com',
  MAIL_RETURN_ADDRESS: 'returns@mail.example.com',
  MAIL_RETURN_PORT: '2525',
  DNS_SERVERS: '10.0.0.53,10.0.1.53',
  STATIC_ADMIN_DIR: '/srv/vestibule/web-admin/dist',
  STATIC_ACTIVATION_DIR: '/srv/vestibule/web-activation/dist',
  TRUSTED_PROXIES: '1',
  ALLOW_PRIVATE_TARGETS: 'true',
  SETUP_LINK: 'off',
  EXPORT_ROWS_AT_ONCE: '50000',
  API_CALLS_PER_MINUTE: '1200',
  LOG_LEVEL: 'info',
} as const;

/**
 * Reads the environment once. This is the only place that looks at it.
 * @throws ConfigError that tells everything that is missing, malformed or unsafe, not only the first.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const findings: Findings = [];
  const variable = (name: keyof typeof examples) => ({ name, text: env[name], example: examples[name] });
  const config: Config = {
    databaseUrl: values.secretAddress(findings, variable('DATABASE_URL'), ['postgres:', 'postgresql:']),
    host: env['HOST']?.trim() || '127.0.0.1',
    port: values.wholeNumber(findings, variable('PORT'), { fallback: 8080, least: 1, most: 65_535 }),
    publicUrl: values.publicOrigin(findings, variable('PUBLIC_URL')),
    masterKey: values.masterKey(findings, variable('MASTER_KEY')),
    smtpUrl: values.secretAddress(findings, variable('SMTP_URL'), ['smtp:', 'smtps:']),
    mailFrom: values.sender(findings, variable('MAIL_FROM')),
    mailReturnAddress: values.returnAddress(findings, variable('MAIL_RETURN_ADDRESS')),
    mailReturnPort: values.wholeNumber(findings, variable('MAIL_RETURN_PORT'), { fallback: 0, least: 1, most: 65_535 }) || null,
    dnsServers: values.nameServers(findings, variable('DNS_SERVERS')),
    staticAdminDir: values.pagesFolder(findings, variable('STATIC_ADMIN_DIR')),
    staticActivationDir: values.pagesFolder(findings, variable('STATIC_ACTIVATION_DIR')),
    trustedProxies: values.wholeNumber(findings, variable('TRUSTED_PROXIES'), { fallback: 0, least: 0, most: 100 }),
    allowPrivateTargets: values.yesOrNo(findings, variable('ALLOW_PRIVATE_TARGETS')),
    offersSetup: values.onOrOff(findings, variable('SETUP_LINK')),
    exportRowsAtOnce: values.wholeNumber(findings, variable('EXPORT_ROWS_AT_ONCE'), { fallback: 50_000, least: 1, most: 1_000_000 }),
    logLevel: values.logLevel(findings, variable('LOG_LEVEL')),
    limits: { ...defaultLimits, callsPerClientPerMinute: values.wholeNumber(findings, variable('API_CALLS_PER_MINUTE'), { fallback: defaultLimits.callsPerClientPerMinute, least: 1, most: 1_000_000 }) },
  };
  if (findings.length > 0) throw new ConfigError(findings);
  return Object.freeze(config);
}
