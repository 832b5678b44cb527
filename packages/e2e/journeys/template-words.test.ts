import { expect, it } from '@jest/globals';
import { accessibilityFaults } from '../src/accessibility.ts';
import { ConsolePage } from '../src/console-page.ts';
import { eventually } from '../src/eventually.ts';
import { Integrator } from '../src/integrator.ts';
import { unique } from '../src/people.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';

const { demo } = running();
const tabs = useTabs();
const integrator = new Integrator(demo);
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

it('is made with reminders and rules for addresses, said before it is made and changed after', async () => {
  const name = `Reminding ${unique()}`;
  const console = new ConsolePage(await tabs.device(), demo);
  const { page } = console;
  await console.signIn('templates/new');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Adapter account', { exact: true }).fill('bw-journey');
  await page.getByRole('radio', { name: /^Users activate themselves/ }).check();
  await console.button('Reminders and unusual addresses').click();
  const days = page.getByLabel('Days after a user got stuck');
  await days.fill('3, 1');
  await page.getByLabel('Throw-away mailboxes').selectOption({ label: 'Refuse them' });
  await console.button('Reminders and unusual addresses').click();
  await console.button('Continue').click();
  // What is wrong opens what had been closed over it.
  await page.getByText(/^Enter at most five days/).waitFor();
  await eventually('the field at fault to have the focus', () => days.evaluate((field) => document.activeElement === field));
  expect(await accessibilityFaults(page)).toEqual([]);
  await days.fill('1, 3');
  await console.button('Continue').click();
  await console.button('Continue').click();
  await page.getByText('1, 3 days', { exact: true }).waitFor();
  await console.button('Create template').click();
  await console.heading(`“${name}” is ready`).waitFor();
  await page.getByLabel('I have saved the password').check();
  await page.getByRole('link', { name: 'Open template' }).click();

  await console.heading(name).waitFor();
  await page.getByLabel('Users may activate themselves').waitFor();
  expect(await page.getByLabel('Users may activate themselves').isChecked()).toBe(true);
  expect(await page.getByLabel('Throw-away mailboxes').inputValue()).toBe('block');
  await page.getByRole('checkbox', { name: 'Quiet hours' }).uncheck();
  await console.button('Save changes').click();
  await console.toast('Changes saved.').waitFor();
  const id = new URL(page.url()).pathname.split('/').at(-1);
  expect(await integrator.get(`/v1/templates/${id}`)).toMatchObject({ selfActivation: true, reminders: { days: [1, 3], quietFrom: null }, addressPolicy: { plus: 'warn', disposable: 'block' } });
});

it('shows its own words where they will stand while they are written, and to the next visitor once they are saved', async () => {
  const made = await integrator.createTemplate({ look: { supportTexts: { en: 'Room 7, from 8 to 6' } } });
  const console = new ConsolePage(await tabs.device(phone), demo);
  const { page } = console;
  await console.signIn(`templates/${made.id}`);
  const portal = page.frameLocator('iframe');
  await page.getByLabel('When it is done').fill('Enjoy your telephone');
  await portal.getByText('Enjoy your telephone').waitFor();
  await page.getByLabel('Language of the texts').selectOption('fr');
  await page.getByLabel('When it has failed').fill('Nous nous en occupons <b>déjà</b>');
  await portal.getByText('Nous nous en occupons <b>déjà</b>').waitFor();
  // Nobody wrote this one in French.
  await portal.locator('[lang=en]').getByText('Room 7, from 8 to 6').waitFor();
  await page.getByRole('textbox', { name: /^Welcome/ }).fill('Bienvenue à toutes et à tous');
  await portal.getByText('Bienvenue à toutes et à tous').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('tab', { name: 'Mails' }).click();
  await page.frameLocator('iframe').getByText('Room 7, from 8 to 6').waitFor();
  await console.button('Save changes').click();
  await console.toast('Changes saved.').waitFor();
  const visitor = await tabs.device({ ...phone, locale: 'fr-FR' });
  await visitor.goto(made.shareLink);
  await visitor.getByText('Bienvenue à toutes et à tous').waitFor();
});
