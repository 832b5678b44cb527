import type { Browser } from 'playwright-core';
import { openState, portalStates } from '../portal-states.ts';
import type { Demo } from '../product.ts';
import { writeSheet } from './sheet.ts';

/** Every state of the portal on a phone, in three languages, light and dark: a sheet each. */
export async function takeStates(browser: Browser, demo: Demo): Promise<void> {
  const { origin } = new URL(demo.portalUrl);
  for (const language of ['en', 'fr', 'ar']) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ viewport: { width: 390, height: 780 }, colorScheme, reducedMotion: 'reduce', locale: 'en-GB' });
      const pictures: Buffer[] = [];
      for (const state of portalStates) {
        await openState(page, origin, state, language);
        await page.evaluate(() => document.fonts.ready);
        pictures.push(await page.screenshot({ fullPage: true }));
      }
      await page.close();
      await writeSheet(browser, `portal/states-${language}-${colorScheme}`, pictures, { width: 260, columns: 7 });
    }
  }
}
