import { expect, it } from '@jest/globals';
import { accessibilityFaults } from '../src/accessibility.ts';
import { codeSentTo, mailsTo } from '../src/mailbox.ts';
import { handOver, newPerson } from '../src/people.ts';
import { running } from '../src/running.ts';
import { sessionCookieOf } from '../src/session-cookie.ts';
import { useTabs } from '../src/tabs.ts';

const { demo } = running();
const tabs = useTabs();

it('speaks French in the portal and in the mail to somebody whose browser does', async () => {
  const person = await newPerson(demo);
  await handOver(demo.adapter, person);
  const page = await tabs.device({ locale: 'fr-FR' });
  const title = (name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();

  await page.goto(demo.shareLink);
  await title('Activez votre compte');
  expect(await page.locator('html').getAttribute('lang')).toBe('fr');
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByLabel('Identifiant', { exact: true }).fill(person.userId);
  await page.getByLabel('Mot de passe', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await title('Quelle est votre adresse e-mail ?');
  await page.getByLabel('Adresse e-mail', { exact: true }).fill(person.email);
  await page.getByRole('button', { name: 'Envoyer le code' }).click();
  await title('Saisissez le code');
  const code = await codeSentTo(demo, person.email);
  expect((await mailsTo(demo, person.email))[0]?.text).toContain('Votre code');
  await page.getByLabel('Code à 6 chiffres', { exact: true }).fill(code);
  await page.getByRole('button', { name: 'Confirmer' }).click();

  await title('Votre compte est prêt');
});

it('keeps the language chosen in the portal, whatever the browser speaks', async () => {
  const page = await tabs.device();
  await page.goto(demo.shareLink);

  await page.getByLabel('Language').selectOption('fr');
  await page.getByRole('heading', { level: 1, name: 'Activez votre compte' }).waitFor();
  await page.reload();

  await page.getByRole('heading', { level: 1, name: 'Activez votre compte' }).waitFor();
});

it('speaks French in the console once it is chosen, and after a reload', async () => {
  const page = await tabs.device();
  await page.goto(demo.consoleUrl);
  await page.getByLabel('Language', { exact: true }).selectOption('Français');
  await page.getByRole('heading', { level: 1, name: 'Connexion' }).waitFor();
  await page.getByLabel('E-mail', { exact: true }).fill(demo.admin.email);
  await page.getByLabel('Mot de passe', { exact: true }).fill(demo.admin.password);

  await page.getByRole('button', { name: 'Se connecter' }).click();

  await page.getByRole('heading', { level: 1, name: 'Accueil' }).waitFor();
  await page.getByRole('link', { name: 'État des utilisateurs' }).click();
  await page.getByRole('heading', { level: 1, name: 'État des utilisateurs' }).waitFor();
  await page.getByRole('row').nth(1).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('fr');
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'État des utilisateurs' }).waitFor();
});

it('reads from the right in the console to somebody whose browser speaks Arabic, and turns no id round', async () => {
  const page = await tabs.device({ locale: 'ar' });
  const session = await sessionCookieOf(demo);
  if (session) await page.context().addCookies([session]);
  await page.goto(new URL('subscribers', demo.consoleUrl).href);

  const heading = page.getByRole('heading', { level: 1, name: 'حالة المستخدمين' });
  await heading.waitFor();
  const id = page.getByRole('row').nth(1).getByText('@').first();
  await id.waitFor();
  expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual(['ar', 'rtl']);
  expect(await id.evaluate((element) => getComputedStyle(element).direction)).toBe('ltr');
  const [menu, title] = [await page.getByRole('navigation', { name: 'الرئيسي' }).boundingBox(), await heading.boundingBox()];
  expect(menu?.x).toBeGreaterThan(title?.x ?? Infinity);
  expect(await accessibilityFaults(page)).toEqual([]);
});
