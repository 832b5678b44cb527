import { beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions } from 'playwright-core';
import { accessibilityFaults } from '../src/accessibility.ts';
import { ConsolePage } from '../src/console-page.ts';
import { Integrator, type MadeTemplate } from '../src/integrator.ts';
import { handOver, newPerson, type Person } from '../src/people.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';
import { UserStatusPage } from '../src/user-status-page.ts';

const { demo } = running();
const tabs = useTabs();
const integrator = new Integrator(demo);
const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
let template: MadeTemplate;
let person: Person;

beforeAll(async () => {
  template = await integrator.createTemplate();
  person = await newPerson(demo);
  await handOver(template.adapter, person);
});

async function signedIn(path: string, options?: BrowserContextOptions): Promise<{ console: ConsolePage; users: UserStatusPage }> {
  const console = new ConsolePage(await tabs.device(options), demo);
  await console.signIn(path);
  return { console, users: new UserStatusPage(console.page) };
}

describe('the console', () => {
  it('refuses a wrong password in words, and asks a stranger to sign in before anything else', async () => {
    const console = new ConsolePage(await tabs.device(), demo);
    await console.open(`subscribers?templateId=${template.id}`);
    await console.heading('Sign in').waitFor();
    expect(await accessibilityFaults(console.page)).toEqual([]);
    await console.page.getByLabel('E-mail', { exact: true }).fill(demo.admin.email);
    await console.page.getByLabel('Password', { exact: true }).fill('wrong');

    await console.button('Sign in').click();

    await console.page.getByText('E-mail address or password is not right.').waitFor();
    expect(await accessibilityFaults(console.page)).toEqual([]);
    await console.page.getByLabel('Password', { exact: true }).fill(demo.admin.password);
    await console.button('Sign in').click();
    await new UserStatusPage(console.page).row(person.userId).waitFor();
  });

  it.each([
    ['on a desk', undefined],
    ['on a phone', phone],
  ])('shows templates, a template and the form for a new one without an accessibility fault %s', async (_where, options) => {
    const { console } = await signedIn('templates', options);
    await console.page.getByRole('link', { name: template.name, exact: true }).waitFor();
    expect(await accessibilityFaults(console.page)).toEqual([]);
    await console.page.getByRole('link', { name: 'New template' }).click();
    await console.heading('New template').waitFor();
    await console.button('Continue').click();
    await console.page.getByText('Give the template a name.').waitFor();
    expect(await accessibilityFaults(console.page)).toEqual([]);
    await console.open(`templates/${template.id}`);
    await console.heading(template.name).waitFor();
    expect(await accessibilityFaults(console.page)).toEqual([]);
  });

  it('checks the configuration of a template, finds all parts in order, and warns that a link to this machine helps nobody else', async () => {
    const { console } = await signedIn(`templates/${template.id}`);

    await console.button('Check configuration').click();

    const verification = console.section('User verification');
    await verification.getByText(/2 things need attention\./).waitFor();
    const findings = (await verification.getByRole('listitem').allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
    expect(findings.slice(0, 2)).toEqual([expect.stringContaining('Worth a look: The share link works only on the server itself'), expect.stringContaining('Worth a look: Users see nobody to ask')]);
    expect(findings.slice(2)).toHaveLength(8);
    expect(findings.slice(2).filter((text) => !text.startsWith('In order: '))).toEqual([]);
    expect(await accessibilityFaults(console.page)).toEqual([]);
  });

  it.each([
    ['on a desk', undefined],
    ['on a phone', phone],
  ])('shows the list of users, a menu and a user’s details without an accessibility fault %s', async (_where, options) => {
    const { console, users } = await signedIn(`subscribers?templateId=${template.id}`, options);
    await users.row(person.userId).waitFor();
    expect(await accessibilityFaults(console.page)).toEqual([]);
    await users.openMenu(person.userId);
    expect(await accessibilityFaults(console.page)).toEqual([]);
    await console.page.keyboard.press('Escape');
    await console.button(`Show details of ${person.userId}`).click();
    const panel = console.page.getByRole('complementary', { name: person.userId });
    await panel.getByText('Handed over', { exact: true }).waitFor();
    expect(await accessibilityFaults(console.page)).toEqual([]);
  });

  it('tells an empty template, too narrow filters and an unknown page apart', async () => {
    const empty = await integrator.createTemplate();
    const { console, users } = await signedIn(`subscribers?templateId=${empty.id}`);
    await console.page.getByRole('heading', { name: 'No users yet' }).waitFor();
    expect(await accessibilityFaults(console.page)).toEqual([]);
    await users.search('nobody-has-this-name');
    await console.page.getByRole('heading', { name: 'No user fits these filters' }).waitFor();
    await console.button('Clear filters').first().click();
    await console.page.getByRole('heading', { name: 'No users yet' }).waitFor();
    await console.open('no-such-page');
    await console.heading('This page does not exist').waitFor();
  });

  it('keeps the whole view in the URL: filters, search and the open user survive a reload and a second tab', async () => {
    const { console, users } = await signedIn(`subscribers?templateId=${template.id}`);
    await users.search(person.userId);
    await console.button(`Show details of ${person.userId}`).click();
    const panel = console.page.getByRole('complementary', { name: person.userId });
    await panel.waitFor();
    await console.page.waitForURL(/[?&]q=/);

    const second = new ConsolePage(await console.page.context().newPage(), demo);
    await second.page.goto(console.page.url());

    await second.page.getByRole('complementary', { name: person.userId }).waitFor();
    expect(await second.page.getByRole('searchbox', { name: 'Search users' }).inputValue()).toBe(person.userId);
    await console.page.reload();
    await panel.waitFor();
  });
});
