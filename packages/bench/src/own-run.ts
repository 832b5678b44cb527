import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import pg from 'pg';
import { startDatabase } from './database.ts';
import { prepareProvider, type Product, startProduct } from './product.ts';
import { withSection } from './report.ts';

const page = new URL('../../../docs/BENCHMARKS.md', import.meta.url);

/** How busy the machine is now, in the words of the page: asked before a run, told in its section. */
export function loadNow(): string {
  const [load = 0, half] = [os.loadavg()[0], os.availableParallelism() / 2];
  return `${os.availableParallelism()} cores, load before it began ${load.toFixed(1)} (above ${half.toFixed(1)} others were at work, and figures are worse than they should be)`;
}

/** Prints a section of the page; with `write` the page has it from now on. */
export function publish(heading: string, section: string, write: boolean): void {
  process.stdout.write(section);
  if (write) writeFileSync(page, withSection(readFileSync(page, 'utf8'), heading, section));
}

/**
 * A new database with one provider, and the real programs on it, for as long as something is measured.
 * @param fill puts data into the database before the programs start
 */
export async function withProduct<Filled>(fill: (run: { client: pg.Client; databaseUrl: string; providerId: string }) => Promise<Filled>, measure: (run: { client: pg.Client; product: Product; filled: Filled }) => Promise<void>): Promise<void> {
  const database = await startDatabase(undefined);
  const client = new pg.Client({ connectionString: database.url, application_name: 'vestibule-bench' });
  let product: Product | undefined;
  try {
    await client.connect();
    const { providerId, access } = await prepareProvider(database.url, undefined);
    const filled = await fill({ client, databaseUrl: database.url, providerId });
    product = await startProduct(database.url, access, providerId);
    await measure({ client, product, filled });
  } finally {
    await client.end().catch(() => undefined);
    await product?.stop();
    await database.stop();
  }
}
