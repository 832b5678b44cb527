import { randomBytes } from 'node:crypto';
import { freePort } from '@vestibule/embedded-postgres/free-port';
import { startBroadworks, startDns, startMailbox, startWebex } from '@vestibule/simulators';
import Fastify from 'fastify';
import supertest, { type Test } from 'supertest';
import { buildApp } from '../src/app.ts';
import { type Config, defaultLimits, type Limits } from '../src/config.ts';
import type { Context, Log, Services } from '../src/context.ts';
import { startListening } from '../src/events/listener.ts';
import { startReturns } from '../src/returns.ts';
import { noteDelivery } from '../src/subscribers/note-delivery.ts';
import { loggerOptions } from '../src/http/logging.ts';
import { createServices, systemContext } from '../src/services.ts';
import { createTestDatabase } from './database.ts';
import { createTestProvider, type TestProvider } from './factories.ts';
import { startTestWorker } from './worker.ts';

export const PUBLIC_URL = 'http://vestibule.test';

const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

export type HarnessOptions = {
  limits?: Partial<Limits>;
  config?: Partial<Config>;
  /** Without one, jobs stay in the queue until the test runs them. */
  worker?: boolean;
  /** Takes reports about mails by SMTP, as the worker does, and lets the mailbox report what bounces. */
  returns?: boolean;
  replaced?: Partial<Services>;
  /** Takes every line the processes log, down to the smallest, as the real logger writes it. */
  logTo?: (line: string) => void;
};
export type Harness = Awaited<ReturnType<typeof startHarness>>;

/** A real database, a real server and real simulators for one test file; two providers, each with an owner. */
export async function startHarness({ limits, config: settings, worker = true, replaced, logTo, returns = false }: HarnessOptions = {}) {
  const returnPort = returns ? await freePort() : null;
  const [database, dns, broadworks, webex, mailbox] = await Promise.all([createTestDatabase(), startDns(), startBroadworks(), startWebex({ provisioningDelayMs: 50 }), startMailbox(returnPort === null ? {} : { returnsUrl: `smtp://127.0.0.1:${returnPort}` })]);
  const config: Config = {
    databaseUrl: database.url,
    host: '127.0.0.1',
    port: 0,
    publicUrl: PUBLIC_URL,
    masterKey: randomBytes(32),
    smtpUrl: mailbox.smtpUrl,
    mailFrom: 'activation@vestibule.test',
    mailReturnAddress: 'returns@vestibule.test',
    mailReturnPort: returnPort,
    dnsServers: [dns.server],
    staticAdminDir: null,
    staticActivationDir: null,
    trustedProxies: 0,
    offersSetup: false,
    allowPrivateTargets: true,
    exportRowsAtOnce: 50_000,
    logLevel: 'silent',
    ...settings,
    limits: { ...defaultLimits, ...limits },
  };
  const clock = movableClock();
  const logger = logTo ? { ...loggerOptions('trace'), stream: { write: logTo } } : false;
  const log: Log = logTo ? Fastify({ logger }).log : silent;
  const { services, stop } = await createServices(config, log, { clock, portal: { open: async () => 'portal' }, ...replaced });
  const changes = await startListening(database.url, log);
  const app = await buildApp(services, { logger, changes });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const background = worker ? await startTestWorker(services, log) : null;
  const returning = await startReturns(systemContext(services, log, 'worker'), noteDelivery);
  const system = (providerId: string): Context => ({ ...systemContext(services, silent, 'test'), providerId });
  const world = { broadworks, webex, mailbox };
  const provider = await createTestProvider({ system, url, world, name: 'Ours' });
  const stranger = await createTestProvider({ system, url, world, name: 'Theirs' });

  return {
    app, url, services, clock, database, system, provider, stranger, ...world,
    pool: services.pool,
    dns,
    asOwner: () => provider.asOwner(),
    asReader: () => provider.asReader(),
    asClient: (scopes: string[]) => provider.asClient(scopes),
    asVisitor: () => visitor(url),
    async close() {
      await background?.stop();
      await returning.stop();
      await changes.stop();
      await app.close();
      await stop();
      await Promise.all([broadworks.close(), webex.close(), mailbox.close(), dns.close()]);
      await database.drop();
    },
  };
}

export type { TestProvider };

/** Somebody without credentials whose browser says it comes from our own pages. */
export const visitor = (url: string) => caller(url).set('origin', PUBLIC_URL);
/** Somebody with an access token or an API key. */
export const bearing = (url: string, token: string) => caller(url).set('authorization', `Bearer ${token}`);
export type Agent = ReturnType<typeof visitor>;

/** Names every POST by a key of its own, as our surface asks; a test that is about keys sets one, or takes it away with `unset`. */
const caller = (url: string) => supertest.agent(url).use((request: Test) => request.method === 'POST' && request.set('idempotency-key', crypto.randomUUID()));

/** Time that goes on by itself and can be moved forward. */
function movableClock() {
  let ahead = 0;
  return {
    now: () => new Date(Date.now() + ahead),
    forward: (ms: number) => void (ahead += ms),
  };
}

/** Waits until `look` gives something; fails with what was last seen. */
export async function eventually<T>(look: () => Promise<T | null | undefined | false>, what: string, timeoutMs = 25_000): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
    await new Promise((done) => setTimeout(done, 40));
  }
}
