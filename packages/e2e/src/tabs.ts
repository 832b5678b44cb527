import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { running } from './running.ts';
import { watch } from './watch.ts';

/** Opens tabs; `device` opens one that shares nothing with those before, as on another computer. */
export type Tabs = {
  /** @param origins where its pages live, when that is not the product all journeys share. */
  device: (options?: BrowserContextOptions, origins?: readonly string[]) => Promise<Page>;
};

/**
 * A browser for one test file. After every test all its tabs are closed, and none of them may have met a console error, a
 * violation of the content security policy or a request to another origin.
 */
export function useTabs(): Tabs {
  const { demo, browserEndpoint } = running();
  let browser: Browser | undefined;
  let contexts: BrowserContext[] = [];
  let faults: string[] = [];

  beforeAll(async () => {
    browser = await chromium.connect(browserEndpoint);
  });
  afterEach(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    const found = faults;
    [contexts, faults] = [[], []];
    expect(found).toEqual([]);
  });
  afterAll(() => browser?.close());

  return {
    device: async (options = {}, origins = [new URL(demo.apiUrl).origin]) => {
      if (!browser) throw new Error('A tab is opened inside a test.');
      const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', viewport: { width: 1440, height: 900 }, ...options });
      context.setDefaultTimeout(15_000);
      contexts.push(context);
      await watch(context, origins, (fault) => faults.push(fault));
      return context.newPage();
    },
  };
}
