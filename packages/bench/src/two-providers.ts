import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBroadworks } from '../../../services/simulators/src/index.ts';
import { freePort } from '@vestibule/embedded-postgres/free-port';
import { run, service } from './database.ts';
import { environment } from './product.ts';

type Template = { adapterUrl: string; account: string; password: string };
export type Provider = { id: string; connect(baseUrl: string, accessToken: string, limits: object): Promise<Template> };
export type Product = { providers: [Provider, Provider]; handOver(template: Template, count: number): Promise<void>; withWorkers(count: number, work: () => Promise<void>): Promise<void>; stop(): Promise<void> };

/** The api with two providers who know nothing of each other. Workers run only where they are asked for, so that work can pile up before. */
export async function startTwoProviders(databaseUrl: string): Promise<Product> {
  const port = await freePort();
  const broadworks = await startBroadworks();
  const env = { ...environment(databaseUrl, { masterKey: randomBytes(32).toString('base64') }, port), ALLOW_PRIVATE_TARGETS: 'true' };
  const url = `http://127.0.0.1:${port}`;
  const passwords = [await newOwner('one', env), await newOwner('two', env)];
  const api = start('api.ts', env);
  for (let tries = 0; (await fetch(`${url}/readyz`).catch(() => null))?.status !== 200; tries += 1) {
    if (tries > 300 || api.exitCode !== null) throw new Error('the api did not start');
    await sleep(100);
  }
  const [one, two] = [await signIn(url, broadworks.url, 'one', passwords[0] ?? ''), await signIn(url, broadworks.url, 'two', passwords[1] ?? '')];
  return {
    providers: [one, two],
    async handOver(template, count) {
      for (let done = 0; done < count; done += 8) await Promise.all(Array.from({ length: Math.min(8, count - done) }, () => handOverOne(template)));
    },
    async withWorkers(count, work) {
      const workers = Array.from({ length: count }, () => start('worker.ts', env));
      await work().finally(() => Promise.all(workers.map(end)));
    },
    stop: async () => void (await Promise.all([end(api), broadworks.close()])),
  };
}

async function newOwner(name: string, env: Record<string, string>): Promise<string> {
  const told = await run(service('create-owner.ts'), ['--provider', name, '--email', `${name}@bench.example`], env);
  return /with the password (\S+)/.exec(told)?.[1] ?? '';
}

const start = (program: string, env: Record<string, string>): ChildProcess =>
  spawn(process.execPath, ['--disable-warning=ExperimentalWarning', service(program)], { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] });

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

async function signIn(url: string, xsiUrl: string, name: string, password: string): Promise<Provider> {
  const headers = { origin: url, 'content-type': 'application/json' };
  const answer = await fetch(`${url}/v1/session`, { method: 'POST', headers, body: JSON.stringify({ email: `${name}@bench.example`, password }) });
  if (!answer.ok) throw new Error(`signing in was answered ${answer.status}`);
  const cookie = answer.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ');
  const post = async (path: string, body: object): Promise<Made> => {
    const made = await fetch(`${url}${path}`, { method: 'POST', headers: { ...headers, cookie, 'idempotency-key': randomUUID() }, body: JSON.stringify(body) });
    if (!made.ok) throw new Error(`${path} was answered ${made.status}: ${await made.text()}`);
    return (await made.json()) as Made;
  };
  return {
    id: name,
    async connect(baseUrl, accessToken, limits) {
      const called = randomUUID();
      const cluster = await post('/v1/clusters', { name: called, xsiUrl });
      const connector = await post('/v1/connectors', { name: called, kind: 'scim', baseUrl, accessToken, limits });
      const { adapter } = await post('/v1/templates', { name: called, clusterId: cluster.id, connectorId: connector.id, defaultPackage: 'standard', adapterAccount: 'bench', untrustedEmails: false });
      if (!adapter) throw new Error('the template has no adapter');
      return { adapterUrl: `${url}${new URL(adapter.url).pathname}`, account: adapter.account, password: adapter.password };
    },
  };
}

type Made = { id: string; adapter?: { url: string; account: string; password: string } };

async function handOverOne({ adapterUrl, account, password }: Template): Promise<void> {
  const name = `u${randomUUID().slice(0, 13)}`;
  const body = { serviceProviderId: 'SP', groupId: name, isEnterprise: false, firstName: 'Ben', lastName: 'Ch', number: '5551230001', extension: '0001', email: `${name}@bench.example` };
  const answer = await fetch(`${adapterUrl}/users/${name}@sp.example`, { method: 'PUT', headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`${account}:${password}`)}` }, body: JSON.stringify(body) });
  if (answer.status !== 202) throw new Error(`the adapter answered ${answer.status}: ${await answer.text()}`);
}
