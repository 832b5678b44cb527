import { join } from 'node:path';
import { runningUrl } from '@vestibule/embedded-postgres/running-url';
import { findBrowser, serveBrowser } from './browser.ts';
import { newDataDir, type Product, removeDataDir, startProduct } from './product.ts';
import { tellRunning } from './running.ts';

/** Starts one browser for all journeys and a product for each worker of Jest; the teardown ends them. */
export default async function globalSetup({ maxWorkers }: { maxWorkers: number }): Promise<void> {
  const browser = await serveBrowser(findBrowser());
  const started = await Promise.allSettled(Array.from({ length: maxWorkers }, () => startProduct(newDataDir())));
  const products = started.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const endJourneys = async (): Promise<void> => {
    await browser.close();
    await Promise.all(products.map(end));
  };
  const failed = started.find((start) => start.status === 'rejected');
  if (failed) {
    await endJourneys();
    throw failed.reason;
  }
  tellRunning(products.map(({ demo, dataDir }) => ({ demo, browserEndpoint: browser.wsEndpoint(), databaseUrl: runningUrl(join(dataDir, 'postgres'), 'vestibule') })));
  Object.assign(globalThis, { endJourneys });
}

async function end(product: Product): Promise<void> {
  const { code } = await product.stop();
  removeDataDir(product.dataDir);
  if (code !== 0) throw new Error(`The product ended with exit code ${code} after SIGTERM:\n${product.output()}`);
}
