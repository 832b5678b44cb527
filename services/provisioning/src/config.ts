import { Buffer } from 'node:buffer';

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
  staticAdminDir: string | null;
  staticActivationDir: string | null;
  /** How many reverse proxies in front of us set X-Forwarded-For. */
  trustedProxies: number;
  logLevel: string;
  limits: Limits;
}>;

/** Ceilings against guessing and flooding; tests lower them, nothing raises them in production. */
export type Limits = Readonly<{
  signInsPerUserPer15Minutes: number;
  signInsPerNetworkPerMinute: number;
  codesPerSubscriberPerDay: number;
  mailsPerAddressPerHour: number;
  mailsPerAddressPerDay: number;
  mailsPerSubscriberPerDay: number;
  activationCallsPerNetworkPerMinute: number;
}>;

export const defaultLimits: Limits = {
  signInsPerUserPer15Minutes: 10,
  signInsPerNetworkPerMinute: 60,
  codesPerSubscriberPerDay: 20,
  mailsPerAddressPerHour: 5,
  mailsPerAddressPerDay: 10,
  mailsPerSubscriberPerDay: 6,
  activationCallsPerNetworkPerMinute: 600,
};

export class ConfigError extends Error {
  readonly findings: readonly string[];

  constructor(findings: readonly string[]) {
    super(`The configuration is not complete:\n${findings.map((finding) => `  - ${finding}`).join('\n')}`);
    this.findings = findings;
  }
}

/**
 * Reads the environment once. This is the only place that looks at it.
 * @throws ConfigError that names every missing or malformed variable, not only the first.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const findings: string[] = [];
  const required = (name: string, meaning: string) => {
    const value = env[name]?.trim();
    if (!value) findings.push(`${name} is missing: ${meaning}.`);
    return value ?? '';
  };
  const config = {
    databaseUrl: required('DATABASE_URL', 'postgres://user:password@host:5432/database'),
    host: env['HOST'] || '127.0.0.1',
    port: wholeNumber(env['PORT'], 8080, 'PORT', findings),
    publicUrl: origin(required('PUBLIC_URL', 'the address people open, e.g. https://activate.example.com'), findings),
    masterKey: Buffer.from(required('MASTER_KEY', '32 random bytes in base64, e.g. from: openssl rand -base64 32'), 'base64'),
    smtpUrl: required('SMTP_URL', 'smtp://user:password@relay:587'),
    mailFrom: required('MAIL_FROM', 'the address mails come from, e.g. activation@example.com'),
    staticAdminDir: env['STATIC_ADMIN_DIR'] || null,
    staticActivationDir: env['STATIC_ACTIVATION_DIR'] || null,
    trustedProxies: wholeNumber(env['TRUSTED_PROXIES'], 0, 'TRUSTED_PROXIES', findings),
    logLevel: env['LOG_LEVEL'] || 'info',
    limits: defaultLimits,
  };
  if (env['MASTER_KEY'] && config.masterKey.length !== 32) findings.push('MASTER_KEY must be exactly 32 bytes in base64.');
  if (findings.length > 0) throw new ConfigError(findings);
  return Object.freeze(config);
}

function wholeNumber(text: string | undefined, fallback: number, name: string, findings: string[]): number {
  if (!text) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65535) findings.push(`${name} must be a whole number, not "${text}".`);
  return value;
}

function origin(text: string, findings: string[]): string {
  if (!text) return '';
  try {
    return new URL(text).origin;
  } catch {
    findings.push(`PUBLIC_URL must be an absolute http or https address, not "${text}".`);
    return '';
  }
}
