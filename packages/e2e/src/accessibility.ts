import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

type Report = { violations: { id: string; help: string; nodes: { target: unknown[]; failureSummary?: string }[] }[] };

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const everything = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
/** An open dialog takes the page away from everybody: what is behind it was looked at before it opened, and must only be out of reach now. */
const dialog = '[role=dialog][data-state=open]';
const behindDialog = { type: 'rule', values: ['aria-hidden-focus'] };
const colourRules = ['color-contrast', 'link-in-text-block'];

/**
 * What axe-core finds wrong with the page as it stands, in light and in dark: one line each.
 * @param within only this part of it, where what is around it was looked at before
 */
export async function accessibilityFaults(page: Page, schemes: readonly ('dark' | 'light')[] = ['dark', 'light'], within?: string): Promise<string[]> {
  const faults: string[] = [];
  // Rows that are about to be replaced are drawn paler, which is no state of its own; a page that is kept loading is one.
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached', timeout: 2_000 }).catch(() => undefined);
  const inDialog = within === undefined && (await page.locator(dialog).count()) > 0;
  const part = inDialog ? dialog : within;
  for (const [turn, colorScheme] of schemes.entries()) {
    await page.emulateMedia({ colorScheme });
    // A scheme changes colours and nothing else, so that everything else is asked once.
    const reports = [await check(page, turn === 0 ? everything : { type: 'rule', values: colourRules }, part)];
    if (inDialog && turn === 0) reports.push(await check(page, behindDialog));
    for (const { id, help, nodes } of reports.flatMap(({ violations }) => violations)) {
      faults.push(...nodes.filter(({ target }) => !isOpenMenu(id, target)).map(({ target, failureSummary }) => `${colorScheme} ${id}: ${help} at ${target.join(' ')} (${failureSummary ?? ''})`));
    }
  }
  return faults;
}

/** An open menu hangs at the end of the body, outside the landmarks; it is reached from its button, as the pattern wants. */
const isOpenMenu = (rule: string, target: unknown[]): boolean => rule === 'region' && String(target[0]).includes('popper-content-wrapper');

/** Only what is hard to read against its background, in light and in dark; for what is no page of ours, such as a mail. */
export async function contrastFaults(page: Page): Promise<string[]> {
  const faults: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    faults.push(...(await check(page, { type: 'rule', values: ['color-contrast'] })).violations.flatMap(({ nodes }) => nodes.map(({ target }) => `${colorScheme}: hard to read at ${target.join(' ')}`)));
  }
  return faults;
}

/** By evaluation rather than a script element, which the content security policy rightly forbids; frames hold pages that are looked at by themselves. */
async function check(page: Page, runOnly: object = everything, within?: string): Promise<Report> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  return page.evaluate(`axe.run(${within ? JSON.stringify(within) : 'document'}, { runOnly: ${JSON.stringify(runOnly)}, resultTypes: ['violations'], iframes: false })`);
}
