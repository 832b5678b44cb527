import type { Browser } from 'playwright-core';
import { mailKinds, mailPreviews } from '../mail-previews.ts';
import { ownerCalls } from '../owner-calls.ts';
import type { Demo } from '../product.ts';
import { writeSheet } from './sheet.ts';

/** Every mail in all its languages, light and dark, as a phone shows it: a sheet a mail. */
export async function takeMails(browser: Browser, demo: Demo): Promise<void> {
  const call = await ownerCalls(demo);
  for (const kind of mailKinds) {
    const previews = await mailPreviews(call, kind);
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ viewport: { width: 390, height: 300 }, colorScheme });
      const pictures: Buffer[] = [];
      for (const { html } of previews) {
        await page.setContent(html);
        pictures.push(await page.screenshot({ fullPage: true }));
      }
      await page.close();
      await writeSheet(browser, `mails/${kind}-${colorScheme}`, pictures, { width: 300, columns: Math.min(4, pictures.length) });
    }
  }
}
