import { findBrowser, serveBrowser } from './browser.ts';
import { newDataDir, removeDataDir, startProduct } from './product.ts';
import { tellRunning } from './running.ts';

/** Starts the product and one browser for all journeys; the teardown ends both. */
export default async function globalSetup(): Promise<void> {
  const dataDir = newDataDir();
  const product = await startProduct(dataDir);
  const browser = await serveBrowser(findBrowser()).catch(async (error: unknown) => {
    await product.stop();
    throw error;
  });
  tellRunning({ demo: product.demo, browserEndpoint: browser.wsEndpoint() });
  const endJourneys = async (): Promise<void> => {
    await browser.close();
    const { code } = await product.stop();
    removeDataDir(dataDir);
    if (code !== 0) throw new Error(`The product ended with exit code ${code} after SIGTERM:\n${product.output()}`);
  };
  Object.assign(globalThis, { endJourneys });
}
