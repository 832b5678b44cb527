import { expect, it } from '@jest/globals';
import { accessibilityFaults } from '../src/accessibility.ts';
import { Integrator } from '../src/integrator.ts';
import { focusReaches, pressUntil } from '../src/keyboard.ts';
import { codeSentTo } from '../src/mailbox.ts';
import { handOver, newPerson, unique } from '../src/people.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';
import { UserStatusPage } from '../src/user-status-page.ts';

const { demo } = running();
const tabs = useTabs();
const integrator = new Integrator(demo);

it('retries an activation without a mouse: sign-in, search, menu, dialog, and the focus back where it was', async () => {
  const template = await integrator.createTemplate();
  const person = await newPerson(demo);
  const id = await handOver(template.adapter, person);
  const page = await tabs.device();
  const users = new UserStatusPage(page);
  await page.goto(new URL(`subscribers?templateId=${template.id}`, demo.consoleUrl).href);
  await pressUntil(page, 'Tab', 'E-mail');
  await page.keyboard.type(demo.admin.email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(demo.admin.password);
  await page.keyboard.press('Enter');
  await users.row(person.userId).waitFor();

  await page.keyboard.press('/');
  await pressUntil(page, 'Tab', 'Search users');
  await page.keyboard.type(person.userId);
  await page.getByText('1 user', { exact: true }).waitFor();
  await pressUntil(page, 'Tab', `Actions for ${person.userId}`);
  await page.keyboard.press('Enter');
  await pressUntil(page, 'ArrowDown', 'Retry activation');
  await page.keyboard.press('Enter');
  await users.dialog().waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);

  await pressUntil(page, 'Tab', 'E-mail');
  await page.keyboard.type(`ana-${unique()}@example.com`);
  await pressUntil(page, 'Tab', 'Send a verification mail');
  await page.keyboard.press('ArrowDown');
  await pressUntil(page, 'Tab', 'Onboard');
  await page.keyboard.press('Enter');

  await users.dialog().waitFor({ state: 'detached' });
  // While the work runs a row has no actions; the focus then goes to the row itself.
  await focusReaches(page, new RegExp(`^(Actions for|Show details of) ${person.userId}$`));
  await integrator.waitFor(id, 'provisioned');
});

it('closes menu and dialog by Escape, and gives the focus back to the three dots', async () => {
  const template = await integrator.createTemplate();
  const person = await newPerson(demo);
  const id = await handOver(template.adapter, person);
  const page = await tabs.device();
  const users = new UserStatusPage(page);
  await page.goto(new URL(`subscribers?templateId=${template.id}`, demo.consoleUrl).href);
  await page.getByLabel('E-mail', { exact: true }).fill(demo.admin.email);
  await page.getByLabel('Password', { exact: true }).fill(demo.admin.password);
  await page.keyboard.press('Enter');

  await users.openMenu(person.userId);
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
  await focusReaches(page, new RegExp(`^Actions for ${person.userId}$`));
  await users.choose(person.userId, 'Delete user');
  await users.dialog().waitFor();
  await page.keyboard.press('Escape');

  await users.dialog().waitFor({ state: 'detached' });
  await focusReaches(page, new RegExp(`^Actions for ${person.userId}$`));
  expect((await integrator.read(id)).status).toBe('pending_email_input');
});

it('takes a user through the portal without a mouse', async () => {
  const person = await newPerson(demo);
  await handOver(demo.adapter, person);
  const page = await tabs.device();
  const title = (name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
  await page.goto(demo.shareLink);
  await title('Activate your account');

  await pressUntil(page, 'Tab', 'User ID');
  await page.keyboard.type(person.userId);
  await pressUntil(page, 'Tab', 'Password');
  await page.keyboard.type(person.password);
  await page.keyboard.press('Enter');
  await title('Which e-mail address is yours?');
  await pressUntil(page, 'Tab', 'E-mail address');
  await page.keyboard.type(person.email);
  await page.keyboard.press('Enter');
  await title('Enter the code');
  await pressUntil(page, 'Tab', '6-digit code');
  await page.keyboard.type(await codeSentTo(demo, person.email));
  await page.keyboard.press('Enter');

  await title('Your account is ready');
});

it('moves through the list by j and k, opens actions by the dot and details by Enter, and tells every key at a question mark', async () => {
  const template = await integrator.createTemplate();
  const [one, two] = [await newPerson(demo), await newPerson(demo)];
  for (const person of [one, two]) await handOver(template.adapter, person);
  const page = await tabs.device();
  const users = new UserStatusPage(page);
  await page.goto(new URL(`subscribers?templateId=${template.id}&sort=createdAt`, demo.consoleUrl).href);
  await page.getByLabel('E-mail', { exact: true }).fill(demo.admin.email);
  await page.getByLabel('Password', { exact: true }).fill(demo.admin.password);
  await page.keyboard.press('Enter');
  await users.row(two.userId).waitFor();

  await page.keyboard.press('j');
  await focusReaches(page, new RegExp(`^Show details of ${one.userId}$`));
  await page.keyboard.press('j');
  await focusReaches(page, new RegExp(`^Show details of ${two.userId}$`));
  await page.keyboard.press('.');
  await page.getByRole('menu').waitFor();
  await page.keyboard.press('Escape');
  await focusReaches(page, new RegExp(`^Actions for ${two.userId}$`));
  await page.keyboard.press('k');
  await focusReaches(page, new RegExp(`^Show details of ${one.userId}$`));
  await page.keyboard.press('Enter');
  await page.getByRole('complementary', { name: one.userId }).waitFor();
  await page.keyboard.press('j');
  await page.getByRole('complementary', { name: two.userId }).waitFor();
  await page.keyboard.press('Escape');
  await focusReaches(page, new RegExp(`^Show details of ${two.userId}$`));
  await page.keyboard.press('/');
  await page.keyboard.type('j.k?');
  await page.getByRole('heading', { name: 'No user fits these filters' }).waitFor();
  await page.keyboard.press('Escape');

  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /Owner/ }).click();
  await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click();
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
});
