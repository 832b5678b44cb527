import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { eventually } from './harness.ts';

/** A program of this package run as in production: nothing of the test's own environment but what leads to programs. */
export type Program = 'api' | 'create-owner' | 'end-tokens' | 'migrate' | 'recover' | 'rotate-signing-key' | 'worker';
const fileOf = (program: Program) => fileURLToPath(new URL(`../src/${program}.ts`, import.meta.url));
const quiet = '--disable-warning=ExperimentalWarning';
/** Where programs are, and what Node.js has compiled of them before. */
const { PATH, NODE_COMPILE_CACHE } = process.env;

/** A complete and safe environment; `databaseUrl` null leaves the database out. */
export const environment = (databaseUrl: string, more: Record<string, string> = {}): Record<string, string> => ({
  DATABASE_URL: databaseUrl,
  PUBLIC_URL: 'https://vestibule.test',
  MASTER_KEY: randomBytes(32).toString('base64'),
  SMTP_URL: 'smtp://127.0.0.1:1',
  MAIL_FROM: 'activation@vestibule.test',
  ...more,
});

/** Runs a program to its end. */
export function run(program: Program, env: Record<string, string>, words: string[] = []): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [quiet, fileOf(program), ...words], { env: { PATH, NODE_COMPILE_CACHE, ...env }, encoding: 'utf8', timeout: 60_000 });
  return { status, stdout, stderr };
}

export type RunningApi = { url: string; output: () => string; stop: () => Promise<void> };

/** An api process on a port of its own, once it answers. `env` decides about everything but the port. */
export async function startApi(env: Record<string, string>): Promise<RunningApi> {
  const port = await freePort();
  const child: ChildProcess = spawn(process.execPath, [quiet, fileOf('api')], { env: { PATH, NODE_COMPILE_CACHE, ...env, PORT: String(port) }, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (part: string) => (text += part));
  const ended = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  const answers = async () => (await fetch(`${url}/readyz`).catch(() => null))?.status === 200;
  try {
    await eventually(async () => {
      if (child.exitCode !== null) throw new Error(`the api ended: ${text}`);
      return answers();
    }, 'the api to answer', 80_000);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  return { url, output: () => text, stop };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}
