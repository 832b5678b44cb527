import { Buffer } from 'node:buffer';
import supertest, { type Test } from 'supertest';
import { v7 as uuidv7 } from 'uuid';
import { createAdmin, type NewAdmin } from '../src/admins/create-admin.ts';
import { createApiClient } from '../src/api-clients/create-api-client.ts';
import { buildApp } from '../src/app.ts';
import { type Config, defaultLimits } from '../src/config.ts';
import type { Context, Services } from '../src/context.ts';
import { createPool } from '../src/db/db.ts';
import { createLimiter } from '../src/http/rate-limit.ts';
import { createProvider } from '../src/providers/create-provider.ts';
import { createVault } from '../src/vault.ts';
import { createTestDatabase } from './database.ts';

export type Method = 'get' | 'post' | 'patch' | 'delete';
/** Sends one request as somebody. */
export type Send = (method: Method, path: string, body?: object) => Test;

export const password = 'correct horse battery';
const publicUrl = 'http://vestibule.test';
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const unused = (): never => {
  throw new Error('not part of this test');
};

/** What the outside world answers; a test changes it. */
export type World = { probe: 'reachable' | 'unreachable' | 'not_xsi'; cloud: { result: 'accepted' } | { result: 'refused' | 'unreachable'; detail: string }; calls: object[] };

function configOf(databaseUrl: string): Config {
  return {
    databaseUrl,
    host: '127.0.0.1',
    port: 0,
    publicUrl,
    masterKey: Buffer.alloc(32, 1),
    smtpUrl: 'smtp://127.0.0.1:1',
    mailFrom: 'activation@example.com',
    staticAdminDir: null,
    staticActivationDir: null,
    trustedProxies: 1,
    logLevel: 'silent',
    limits: defaultLimits,
  };
}

/**
 * The real app on a real database, for everything that admins and programs call; only the outside world is made up.
 * Two providers exist, so that a test can always ask as a stranger.
 */
export async function startConsole() {
  const database = await createTestDatabase();
  const pool = createPool(database.url, { max: 8 });
  const vault = createVault(Buffer.alloc(32, 1));
  const world: World = { probe: 'reachable', cloud: { result: 'accepted' }, calls: [] };
  const time = { ms: Date.parse('2026-05-04T08:00:00.000Z') };
  const services: Services = {
    pool,
    vault,
    config: configOf(database.url),
    limiter: createLimiter(pool, vault),
    clock: { now: () => new Date(time.ms) },
    ids: { next: () => uuidv7() },
    jobs: { send: async () => undefined },
    identity: { check: unused, probe: async (cluster) => (world.calls.push(cluster), world.probe) },
    connectCloud: (settings) => ({ find: unused, create: unused, changePackage: unused, remove: unused, check: async () => (world.calls.push(settings), world.cloud) }),
    mailer: { send: unused, check: unused, close: () => undefined },
  };
  const app = await buildApp(services, { logger: false, changes: { onSubscriber: unused, stop: async () => undefined } });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const contextOf = (providerId: string): Context => ({ ...services, providerId, actor: { kind: 'system', id: null, name: 'test' }, traceId: '0'.repeat(32), log: silent });

  const sendWith = (headers: Record<string, string>): Send => (method, path, body) => {
    const request = supertest(url)[method](path).set(headers);
    return body === undefined ? request : request.send(body);
  };
  const signedIn = async (email: string): Promise<Send> => {
    const answer = await supertest(url).post('/v1/session').set('x-forwarded-for', `198.51.100.${email.length}`).send({ email, password });
    const [cookie = ''] = String(answer.headers['set-cookie']).split(';');
    return sendWith({ cookie, origin: publicUrl });
  };
  const makeAdmin = (ctx: Context, email: string, role: NewAdmin['role']) => createAdmin(ctx, { email, name: email.split('@')[0] ?? email, role, password });
  const tokenFor = async (ctx: Context, scopes: string[]): Promise<Send> => {
    const { client, clientSecret } = await createApiClient(ctx, { name: 'program', scopes });
    const answer = await supertest(url).post('/oauth/token').type('form').send({ grant_type: 'client_credentials', client_id: client.id, client_secret: clientSecret });
    return sendWith({ authorization: `Bearer ${answer.body.access_token}` });
  };

  const ctx = contextOf(uuidv7());
  const strangers = contextOf(uuidv7());
  await createProvider(ctx, 'Northwind Telecom');
  await createProvider(strangers, 'Southwind Telecom');
  await makeAdmin(ctx, 'ada@example.com', 'owner');
  await makeAdmin(ctx, 'rita@example.com', 'read_only');
  await makeAdmin(strangers, 'strange@example.com', 'owner');

  return {
    url,
    app,
    pool,
    world,
    time,
    publicUrl,
    ctx,
    strangers,
    sendWith,
    signedIn,
    tokenFor: (scopes: string[]) => tokenFor(ctx, scopes),
    asVisitor: sendWith({}),
    asOwner: await signedIn('ada@example.com'),
    asReader: await signedIn('rita@example.com'),
    asStranger: await signedIn('strange@example.com'),
    /** Types of the events recorded for the provider, oldest first. */
    events: async () => (await pool.query<{ type: string }>('select type from events where provider_id = $1 order by id', [ctx.providerId])).rows.map(({ type }) => type),
    async close() {
      await app.close();
      await pool.end();
      await database.drop();
    },
  };
}
