import { beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions } from 'playwright-core';
import { accessibilityFaults } from '../src/accessibility.ts';
import { type Colleague, Colleagues } from '../src/colleagues.ts';
import { ConsolePage } from '../src/console-page.ts';
import { eventually } from '../src/eventually.ts';
import { Integrator, type MadeTemplate } from '../src/integrator.ts';
import { handOver, newPerson, type Person } from '../src/people.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';

const { demo } = running();
const tabs = useTabs();
const integrator = new Integrator(demo);
const colleagues = new Colleagues(demo);
const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

describe('the audit log, narrowed', () => {
  let template: MadeTemplate;
  let person: Person;
  let colleague: Colleague;
  let subscriberId: string;
  beforeAll(async () => {
    template = await integrator.createTemplate();
    person = await newPerson(demo);
    subscriberId = await handOver(template.adapter, person);
    colleague = await colleagues.make('admin');
  });

  async function signedIn(path: string, options?: BrowserContextOptions): Promise<ConsolePage> {
    const console = new ConsolePage(await tabs.device(options), demo);
    await console.signIn(path);
    return console;
  }
  const rows = ({ page }: ConsolePage) => page.getByRole('row').filter({ has: page.getByRole('button', { name: /^Everything recorded/ }) });

  it.each([['on a desk', undefined], ['on a phone', phone]])('by what happened, by template and between two days, all kept in the address, without an accessibility fault %s', async (_where, options) => {
    const console = await signedIn('audit', options);
    const { page } = console;
    await console.button('What').click();
    await page.getByRole('menuitemcheckbox', { name: 'Handed over', exact: true }).click();
    await page.keyboard.press('Escape');
    await page.waitForURL(/type=subscriber\.handed_over/);
    await console.button('Template').click();
    await page.getByRole('combobox', { name: 'One template' }).fill(template.name);
    await page.getByRole('option', { name: template.name }).click();
    await page.waitForURL(/templateId=/);
    await eventually('one user in the log', async () => (await rows(console).count()) === 1);
    await rows(console).getByRole('link', { name: person.userId }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);

    await console.button('When').click();
    await page.getByRole('menuitem', { name: 'Between two days…' }).click();
    await page.getByLabel('From', { exact: true }).fill('2001-01-01');
    await page.getByLabel('to', { exact: true }).fill('2001-01-02');
    await page.getByLabel('to', { exact: true }).press('Tab');
    await page.waitForURL(/from=2001-01-01.*to=2001-01-02/);
    await page.getByRole('heading', { name: 'No event fits these filters' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.reload();
    await page.getByRole('heading', { name: 'No event fits these filters' }).waitFor();
    await page.getByText(`Template: ${template.name}`).waitFor();
    await console.button('Remove the filter When').click();
    await rows(console).getByRole('link', { name: person.userId }).waitFor();
  });

  it('finds a user by a part of the id, and leads from the event to the user and back', async () => {
    const console = await signedIn('audit');
    const { page } = console;
    await page.getByRole('searchbox', { name: 'Search the audit log' }).fill(person.userId.slice(2, 14).toUpperCase());
    await rows(console).getByRole('link', { name: person.userId }).first().click();
    const panel = page.getByRole('complementary', { name: person.userId });
    await panel.getByRole('link', { name: 'Audit log' }).click();
    await page.waitForURL(new RegExp(`/audit\\?subscriberId=${subscriberId}`));
    await page.getByText(`User: ${person.userId}`).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('shows what one admin did and what was done to them, from the list of admins; and only what they did', async () => {
    const own = new ConsolePage(await tabs.device(), { ...demo, admin: colleague });
    await own.signIn(`customers`);
    const console = await signedIn('admins');
    const { page } = console;
    await console.button(`Actions for ${colleague.name}`).click();
    await page.getByRole('menuitem', { name: 'Show in the audit log' }).click();
    await page.getByText(`Involving: ${colleague.name}`).waitFor();
    await rows(console).getByText('Admin invited').waitFor();
    await rows(console).getByText('Signed in').first().waitFor();
    await page.getByRole('button', { name: 'Everything recorded of “Signed in”' }).first().click();
    expect(await accessibilityFaults(page)).toEqual([]);
    await console.button(`Only by ${colleague.name}`).click();
    await page.getByText(`Done by: ${colleague.name}`).waitFor();
    await eventually('only own acts', async () => (await rows(console).getByText('Admin invited').count()) === 0);
    await console.button('Remove the filter Done by').click();
    await console.button('Done by').click();
    await page.getByRole('combobox', { name: 'One admin or API client' }).fill(colleague.email);
    await page.getByRole('option', { name: colleague.name }).click();
    await page.waitForURL(new RegExp(`actorId=${colleague.id}`));
  });

  it.each([['customers', 'customerId', 'Customer'], ['templates', 'templateId', 'Template']])('is reached from one of the %s', async (list, filter, label) => {
    const console = await signedIn(list);
    const { page } = console;
    await page.getByRole('table').getByRole('link').first().click();
    const name = await page.getByRole('heading', { level: 1 }).innerText();
    await page.getByRole('link', { name: 'Show in the audit log' }).click();
    await page.waitForURL(new RegExp(`/audit\\?${filter}=`));
    await page.getByText(new RegExp(`^${label}: `)).waitFor();
    expect(name).not.toBe('');
    await page.goBack();
    await page.getByRole('link', { name: 'Show in the audit log' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});
