import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { running } from './running.ts';
import { watch } from './watch.ts';

/** Opens tabs; `device` opens one that shares nothing with those before, as on another computer. */
export type Tabs = {
  /** @param origins where its pages live, when that is not the product all journeys share. */
  device: (options?: BrowserContextOptions, origins?: readonly string[]) => Promise<Page>;
  /** A tab on a device that the whole file keeps, without a trace of who was there before; what it loaded once it need not load again. */
  kept: (name: string, options: BrowserContextOptions) => Promise<Page>;
};

/**
 * A browser for one test file. After every test all its tabs are closed, and none of them may have met a console error, a
 * violation of the content security policy or a request to another origin.
 */
export function useTabs(): Tabs {
  const { demo, browserEndpoint } = running();
  let browser: Browser | undefined;
  let contexts: BrowserContext[] = [];
  const keptOnes = new Map<string, BrowserContext>();
  let faults: string[] = [];

  beforeAll(async () => {
    browser = await chromium.connect(browserEndpoint);
  });
  afterEach(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    await Promise.all([...keptOnes.values()].map(leave));
    const found = faults;
    [contexts, faults] = [[], []];
    expect(found).toEqual([]);
  });
  afterAll(() => browser?.close());

  const newContext = async (options: BrowserContextOptions, origins: readonly string[] = [new URL(demo.apiUrl).origin]): Promise<BrowserContext> => {
    if (!browser) throw new Error('A tab is opened inside a test.');
    const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', viewport: { width: 1440, height: 900 }, ...options });
    context.setDefaultTimeout(15_000);
    await watch(context, origins, (fault) => faults.push(fault));
    return context;
  };

  return {
    device: async (options = {}, origins) => {
      const context = await newContext(options, origins);
      contexts.push(context);
      return context.newPage();
    },
    kept: async (name, options) => {
      const context = keptOnes.get(name) ?? (await newContext(options));
      keptOnes.set(name, context);
      return context.newPage();
    },
  };
}

async function leave(context: BrowserContext): Promise<void> {
  await Promise.all(context.pages().map((page) => page.close()));
  await context.clearCookies();
}
