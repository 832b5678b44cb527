import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { codeSentTo } from '../mailbox.ts';
import { handOver, newPerson, type Person } from '../people.ts';
import { PortalPage } from '../portal-page.ts';
import type { Demo } from '../product.ts';
import { take } from './picture.ts';

const desk: BrowserContextOptions = { viewport: { width: 1440, height: 900 } };
const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** The portal from sign-in to done, and the screen nobody wants to see. */
export async function takePortal(browser: Browser, demo: Demo): Promise<void> {
  const person = await newPerson(demo, { userId: '5551239001@northwind.example', firstName: 'Zoé', lastName: 'Martin', email: 'slow.zoe.martin@example.com' });
  await handOver(demo.adapter, person);
  const portal = new PortalPage(await open(browser, desk));
  await portal.open(demo.shareLink);
  await portal.shows('signIn');
  await portal.page.getByLabel('User ID', { exact: true }).fill(person.userId);
  await take(portal.page, 'portal/sign-in');
  await portal.signIn(person);
  await portal.shows('email');
  await portal.email().fill('zoe.martin@gmial.com');
  await portal.email().blur();
  await take(portal.page, 'portal/email');
  await portal.giveEmail(person.email);
  await portal.shows('code');
  const code = await codeSentTo(demo, person.email);
  await portal.code().fill(code);
  await portal.page.emulateMedia({ colorScheme: 'dark' });
  await take(portal.page, 'portal/code-dark');
  await portal.page.emulateMedia({ colorScheme: 'light' });
  await portal.typeCode(code);
  await portal.shows('progress');
  await portal.page.locator('li[aria-current=step]').filter({ hasText: 'Wait until' }).waitFor();
  await take(portal.page, 'portal/progress');
  await portal.shows('done', 40);
  await take(portal.page, 'portal/done');
  await takeProblem(browser, demo);
}

/** In French and on a phone: the screen nobody wants to see must be as good there. */
async function takeProblem(browser: Browser, demo: Demo): Promise<void> {
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
  await take(page, 'portal/problem-fr-phone');
}

async function open(browser: Browser, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options });
  return context.newPage();
}
