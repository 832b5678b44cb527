import type { BrowserContextOptions, Locator } from 'playwright-core';
import { ConsolePage } from './console-page.ts';
import { running } from './running.ts';
import type { Tabs } from './tabs.ts';

export const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** Opens a page below Integrations as the owner of the demo. */
export async function openIntegrations(tabs: Tabs, path: string, options?: BrowserContextOptions): Promise<ConsolePage> {
  const { demo } = running();
  const console = new ConsolePage(await tabs.device(options), demo);
  await console.signIn(path);
  await console.heading('Integrations').waitFor();
  return console;
}

/** The card of one cluster, connector, client or key. */
export const card = (console: ConsolePage, name: string): Locator => console.page.getByRole('article', { name, exact: true });
export const dialog = (console: ConsolePage): Locator => console.page.getByRole('dialog');
