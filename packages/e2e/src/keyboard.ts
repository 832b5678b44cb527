import type { Page } from 'playwright-core';
import { eventually } from './eventually.ts';

/** More keys than that nobody presses to get anywhere; a page of a hundred rows has three stops in each. */
const PATIENCE = 400;

/** What has the focus, by its name, as a screen reader would call it. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    const label = element instanceof HTMLInputElement ? element.labels?.[0]?.innerText : undefined;
    return (element?.getAttribute('aria-label') ?? (label || element?.textContent) ?? '').split('\n')[0]?.trim() ?? '';
  });

/** Presses a key until something has the focus. */
export async function pressUntil(page: Page, key: string, name: string | RegExp): Promise<void> {
  const seen: string[] = [];
  for (let times = 0; times < PATIENCE; times += 1) {
    const now = await focused(page);
    if (typeof name === 'string' ? now === name : name.test(now)) return;
    seen.push(now);
    await page.keyboard.press(key);
  }
  throw new Error(`${key} never reached ${name}; it passed ${seen.slice(0, 40).join(' | ')}`);
}

/** Waits until something has the focus: what closes is gone from the page a moment before the focus is back. */
export async function focusReaches(page: Page, name: RegExp): Promise<void> {
  await eventually(`the focus on ${name}`, async () => name.test(await focused(page)), 5);
}
