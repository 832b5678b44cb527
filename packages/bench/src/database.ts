import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '@vestibule/embedded-postgres';

export const service = (file: string) => fileURLToPath(new URL(`../../../services/provisioning/src/${file}`, import.meta.url));

/** What anybody would set on a machine of this size; the rest is as PostgreSQL comes. */
export const settings = { shared_buffers: '1GB', effective_cache_size: '2GB', work_mem: '16MB', random_page_cost: '1.1' };

/** A PostgreSQL of our own, migrated. Without `dataDir` its files are gone after `stop`. */
export async function startDatabase(dataDir: string | undefined): Promise<{ url: string; stop(): Promise<void> }> {
  const dir = dataDir ?? mkdtempSync(join(tmpdir(), 'vestibule-bench-'));
  const cluster = await startPostgres({ dir, database: 'bench', settings });
  await run(service('migrate.ts'), [], { DATABASE_URL: cluster.url });
  return {
    url: cluster.url,
    async stop() {
      await cluster.stop();
      if (!dataDir) rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Runs a program of the product to its end. @returns what it printed. */
export function run(program: string, args: string[], env: Record<string, string>): Promise<string> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(text) : reject(new Error(`${program} ended with ${code}`))));
  });
}
