import type { Browser } from 'playwright-core';

export type Network = { name: string; latencyMs: number; downKbit: number; upKbit: number };
/** ms from the start of the navigation */
export type Opening = { firstContent: number; signIn: number };

/** What two tools mean by "slow 4G": Lighthouse's simulated one, and the preset of Chrome's developer tools (latency times 3.75, rates times 0.9). */
export const slowNetworks: readonly Network[] = [
  { name: 'slow 4G of Lighthouse: 150 ms, 1.6 Mbit/s', latencyMs: 150, downKbit: 1638.4, upKbit: 750 },
  { name: 'slow 4G of the developer tools: 562 ms, 1.4 Mbit/s', latencyMs: 562.5, downKbit: 1440, upKbit: 675 },
];

const slowdown = 4;

/** Opens the page anew this many times, as somebody does who has never been there. */
export async function openings(browser: Browser, link: string, network: Network, times: number): Promise<Opening[]> {
  const measured: Opening[] = [];
  for (let time = 0; time < times; time += 1) measured.push(await openOnce(browser, link, network));
  return measured;
}

async function openOnce(browser: Browser, link: string, { latencyMs, downKbit, upKbit }: Network): Promise<Opening> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, locale: 'en-GB' });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', { offline: false, latency: latencyMs, downloadThroughput: (downKbit * 1000) / 8, uploadThroughput: (upKbit * 1000) / 8 });
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    await page.addInitScript(() => {
      const look = (): void => {
        if (document.getElementById('user-id')) performance.mark('sign-in');
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    await page.goto(link);
    await page.locator('#user-id').waitFor({ timeout: 60_000 });
    return await page.evaluate(() => ({
      firstContent: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
      signIn: performance.getEntriesByName('sign-in')[0]?.startTime ?? 0,
    }));
  } finally {
    await context.close();
  }
}
