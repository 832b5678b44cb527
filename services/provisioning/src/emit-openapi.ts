import { Buffer } from 'node:buffer';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildApp } from './app.ts';
import { defaultLimits } from './config.ts';
import type { Services } from './context.ts';
import { createPool } from './db/db.ts';
import { createLimiter } from './http/rate-limit.ts';
import { createVault } from './vault.ts';

const unused = (): never => {
  throw new Error('the description is written without calling anything');
};

/** Enough of a process to describe its routes: nothing connects, nothing is called. */
function inertServices(): Services {
  const databaseUrl = 'postgres://127.0.0.1:1/none';
  const vault = createVault(Buffer.alloc(32));
  const pool = createPool(databaseUrl);
  return {
    pool,
    vault,
    limiter: createLimiter(pool, vault),
    clock: { now: unused },
    ids: { next: unused },
    jobs: { send: unused },
    identity: { check: unused, probe: unused },
    connectCloud: unused,
    requestToken: unused,
    oidc: { authorizationUrl: unused, redeem: unused, probe: unused },
    portal: { open: unused },
    postWebhook: unused,
    mailDomains: { takesMail: unused },
    mailer: { send: unused, check: unused, close: unused },
    config: {
      databaseUrl,
      host: '127.0.0.1',
      port: 0,
      publicUrl: 'https://vestibule.example.com',
      masterKey: Buffer.alloc(32),
      smtpUrl: 'smtp://127.0.0.1:1',
      mailFrom: 'activation@example.com',
      mailReturnAddress: null,
      mailReturnPort: null,
      dnsServers: [],
      staticAdminDir: null,
      staticActivationDir: null,
      trustedProxies: 0,
      offersSetup: false,
      allowPrivateTargets: false,
      exportRowsAtOnce: 50_000,
      logLevel: 'silent',
      limits: defaultLimits,
    },
  };
}

/** The contract as text; the same routes always give the same bytes. */
export async function describeApi(): Promise<string> {
  const app = await buildApp(inertServices(), { logger: false, changes: { onSubscriber: unused, onProvider: unused, onSession: unused, onEvents: unused, stop: unused } });
  await app.ready();
  const text = app.swagger({ yaml: true });
  await app.close();
  return text;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(new URL('../../../openapi.yaml', import.meta.url), await describeApi());
