import { describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions } from 'playwright-core';
import { accessibilityFaults } from '../src/accessibility.ts';
import { type Colleague, Colleagues } from '../src/colleagues.ts';
import { ConsolePage } from '../src/console-page.ts';
import { eventually } from '../src/eventually.ts';
import { mailsTo } from '../src/mailbox.ts';
import { unique } from '../src/people.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';

const { demo } = running();
const tabs = useTabs();
const colleagues = new Colleagues(demo);
const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** The console on a device of its own, signed in as the demo's owner or as somebody else. */
async function consoleOf(person: Pick<Colleague, 'email' | 'password'> = demo.admin, path = '', options?: BrowserContextOptions): Promise<ConsolePage> {
  const console = new ConsolePage(await tabs.device(options), { ...demo, admin: person });
  await console.signInHere(path);
  return console;
}
const rowOf = ({ page }: ConsolePage, name: string) => page.getByRole('row').filter({ hasText: name });
async function choose(console: ConsolePage, name: string, action: string): Promise<void> {
  await console.button(`Actions for ${name}`).click();
  await console.page.getByRole('menuitem', { name: action, exact: true }).click();
}
async function linkIn(address: string, page: 'invitation' | 'reset-password', nth = 1): Promise<string> {
  const mail = await eventually(`mail ${nth} to ${address}`, async () => (await mailsTo(demo, address))[nth - 1]);
  return new RegExp(`https?://\\S+/admin/${page}#\\w+`).exec(mail.text)?.[0] ?? '';
}

describe('an admin', () => {
  it('is invited by mail, accepts on a phone, is signed in, and finds the link used up', async () => {
    const [name, email] = [`Grace ${unique()}`, `grace-${unique()}@northwind.example`];
    const owner = await consoleOf(demo.admin, 'admins');
    await owner.heading('Admins').waitFor();
    expect(await accessibilityFaults(owner.page)).toEqual([]);
    await owner.button('Invite admin').click();
    const dialog = owner.page.getByRole('dialog', { name: 'Invite an admin' });
    await dialog.getByRole('button', { name: 'Send invitation' }).click();
    await dialog.getByText('Enter a name.').waitFor();
    await dialog.getByRole('radio', { name: 'Only these templates' }).check();
    expect(await accessibilityFaults(owner.page)).toEqual([]);
    await dialog.getByLabel('E-mail', { exact: true }).fill(email);
    await dialog.getByLabel('Name', { exact: true }).fill(name);
    await dialog.getByLabel('Business customers', { exact: true }).check();
    await dialog.getByRole('button', { name: 'Send invitation' }).click();
    await owner.toast(`Invitation sent to ${email}`).waitFor();
    await rowOf(owner, name).getByText('Invited', { exact: true }).waitFor();

    const link = await linkIn(email, 'invitation');
    const page = await tabs.device(phone);
    await page.goto(link);
    await page.getByRole('heading', { name: 'Accept your invitation' }).waitFor();
    await page.getByLabel('New password').fill('password1234');
    await page.getByRole('button', { name: 'Accept and sign in' }).click();
    await page.getByText('This password is too easy to guess.').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel('New password').fill('three calm green boats');
    await page.getByRole('button', { name: 'Accept and sign in' }).click();
    await page.getByRole('button', { name: 'Open the menu' }).waitFor();

    const late = await tabs.device();
    await late.goto(link);
    await late.getByText('This invitation was used, withdrawn or is older than 72 hours.').waitFor();
    expect(await accessibilityFaults(late)).toEqual([]);
    await owner.page.reload();
    await rowOf(owner, name).getByText('Active', { exact: true }).waitFor();
    await consoleOf({ email, password: 'three calm green boats' });
  });

  it('loses the invitation when it is withdrawn, after a question', async () => {
    const [name, email] = [`Ida ${unique()}`, `ida-${unique()}@northwind.example`];
    const owner = await consoleOf(demo.admin, 'admins');
    await owner.button('Invite admin').click();
    const dialog = owner.page.getByRole('dialog');
    await dialog.getByLabel('E-mail', { exact: true }).fill(email);
    await dialog.getByLabel('Name', { exact: true }).fill(name);
    await dialog.getByRole('button', { name: 'Send invitation' }).click();
    const link = await linkIn(email, 'invitation');
    await choose(owner, name, 'Withdraw invitation');
    expect(await accessibilityFaults(owner.page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Withdraw invitation' }).click();
    await owner.toast(`The invitation of ${name} was withdrawn`).waitFor();
    await rowOf(owner, name).waitFor({ state: 'detached' });
    const page = await tabs.device();
    await page.goto(link);
    await page.getByText('This invitation was used, withdrawn').waitFor();
  });

  it('who is disabled is signed out at once, while a list is open, and comes back when enabled', async () => {
    const person = await colleagues.make('operator');
    const working = await consoleOf(person, 'subscribers');
    await working.heading('User status').waitFor();
    const owner = await consoleOf(demo.admin, 'admins');
    await choose(owner, person.name, 'Disable');
    await owner.page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
    await rowOf(owner, person.name).getByText('Disabled', { exact: true }).waitFor();

    await working.page.getByRole('link', { name: 'Customers', exact: true }).click();
    await working.heading('Sign in').waitFor();
    await choose(owner, person.name, 'Enable');
    await owner.toast(`${person.name} can sign in again`).waitFor();
    await consoleOf(person);
  });

  it('gets another role and templates by an owner, who cannot change the own role', async () => {
    const person = await colleagues.make('read_only');
    const owner = await consoleOf(demo.admin, 'admins');
    await choose(owner, person.name, 'Change…');
    const dialog = owner.page.getByRole('dialog');
    await dialog.getByLabel('Role', { exact: true }).selectOption('Help desk');
    await dialog.getByText('Sees users, sends their mail again').waitFor();
    await dialog.getByRole('button', { name: 'Save changes' }).click();
    await rowOf(owner, person.name).getByText('Help desk', { exact: true }).waitFor();
    await eventually('the focus is back on the menu', () => owner.button(`Actions for ${person.name}`).evaluate((element) => element === document.activeElement));
    await choose(owner, 'Nora Northwind', 'Change…');
    await dialog.getByText('Your role is Owner. Another owner can change it.').waitFor();
    expect(await dialog.getByLabel('Role', { exact: true }).count()).toBe(0);
  });
});

describe('a forgotten password', () => {
  it('is replaced by a mailed link; a stranger’s address gets the same words', async () => {
    const person = await colleagues.make('read_only');
    const page = await tabs.device();
    const console = new ConsolePage(page, demo);
    await console.open('sign-in');
    await page.getByRole('link', { name: 'Forgotten password?' }).click();
    await console.heading('Forgotten password').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    const ask = async (email: string) => {
      await page.getByLabel('E-mail', { exact: true }).fill(email);
      await console.button('Send link').click();
      const words = await page.getByText('If somebody signs in with').innerText();
      return words.replace(email, '…');
    };
    const known = await ask(person.email);
    expect(await accessibilityFaults(page)).toEqual([]);
    await console.open('forgotten-password');
    expect(await ask(`nobody-${unique()}@northwind.example`)).toBe(known);

    await page.goto(await linkIn(person.email, 'reset-password'));
    await page.getByLabel('New password').fill('another five quiet trains');
    expect(await accessibilityFaults(page)).toEqual([]);
    await console.button('Change password and sign in').click();
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    await consoleOf({ email: person.email, password: 'another five quiet trains' });
  });
});

describe('the profile', () => {
  it.each([['on a desk', undefined], ['on a phone', phone]])('has no accessibility fault %s', async (_where, options) => {
    const console = await consoleOf(await colleagues.make('read_only'), 'profile', options);
    await console.heading('Profile').waitFor();
    await console.page.getByText('This session', { exact: true }).waitFor();
    expect(await accessibilityFaults(console.page)).toEqual([]);
  });

  it('keeps the language and the look for other devices, and shows the browser\'s own where nobody is signed in', async () => {
    const person = await colleagues.make('operator');
    const here = await consoleOf(person, 'profile');
    await here.page.getByLabel('Language', { exact: true }).selectOption('Français');
    await here.heading('Profil').waitFor();
    await here.page.getByRole('radio', { name: /Contraste élevé/ }).check();
    expect(await here.page.locator('html').getAttribute('data-theme')).toBe('contrast');
    expect(await accessibilityFaults(here.page)).toEqual([]);

    const there = new ConsolePage(await tabs.device(), demo);
    await there.open('profile');
    await there.heading('Sign in').waitFor();
    expect(await there.page.locator('html').getAttribute('data-theme')).toBeNull();
    await there.page.getByLabel('E-mail', { exact: true }).fill(person.email);
    await there.page.getByLabel('Password', { exact: true }).fill(person.password);
    await there.button('Sign in').click();
    await there.heading('Profil').waitFor();
    expect(await there.page.locator('html').getAttribute('lang')).toBe('fr');
    expect(await there.page.locator('html').getAttribute('data-theme')).toBe('contrast');
    await there.page.reload();
    await there.heading('Profil').waitFor();
    expect(await there.page.locator('html').getAttribute('data-theme')).toBe('contrast');

    await there.button(`${person.name} Opérateur`).click();
    await there.page.getByRole('menuitem', { name: 'Se déconnecter' }).click();
    await there.heading('Sign in').waitFor();
    expect(await there.page.locator('html').getAttribute('data-theme')).toBeNull();
  });

  it('changes the password with the present one, and signs out elsewhere', async () => {
    const person = await colleagues.make('operator');
    const there = await consoleOf(person);
    const here = await consoleOf(person, 'profile');
    const { page } = here;
    await here.button('Sign out Chrome on Linux').first().waitFor();
    await page.getByLabel('Present password').fill('not the present one');
    await page.getByLabel('New password').fill('another five quiet trains');
    await here.button('Change password').click();
    await page.getByText('This is not your present password.').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel('Present password').fill(person.password);
    await here.button('Change password').click();
    await here.toast('Password changed. You are signed out everywhere else.').waitFor();
    await here.button('Sign out Chrome on Linux').first().waitFor({ state: 'detached' });
    await there.page.getByRole('link', { name: 'Customers', exact: true }).click();
    await there.heading('Sign in').waitFor();
  });

  it('shows where one is signed in, and ends one or all of the others', async () => {
    const person = await colleagues.make('operator');
    const here = await consoleOf(person);
    const others = [await consoleOf(person), await consoleOf(person)];
    await here.open('profile');
    await eventually('both others', async () => (await here.button('Sign out Chrome on Linux').count()) === 2);
    await here.button('Sign out Chrome on Linux').first().click();
    await here.toast('Signed out there').waitFor();
    await here.button('Sign out everywhere else').click();
    await here.toast('Signed out everywhere else').waitFor();
    for (const other of others) {
      await other.page.getByRole('link', { name: 'Customers', exact: true }).click();
      await other.heading('Sign in').waitFor();
    }
  });
});
