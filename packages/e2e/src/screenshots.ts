import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { serveBrowser } from './browser.ts';
import { ConsolePage } from './console-page.ts';
import { codeSentTo } from './mailbox.ts';
import { handOver, newPerson, type Person } from './people.ts';
import { PortalPage } from './portal-page.ts';
import { newDataDir, type Product, removeDataDir, startProduct } from './product.ts';
import { UserStatusPage } from './user-status-page.ts';

// The pictures of README and docs: what the real product shows with its demo data.
const folder = fileURLToPath(new URL('../../../docs/screenshots', import.meta.url));
const desk: BrowserContextOptions = { viewport: { width: 1440, height: 900 } };
/** Lists are full of text, which makes heavy pictures. */
const lowDesk: BrowserContextOptions = { viewport: { width: 1440, height: 720 } };
const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

const dataDir = newDataDir();
const product = await startProduct(dataDir);
const server = await serveBrowser();
try {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const browser = await chromium.connect(server.wsEndpoint());
  await takeConsole(browser, product);
  await takePortal(browser, product);
} finally {
  await server.close();
  await product.stop();
  removeDataDir(dataDir);
}

async function takeConsole(browser: Browser, { demo }: Product): Promise<void> {
  const console = new ConsolePage(await open(browser, lowDesk), demo);
  await console.open();
  await console.heading('Sign in').waitFor();
  await take(console.page, 'console-sign-in');
  await console.signIn();
  await console.page.getByRole('group', { name: 'Day by day' }).waitFor();
  await take(console.page, 'console-home');
  await console.open('templates');
  await console.page.getByRole('link', { name: 'Business customers', exact: true }).waitFor();
  await take(console.page, 'console-templates');
  await console.openTemplate('Business customers');
  await console.section('User verification').scrollIntoViewIfNeeded();
  await console.button('Check configuration').click();
  await console.page.getByText(/1 thing needs attention\./).waitFor();
  await console.section('User verification').evaluate((section) => section.scrollIntoView({ block: 'start' }));
  await take(console.page, 'console-template');
  await console.open('subscribers');
  const users = new UserStatusPage(console.page);
  await users.excludeProvisioned();
  await console.page.getByRole('switch', { checked: true }).waitFor();
  await console.page.locator('table:not([aria-busy])').waitFor();
  await take(console.page, 'console-user-status');
  await console.page.emulateMedia({ colorScheme: 'dark' });
  await take(console.page, 'console-user-status-dark');
  await console.page.emulateMedia({ colorScheme: 'light' });
  await takeFailed(console, users);
  await takeFrench(console);
}

/** A user in error: the panel beside the list, then the dialog over it. */
async function takeFailed(console: ConsolePage, users: UserStatusPage): Promise<void> {
  await console.open('subscribers?status=error');
  const opener = console.page.getByRole('button', { name: /^Show details of / }).first();
  const userId = (await opener.innerText()).trim();
  await opener.click();
  await console.page.getByRole('complementary', { name: userId }).getByText('Handed over', { exact: true }).waitFor();
  await take(console.page, 'console-details');
  await users.choose(userId, 'Retry activation');
  await users.dialog().waitFor();
  await take(console.page, 'console-retry');
  await users.dialog().getByRole('button', { name: 'Cancel' }).click();
}

async function takeFrench(console: ConsolePage): Promise<void> {
  const french = await open(requireBrowser(console.page), { ...phone, locale: 'fr-FR', storageState: await console.page.context().storageState() });
  await french.goto(new URL('subscribers?excludeProvisioned=true', console.page.url().replace(/subscribers.*/, '')).href);
  await french.getByRole('button', { name: /^Actions pour / }).first().waitFor();
  await take(french, 'console-user-status-fr-phone');
}

async function takePortal(browser: Browser, { demo }: Product): Promise<void> {
  const person = await newPerson(demo, { userId: '5551239001@northwind.example', firstName: 'Zoé', lastName: 'Martin', email: 'slow.zoe.martin@example.com' });
  await handOver(demo.adapter, person);
  const portal = new PortalPage(await open(browser, desk));
  await portal.open(demo.shareLink);
  await portal.shows('signIn');
  await portal.page.getByLabel('User ID', { exact: true }).fill(person.userId);
  await take(portal.page, 'portal-sign-in');
  await portal.signIn(person);
  await portal.shows('email');
  await portal.email().fill('zoe.martin@gmial.com');
  await portal.email().blur();
  await take(portal.page, 'portal-email');
  await portal.giveEmail(person.email);
  await portal.shows('code');
  const code = await codeSentTo(demo, person.email);
  await portal.code().fill(code);
  await portal.page.emulateMedia({ colorScheme: 'dark' });
  await take(portal.page, 'portal-code-dark');
  await portal.page.emulateMedia({ colorScheme: 'light' });
  await portal.typeCode(code);
  await portal.shows('progress');
  await portal.page.locator('li[aria-current=step]').filter({ hasText: 'Wait until' }).waitFor();
  await take(portal.page, 'portal-progress');
  await portal.shows('done', 40);
  await take(portal.page, 'portal-done');
  await takeProblem(browser, demo);
}

/** In French and on a phone: the screen nobody wants to see must be as good there. */
async function takeProblem(browser: Browser, demo: Product['demo']): Promise<void> {
  const person: Person = await newPerson(demo, { userId: '5551239002@northwind.example', email: 'fail-200026.luc@example.com' });
  await handOver(demo.adapter, person);
  const page = await open(browser, { ...phone, locale: 'fr-FR' });
  await page.goto(demo.shareLink);
  await page.getByLabel('Identifiant', { exact: true }).fill(person.userId);
  await page.getByLabel('Mot de passe', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await page.getByLabel('Adresse e-mail', { exact: true }).fill(person.email);
  await page.getByRole('button', { name: 'Envoyer le code' }).click();
  await page.getByLabel('Code à 6 chiffres', { exact: true }).fill(await codeSentTo(demo, person.email));
  await page.getByRole('button', { name: 'Confirmer' }).click();
  await page.getByRole('button', { name: 'Réessayer' }).waitFor();
  await take(page, 'portal-problem-fr-phone');
}

async function open(browser: Browser, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options });
  return context.newPage();
}

function requireBrowser(page: Page): Browser {
  const browser = page.context().browser();
  if (!browser) throw new Error('the page has no browser');
  return browser;
}

async function take(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled', caret: 'hide' });
}
