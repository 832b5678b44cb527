import { expect, it } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { accessibilityFaults } from '../src/accessibility.ts';
import { ConsolePage } from '../src/console-page.ts';
import { eventually } from '../src/eventually.ts';
import { Integrator } from '../src/integrator.ts';
import { handOver, newPerson, unique } from '../src/people.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';
import { TemplatePage } from '../src/template-page.ts';

const { demo } = running();
const tabs = useTabs();
const integrator = new Integrator(demo);
const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const french = { locale: 'fr-FR' };

async function opened(template: { id: string; name: string }, options?: BrowserContextOptions): Promise<TemplatePage> {
  const console = new ConsolePage(await tabs.device(options), demo);
  await console.signIn(`templates/${template.id}`);
  await console.heading(template.name).waitFor();
  return new TemplatePage(console.page);
}

/** Presses Tab until something of this name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  const seen: string[] = [];
  for (let times = 0; times < 120; times += 1) {
    const now = await page.evaluate(() => {
      const element = document.activeElement;
      const label = element instanceof HTMLInputElement ? element.labels?.[0]?.innerText : undefined;
      return (element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? '').split('\n')[0]?.trim() ?? '';
    });
    if (now === name) return;
    seen.push(now);
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reached ${name}; it passed ${seen.join(' | ')}`);
}

it('is created with the keyboard alone, and BroadWorks comes in with the values that are shown at the end', async () => {
  const console = new ConsolePage(await tabs.device(), demo);
  const { page } = console;
  const step = (name: string) => page.getByRole('heading', { level: 2, name, exact: true }).waitFor();
  const name = `By keyboard ${unique()}`;
  await console.signIn('templates/new');
  await console.heading('New template').waitFor();

  await tabTo(page, 'Continue');
  await page.keyboard.press('Enter');
  await page.getByText('Give the template a name.').waitFor();
  await eventually('the focus on the field that is wrong', () => page.evaluate(() => document.activeElement?.id === 'name'), 5);
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.type(name);
  await tabTo(page, 'Adapter account');
  await page.keyboard.type('bw-keyboard');
  await page.keyboard.press('Enter');
  await step('Look and language');
  await page.frameLocator('iframe').getByRole('heading', { name: 'Activate your account' }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await tabTo(page, 'Back');
  await page.keyboard.press('Enter');
  await step('Basics');
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe(name);
  await tabTo(page, 'Continue');
  await page.keyboard.press('Enter');
  await step('Look and language');
  await tabTo(page, 'Continue');
  await page.keyboard.press('Enter');
  await step('Review');
  expect(await accessibilityFaults(page)).toEqual([]);
  await tabTo(page, 'Create template');
  await page.keyboard.press('Enter');
  await console.heading(`“${name}” is ready`).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);

  const value = (label: string) => page.getByLabel(label, { exact: true }).inputValue();
  const adapter = { url: await value('Provisioning URL'), account: await value('Provisioning account'), password: await value('Adapter password') };
  expect(await page.getByLabel('AS_CLI/Interface/Messaging', { exact: true }).textContent()).toContain(`set provisioningPassword ${adapter.password}`);
  await handOver(adapter, await newPerson(demo));
  await tabTo(page, 'Open template');
  await page.keyboard.press('Enter');
  const question = page.getByRole('dialog', { name: 'Leave without the password?' });
  await question.waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await question.waitFor({ state: 'hidden' });
  await page.getByLabel('I have saved the password').focus();
  await page.keyboard.press('Space');
  await tabTo(page, 'Open template');
  await page.keyboard.press('Enter');
  await console.heading(name).waitFor();
  expect(await page.content()).not.toContain(adapter.password);
});

it('is created with the keyboard alone in French, with mails to look at before there is a template', async () => {
  const page = await tabs.device(french);
  const step = (name: string) => page.getByRole('heading', { level: 2, name, exact: true }).waitFor();
  const press = async (name: string) => {
    await tabTo(page, name);
    await page.keyboard.press('Enter');
  };
  const name = `Au clavier ${unique()}`;
  await page.goto(new URL('templates/new', demo.consoleUrl).href);
  await page.getByLabel('E-mail', { exact: true }).fill(demo.admin.email);
  await page.getByLabel('Mot de passe', { exact: true }).fill(demo.admin.password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Nouveau modèle' }).waitFor();

  await tabTo(page, 'Nom');
  await page.keyboard.type(name);
  await tabTo(page, 'Compte de l’adaptateur');
  await page.keyboard.type('bw-clavier');
  expect(await accessibilityFaults(page)).toEqual([]);
  await press('Continuer');
  await step('Apparence et langue');
  await tabTo(page, 'Portail');
  await page.keyboard.press('ArrowRight');
  const mail = page.frameLocator('iframe');
  await mail.getByRole('heading', { name: 'Votre code' }).waitFor();
  await page.getByText(`Votre code pour ${name}`).waitFor();
  for (const [language, heading] of [['en', 'Your code'], ['fr', 'Votre code']] as const) {
    await page.getByLabel('Langue de l’aperçu').selectOption(language);
    await mail.getByRole('heading', { name: heading }).waitFor();
  }
  expect(await accessibilityFaults(page)).toEqual([]);
  await press('Continuer');
  await step('Récapitulatif');
  expect(await accessibilityFaults(page)).toEqual([]);
  await press('Créer le modèle');
  await page.getByRole('heading', { level: 1, name: `« ${name} » est prêt` }).waitFor();
  expect(await page.getByLabel('Compte d’approvisionnement', { exact: true }).inputValue()).toBe('bw-clavier');
  expect(await accessibilityFaults(page)).toEqual([]);
  await tabTo(page, 'J’ai enregistré le mot de passe');
  await page.keyboard.press('Space');
  await press('Ouvrir le modèle');
  await page.getByRole('heading', { level: 1, name }).waitFor();
});

it('keeps what was typed while a cluster is made for it, and chooses that one', async () => {
  const console = new ConsolePage(await tabs.device(), demo);
  const { page } = console;
  const [name, cluster] = [`Interrupted ${unique()}`, `Made on the way ${unique()}`];
  await console.signIn('templates/new');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Adapter account').fill('bw-interrupted');
  await page.getByRole('link', { name: 'Add a cluster' }).click();
  await console.heading('Integrations').waitFor();
  await page.getByText('Your new template waits.', { exact: false }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await console.button('New cluster').click();
  await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill(cluster);
  await page.getByRole('dialog').getByLabel('XSI-Actions address').fill(demo.simulators.broadworksUrl);
  await console.button('Create cluster').click();
  await page.getByRole('article', { name: cluster, exact: true }).getByText('BroadWorks answers.').waitFor();

  await page.getByRole('link', { name: 'Go on with the template' }).click();

  await console.heading('New template').waitFor();
  await eventually('what was typed', async () => (await page.getByLabel('Name', { exact: true }).inputValue()) === name);
  expect(await page.getByLabel('Adapter account').inputValue()).toBe('bw-interrupted');
  expect(await page.getByLabel('BroadWorks cluster').evaluate((field) => (field instanceof HTMLSelectElement ? field.selectedOptions[0]?.text : ''))).toBe(cluster);
  // It is still unsaved: leaving asks.
  await page.getByRole('link', { name: 'Cancel' }).click();
  await console.button('Leave').click();
  await console.heading('Templates').waitFor();
  await console.open('integrations/clusters');
  await console.button(`Delete ${cluster}`).click();
  await console.button('Delete cluster').click();
  await console.toast(`“${cluster}” was deleted.`).waitFor();
});

it('shows a logo in the mails, drawn as the pictures that mail programs know', async () => {
  const template = await opened(await integrator.createTemplate());
  const { page } = template;
  const drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 50"><rect width="200" height="50" fill="#0f766e"/></svg>';
  await page.locator('input[type=file]').setInputFiles({ name: 'logo.svg', mimeType: 'image/svg+xml', buffer: Buffer.from(drawing) });
  await template.toast('The logo was saved.').waitFor();
  await page.getByRole('tab', { name: 'Mails' }).click();
  const logo = page.frameLocator('iframe').getByRole('img');
  await logo.waitFor();
  const [, png = ''] = (await logo.getAttribute('src'))?.split('data:image/png;base64,') ?? [];
  const picture = Buffer.from(png, 'base64');
  // Drawn at twice the size at which it is shown.
  expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([352, 88]);
  expect([await logo.getAttribute('width'), await logo.getAttribute('height')]).toEqual(['176', '44']);
  await eventually('the picture with its size on', async () => (await logo.boundingBox())?.height === 44);
  expect(await accessibilityFaults(page)).toEqual([]);
});

it('asks before what was typed is lost, and loses nothing when told to stay', async () => {
  const template = await opened(await integrator.createTemplate());
  await template.page.getByLabel('Sender name of mails').fill('Not saved');
  await template.page.getByRole('link', { name: 'Templates', exact: true }).first().click();
  await template.button('Stay').click();
  expect(await template.page.getByLabel('Sender name of mails').inputValue()).toBe('Not saved');
  await template.button('Discard').click();
  await template.saveBar.waitFor({ state: 'hidden' });
  await template.page.getByRole('link', { name: 'Templates', exact: true }).first().click();
  await template.page.getByRole('heading', { level: 1, name: 'Templates' }).waitFor();
});

it('says of more than two wrong fields which they are and leads to them, and saves once they are right', async () => {
  const template = await opened(await integrator.createTemplate());
  const field = (label: string) => template.page.getByLabel(label, { exact: true });
  await field('A code is valid for (minutes)').fill('90');
  await field('Own tries after a failure').fill('0');
  await template.page.getByLabel('Accent colour', { exact: true }).fill('#ff');
  await template.button('Save changes').click();
  await template.page.getByText('3 fields need your attention').waitFor();
  expect(await accessibilityFaults(template.page)).toEqual([]);
  await template.button('Enter from 1 to 10 tries.').click();
  await eventually('the focus on the field', () => template.page.evaluate(() => document.activeElement?.id === 'maxTries'), 5);
  await field('A code is valid for (minutes)').fill('30');
  await field('Own tries after a failure').fill('5');
  await template.page.getByLabel('Accent colour', { exact: true }).fill('#ffee00');
  await template.page.getByText('This colour is too light').waitFor();
  await template.button('Save changes').click();
  await template.page.getByText('Choose a darker colour: this one cannot be read well.').waitFor();
  expect(await accessibilityFaults(template.page)).toEqual([]);
  await template.page.getByRole('button', { name: /^Use #/ }).click();
  await template.button('Save changes').click();
  await template.toast('Changes saved.').waitFor();
  await template.page.reload();
  await eventually('what was saved', async () => (await field('A code is valid for (minutes)').inputValue()) === '30');
});

it('lets two admins at once decide whose changes stand, and keeps both where they do not touch', async () => {
  const made = await integrator.createTemplate();
  const [one, two] = [await opened(made), await opened(made)];
  await one.page.getByLabel('Support phone').fill('+1 555 0100');
  await two.page.getByLabel('Sender name of mails').fill('Second admin');
  await one.button('Save changes').click();
  await one.toast('Changes saved.').waitFor();
  await two.button('Save changes').click();
  await two.page.getByText('Somebody else changed this template meanwhile').waitFor();
  expect(await accessibilityFaults(two.page)).toEqual([]);
  await two.button('Keep mine and save').click();
  await two.toast('Changes saved.').waitFor();
  expect([await two.page.getByLabel('Support phone').inputValue(), await two.page.getByLabel('Sender name of mails').inputValue()]).toEqual(['+1 555 0100', 'Second admin']);

  await one.page.getByLabel('Support phone').fill('+1 555 0199');
  await one.button('Save changes').click();
  await one.button('Reload').click();
  await eventually('what the second admin stored', async () => (await one.page.getByLabel('Sender name of mails').inputValue()) === 'Second admin');
  expect(await one.page.getByLabel('Support phone').inputValue()).toBe('+1 555 0100');
});

it('replaces the link so that the old one works on for a while, until it is ended', async () => {
  const made = await integrator.createTemplate();
  const template = await opened(made);
  const visitor = await tabs.device();
  const title = (name: string) => visitor.getByRole('heading', { level: 1, name, exact: true }).waitFor();
  await template.button('New link').click();
  await template.page.getByRole('radio', { name: 'In 7 days' }).check();
  expect(await accessibilityFaults(template.page)).toEqual([]);
  await template.button('Replace link').click();
  await template.toast('The share link was replaced.').waitFor();
  await template.page.getByText(/The old link still works until/).waitFor();
  expect(await template.page.getByLabel('Share link', { exact: true }).inputValue()).not.toBe(made.shareLink);
  await visitor.goto(made.shareLink);
  await title('Activate your account');

  await template.button('End it now').click();
  await template.toast('The old link no longer works.').waitFor();
  await visitor.goto(made.shareLink);
  await title('This link is no longer in use');
  await template.button('QR code').click();
  await template.page.getByRole('img', { name: /^QR code that opens/ }).waitFor();
  expect(await accessibilityFaults(template.page)).toEqual([]);
});

it.each([
  ['on a desk', {}],
  ['on a phone', phone],
])('shows portal and mails as they will be, in French, before anything is saved, %s', async (_where, options) => {
  const template = await opened(await integrator.createTemplate(), options);
  const { page } = template;
  await page.getByLabel('Brand name').fill('Télécom <b>du Nord</b>');
  await page.getByLabel('Language of the preview').selectOption('fr');
  const portal = page.frameLocator('iframe');
  await portal.getByRole('heading', { name: 'Activez votre compte' }).waitFor();
  await page.getByLabel('Screen', { exact: true }).selectOption('code');
  await portal.getByRole('heading', { name: 'Saisissez le code' }).waitFor();
  await portal.getByText('Télécom <b>du Nord</b>').first().waitFor();
  await page.getByText('Dark', { exact: true }).click();
  await eventually('the dark portal', () => portal.locator('html').evaluate((html) => html.dataset.theme === 'dark'));
  expect(await accessibilityFaults(page)).toEqual([]);

  await page.getByRole('tab', { name: 'Mails' }).click();
  const mail = page.frameLocator('iframe');
  await mail.getByRole('heading', { name: 'Votre code' }).waitFor();
  await page.getByText('Votre code pour Télécom <b>du Nord</b>').waitFor();
  await eventually('the mail with its styles on', () => mail.locator('.code').evaluate((code) => getComputedStyle(code).letterSpacing !== 'normal'));
  await page.getByLabel('Mail', { exact: true }).selectOption('account_ready');
  await mail.getByText(/Télécom <b>du Nord<\/b>/).first().waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
});

it('speaks French throughout', async () => {
  const made = await integrator.createTemplate();
  const page = await tabs.device(french);
  await page.goto(new URL(`templates/${made.id}`, demo.consoleUrl).href);
  await page.getByLabel('E-mail', { exact: true }).fill(demo.admin.email);
  await page.getByLabel('Mot de passe', { exact: true }).fill(demo.admin.password);
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await page.getByRole('button', { name: 'Vérifier la configuration' }).click();
  await page.getByText(/points demandent votre attention\./).waitFor();
  await page.getByText('Aucun utilisateur n’a encore été transmis.', { exact: false }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.reload();
  await page.getByText(/points demandent votre attention\./).waitFor();
});

it('is deleted by its name, and only with its users looked after', async () => {
  const [made, other] = [await integrator.createTemplate(), await integrator.createTemplate()];
  await handOver(made.adapter, await newPerson(demo));
  const template = await opened(made);
  await template.button('Delete template').click();
  const dialog = template.page.getByRole('dialog');
  await dialog.getByText('1 user is still on this template.').waitFor();
  expect(await accessibilityFaults(template.page)).toEqual([]);
  const confirm = dialog.getByRole('button', { name: 'Delete template' });
  await dialog.getByLabel(/^Type the name to confirm/).fill(made.name);
  expect(await confirm.isDisabled()).toBe(true);
  await dialog.getByLabel('Move its users to').selectOption({ label: other.name });
  await confirm.click();
  await template.toast(`“${made.name}” was deleted.`).waitFor();
  const visitor = await tabs.device();
  await visitor.goto(made.shareLink);
  await visitor.getByRole('heading', { level: 1, name: 'This link is no longer in use' }).waitFor();
  expect(await accessibilityFaults(visitor)).toEqual([]);
});

it('finds templates by name, keeps the search in the address, and says when there is none', async () => {
  const made = await integrator.createTemplate();
  const console = new ConsolePage(await tabs.device(), demo);
  await console.signIn('templates');
  const search = console.page.getByRole('searchbox', { name: 'Search templates' });
  await search.fill(made.name.toUpperCase());
  await console.page.waitForURL(/[?&]q=/);
  await eventually('one row', async () => (await console.page.getByRole('row').count()) === 2);
  await console.page.getByText('Not checked').waitFor();
  expect(await accessibilityFaults(console.page)).toEqual([]);
  await search.fill('nobody has this name');
  await console.page.getByRole('heading', { name: 'No template has this name' }).waitFor();
  expect(await accessibilityFaults(console.page)).toEqual([]);
  await console.button('Clear search').click();
  await console.page.getByRole('link', { name: made.name, exact: true }).waitFor();
});
