import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@vestibule/embedded-postgres/free-port';
import pg from 'pg';
import { run, service } from './database.ts';

/** Whoever measures signs in with this; kept beside the data, so that a second run finds its way in again. */
type Access = { masterKey: string; email: string; password: string };

export type Product = { url: string; cookie: string; providerId: string; api: ChildProcess; worker: ChildProcess; stop(): Promise<void> };

/** Makes the provider and its owner unless an earlier run did. @returns the provider and what opens the door. */
export async function prepareProvider(databaseUrl: string, dataDir: string | undefined): Promise<{ providerId: string; access: Access }> {
  const file = dataDir && join(dataDir, 'bench.json');
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    if (file && existsSync(file)) return { providerId: await onlyProvider(client), access: JSON.parse(readFileSync(file, 'utf8')) };
    const access: Access = { masterKey: randomBytes(32).toString('base64'), email: 'owner@bench.example', password: '' };
    const told = await run(service('create-owner.ts'), ['--provider', 'Bench', '--email', access.email], environment(databaseUrl, access, 8080));
    access.password = /with the password (\S+)/.exec(told)?.[1] ?? '';
    if (file) writeFileSync(file, JSON.stringify(access), { mode: 0o600 });
    return { providerId: await onlyProvider(client), access };
  } finally {
    await client.end();
  }
}

async function onlyProvider(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ id: string }>('select id from providers');
  if (!rows[0]) throw new Error('there is no provider');
  return rows[0].id;
}

/** Starts the real api and worker and signs in. */
export async function startProduct(databaseUrl: string, access: Access, providerId: string): Promise<Product> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = { ...process.env, ...environment(databaseUrl, access, port) };
  const start = (program: string) => spawn(process.execPath, ['--disable-warning=ExperimentalWarning', service(program)], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const [api, worker] = [start('api.ts'), start('worker.ts')];
  const stop = async () => {
    await Promise.all([api, worker].map((child) => (child.exitCode === null ? (child.kill('SIGTERM'), once(child, 'exit')) : null)));
  };
  for (let tries = 0; (await fetch(`${url}/readyz`).catch(() => null))?.status !== 200; tries++) {
    if (tries > 300 || api.exitCode !== null) throw new Error('the api did not start');
    await sleep(100);
  }
  const { email, password } = access;
  const answer = await fetch(`${url}/v1/session`, { method: 'POST', headers: { origin: url, 'content-type': 'application/json' }, body: JSON.stringify({ email, password }) });
  if (!answer.ok) throw new Error(`signing in was answered ${answer.status}`);
  const cookie = answer.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ');
  return { url, cookie, providerId, api, worker, stop };
}

export const environment = (databaseUrl: string, { masterKey }: Pick<Access, 'masterKey'>, port: number): Record<string, string> => ({
  DATABASE_URL: databaseUrl,
  MASTER_KEY: masterKey,
  PORT: String(port),
  PUBLIC_URL: `http://127.0.0.1:${port}`,
  SMTP_URL: 'smtp://127.0.0.1:9',
  MAIL_FROM: 'bench@example.com',
  SETUP_LINK: 'off',
  LOG_LEVEL: 'warn',
});
