import type { Page } from 'playwright-core';
import type { Mail } from './mailbox.ts';

/** The links of a mail that lead to this origin, from its text and from its HTML, each once. */
export function linksIn({ text, html }: Pick<Mail, 'text' | 'html'>, origin: string): string[] {
  const written = [...text.matchAll(/https?:\/\/[^\s<>"]+/g)].map(([link]) => link);
  const linked = [...html.matchAll(/href="([^"]+)"/g)].map(([, link = '']) => link.replaceAll('&amp;', '&'));
  return [...new Set([...written, ...linked])].filter((link) => link.startsWith(origin));
}

/** What scanners of mail providers do to a link before anybody reads the mail: fetch it again and again. @returns the statuses */
export async function fetchOften(link: string): Promise<number[]> {
  const statuses: number[] = [];
  for (const method of ['GET', 'HEAD', 'GET', 'HEAD', 'GET', 'HEAD']) statuses.push((await fetch(link, { method })).status);
  return statuses;
}

/**
 * What the thorough ones do: open the link in a browser with scripts running, press every button and submit every form. They type nothing.
 * @returns the names of the buttons that were pressed
 */
export async function pressEverything(page: Page, link: string): Promise<string[]> {
  page.on('dialog', (dialog) => void dialog.accept());
  await openAnew(page, link);
  const buttons = await page.getByRole('button').count();
  const pressed: string[] = [];
  for (let index = 0; index < buttons; index += 1) {
    // What a button before has opened or left behind must not hide this one.
    await openAnew(page, link);
    const button = page.getByRole('button').nth(index);
    if ((await button.count()) === 0) continue;
    pressed.push(((await button.getAttribute('aria-label')) ?? (await button.innerText())).trim());
    await button.dispatchEvent('click');
    await page.waitForLoadState('networkidle');
  }
  await openAnew(page, link);
  for (let form = (await page.locator('form').count()) - 1; form >= 0; form -= 1) {
    await page.locator('form').nth(form).evaluate((element) => element instanceof HTMLFormElement && element.requestSubmit());
    await page.waitForLoadState('networkidle');
  }
  return pressed;
}

/** Only the part after # differs between some links, which by itself would load nothing. */
async function openAnew(page: Page, link: string): Promise<void> {
  await page.goto('about:blank');
  await page.goto(link, { waitUntil: 'networkidle' });
  await page.getByRole('heading', { level: 1 }).first().waitFor();
}
