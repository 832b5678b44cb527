import { rmSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { serveBrowser } from './browser.ts';
import { type Demo, newDataDir, removeDataDir, startProduct } from './product.ts';
import { screens } from './screenshots/console-screens.ts';
import { folder, take } from './screenshots/picture.ts';
import { takeMails } from './screenshots/mail-pictures.ts';
import { takePortal } from './screenshots/portal-screens.ts';
import { takeStates } from './screenshots/state-pictures.ts';
import { prepare } from './screenshots/prepare.ts';
import { type Variant, variants } from './screenshots/variants.ts';
import { wordsOf } from './screenshots/words.ts';

// The pictures of README and docs: what the real product shows with its demo data. Names of screens may follow, to take only those.
const only = process.argv.slice(2);
const isWanted = (name: string): boolean => only.length === 0 || only.includes(name);
/** Screens that did not come up; their pictures show why, and the others are taken all the same. */
const missed: string[] = [];
const dataDir = newDataDir();
const product = await startProduct(dataDir);
const server = await serveBrowser();
try {
  if (only.length === 0) rmSync(folder, { recursive: true, force: true });
  const browser = await chromium.connect(server.wsEndpoint());
  await prepare(product.demo);
  for (const variant of variants) await takeConsole(browser, product.demo, variant);
  if (isWanted('portal')) await takePortal(browser, product.demo);
  if (isWanted('states')) await takeStates(browser, product.demo);
  if (isWanted('mails')) await takeMails(browser, product.demo);
} finally {
  await server.close();
  await product.stop();
  removeDataDir(dataDir);
}
for (const line of missed) console.error(line);
if (missed.length > 0) process.exitCode = 1;

/** Every screen of the console in one variant; signed in once, since sign-ins are limited. */
async function takeConsole(browser: Browser, demo: Demo, variant: Variant): Promise<void> {
  const context = await browser.newContext(variant.context);
  const say = wordsOf(variant.language);
  const wanted = screens.filter(({ name }) => only.length === 0 || only.includes(name));
  context.setDefaultTimeout(12_000);
  const page = await context.newPage();
  let signedIn = false;
  for (const screen of [...wanted].sort((a, b) => Number(b.open ?? false) - Number(a.open ?? false))) {
    if (!screen.open && !signedIn) {
      await page.goto(new URL('sign-in', demo.consoleUrl).href);
      await page.getByLabel(say('session.email'), { exact: true }).fill(demo.admin.email);
      await page.getByLabel(say('session.password'), { exact: true }).fill(demo.admin.password);
      await page.getByRole('button', { name: say('session.submit'), exact: true }).click();
      await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'));
      signedIn = true;
    }
    const path = typeof screen.path === 'string' ? screen.path : await screen.path(demo);
    await page.goto(new URL(path, demo.consoleUrl).href);
    await screen.show(page, say).catch((error: unknown) => missed.push(`${variant.folder}/${screen.name}: ${String(error)}`));
    await take(page, `${variant.folder}/${screen.name}`);
  }
  await context.close();
}
