import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Demo, readDemo } from '../../../tools/start/demo-file.ts';

export type { Demo };

/** The whole product, started as `npm start` starts it once everything is built. */
export type Product = {
  demo: Demo;
  dataDir: string;
  output: () => string;
  /** Sends SIGTERM; answers how long the end took and with which code. Throws when it takes more than ten seconds. */
  stop: () => Promise<{ code: number | null; seconds: number }>;
  /** Ends the launcher by force, as a crash or an impatient person does. */
  crash: () => Promise<void>;
};

export type Launch = { output: () => string; ended: Promise<number | null>; signal: (name: NodeJS.Signals) => void };

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** More users than this and the worker makes the file: low enough for the demo's users to be too many. */
export const EXPORT_ROWS_AT_ONCE = 100;
const START_WITHIN = 120_000;
const END_WITHIN = 10_000;

/** A fresh folder outside the repository for everything one product keeps. */
export function newDataDir(): string {
  return mkdtempSync(join(tmpdir(), 'vestibule-e2e-'));
}

export function removeDataDir(dataDir: string): void {
  rmSync(dataDir, { recursive: true, force: true });
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

/** Starts the product and waits until it says that it is ready. */
export async function startProduct(dataDir: string, port?: number): Promise<Product> {
  requireBuiltPages();
  const at = port ?? (await freePort());
  const launched = launch(dataDir, at);
  const patience = new AbortController();
  const late = sleep(START_WITHIN, 'late' as const, { signal: patience.signal }).catch(() => 'late' as const);
  const outcome = await Promise.race([isReady(launched, at), launched.ended.then(() => 'ended' as const), late]);
  patience.abort();
  const demo = readDemo(join(dataDir, 'demo.json'));
  if (outcome === 'ready' && demo) return { demo, dataDir, output: launched.output, stop: () => stop(launched), crash: () => crash(launched) };
  launched.signal('SIGTERM');
  await launched.ended;
  throw new Error(`The product did not start (${outcome}):\n${launched.output()}`);
}

/** Starts the product and waits for nothing. It ends by itself when this process does. */
export function launch(dataDir: string, port: number): Launch {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, 'tools', 'start.ts')], {
    cwd: root,
    // A database or mail relay of the person who runs the tests is none of their business.
    env: { ...process.env, NODE_OPTIONS: '', NODE_ENV: '', DATABASE_URL: '', SMTP_URL: '', VESTIBULE_DATA_DIR: dataDir, PORT: String(port), EXPORT_ROWS_AT_ONCE: String(EXPORT_ROWS_AT_ONCE) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (part: string) => (text += part));
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return { output: () => text, ended, signal: (name) => void child.kill(name) };
}

/** `/readyz` of the product answers 200. */
export async function answersReady(apiUrl: string): Promise<boolean> {
  const response = await fetch(`${apiUrl}/readyz`, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
  return response?.status === 200;
}

async function isReady(launched: Launch, port: number): Promise<'ready'> {
  while (!launched.output().includes('Vestibule is ready') || !(await answersReady(`http://127.0.0.1:${port}`))) await sleep(100);
  return 'ready';
}

async function stop(launched: Launch): Promise<{ code: number | null; seconds: number }> {
  const began = Date.now();
  launched.signal('SIGTERM');
  const patience = new AbortController();
  const late = sleep(END_WITHIN, 'late' as const, { signal: patience.signal }).catch(() => 'late' as const);
  const code = await Promise.race([launched.ended, late]);
  patience.abort();
  if (code === 'late') throw new Error(`The product was not gone within ten seconds of SIGTERM:\n${launched.output()}`);
  return { code, seconds: (Date.now() - began) / 1000 };
}

async function crash(launched: Launch): Promise<void> {
  launched.signal('SIGKILL');
  await launched.ended;
}

function requireBuiltPages(): void {
  const missing = ['web-admin', 'web-activation'].filter((page) => !existsSync(join(root, page, 'dist', 'index.html')));
  if (missing.length > 0) throw new Error(`Not built: ${missing.join(', ')}. "npm run e2e" builds both pages and then runs the journeys.`);
}
