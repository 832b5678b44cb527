import { beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions, Locator } from 'playwright-core';
import { accessibilityFaults } from '../src/accessibility.ts';
import { ConsolePage } from '../src/console-page.ts';
import { eventually } from '../src/eventually.ts';
import { Integrator, type MadeTemplate } from '../src/integrator.ts';
import { handOver, newPerson, type Person, scriptCloud } from '../src/people.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';

const { demo } = running();
const tabs = useTabs();
const integrator = new Integrator(demo);
const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
let template: MadeTemplate;

beforeAll(async () => {
  template = await integrator.createTemplate();
});

async function signedIn(path: string, options?: BrowserContextOptions): Promise<ConsolePage> {
  const console = new ConsolePage(await tabs.device(options), demo);
  await console.signIn(path);
  return console;
}
const panelOf = (console: ConsolePage, { userId }: Person): Locator => console.page.getByRole('complementary', { name: userId });

describe('the story of a user', () => {
  let person: Person;
  beforeAll(async () => {
    person = await newPerson(demo);
    const id = await handOver(template.adapter, person);
    await scriptCloud(demo, { fault: 'unavailable', method: 'POST', userId: person.userId, times: 1 });
    await scriptCloud(demo, { fault: 'refuse', errorCode: 200026, method: 'POST', userId: person.userId, times: 1 });
    await integrator.startOnboarding(id, person.email);
    await integrator.waitFor(id, 'error');
  });

  it.each([
    ['on a desk', undefined],
    ['on a phone', phone],
  ])('tells tries with their steps, the error in words and the platform’s own only when asked for, without an accessibility fault %s', async (_where, options) => {
    const console = await signedIn(`subscribers?templateId=${template.id}`, options);
    await console.button(`Show details of ${person.userId}`).click();
    const panel = panelOf(console, person);
    await panel.getByText('Handed over', { exact: true }).waitFor();
    await panel.getByText('Create the cloud account, try 2', { exact: true }).waitFor();
    await panel.getByText('Look for an account', { exact: false }).first().waitFor();
    expect(await panel.getByText('The platform says').count()).toBe(0);
    expect(await accessibilityFaults(console.page)).toEqual([]);

    await panel.getByRole('button', { name: 'Technical details' }).first().click();
    await panel.getByRole('button', { name: 'Technical details' }).nth(1).click();

    await panel.getByText('The platform says').waitFor();
    expect(await accessibilityFaults(console.page)).toEqual([]);
    await console.button(options ? 'Back to the list' : 'Close details').click();
    await panel.waitFor({ state: 'detached' });
  });

  it('opens and closes by keyboard, the focus in the panel and back on the row', async () => {
    const console = await signedIn(`subscribers?templateId=${template.id}`);
    const opener = console.button(`Show details of ${person.userId}`);
    await opener.focus();
    await console.page.keyboard.press('Enter');
    const panel = panelOf(console, person);
    await panel.waitFor();
    await eventually('the focus in the panel', () => panel.evaluate((element) => element.contains(document.activeElement)), 5);
    await console.page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    await eventually('the focus back on the row', () => opener.evaluate((element) => element === document.activeElement), 5);
  });

  it('puts everything support needs on the clipboard, and no secret', async () => {
    const console = await signedIn(`subscribers?templateId=${template.id}`, { permissions: ['clipboard-read', 'clipboard-write'] });
    await console.button(`Show details of ${person.userId}`).click();
    await console.button('Copy for support').click();
    await console.toast('Everything support needs is on the clipboard.').waitFor();
    const copied = await console.page.evaluate(() => navigator.clipboard.readText());
    expect(JSON.parse(copied)).toMatchObject({
      product: { name: 'Vestibule', version: expect.stringMatching(/^\d+\./) },
      subscriber: { userId: person.userId, email: person.email, templateName: template.name, status: 'error' },
      errors: [{ errorCode: 200026, trackingId: expect.any(String) }],
      attempts: [{ number: 2, state: 'failed' }, { number: 1, state: 'retrying' }],
      trackingIds: expect.arrayContaining([expect.stringMatching(/^[0-9a-f]{32}$/)]),
    });
    for (const secret of [person.password, template.adapter.password]) expect(copied).not.toContain(secret);
  });
});

describe('the audit log', () => {
  it.each([
    ['on a desk', undefined],
    ['on a phone', phone],
  ])('says who did what to whom, opens an event and verifies the chain, without an accessibility fault %s', async (_where, options) => {
    const console = await signedIn('audit?group=template', options);
    await console.heading('Audit log').waitFor();
    await console.page.getByText(template.name, { exact: true }).first().waitFor();
    expect(await accessibilityFaults(console.page)).toEqual([]);
    await console.page.getByRole('button', { name: 'Everything recorded of “Template created”' }).first().click();
    await console.page.getByText('Tracking id').waitFor();
    await console.button('Verify').click();
    await console.page.getByText(/^Chain verified up to event [\d,]+ of [\d,]+\./).waitFor();
    expect(await accessibilityFaults(console.page)).toEqual([]);
  });

  it('keeps its filters in the address, finds by the name, and exports what is shown', async () => {
    const console = await signedIn('audit');
    await console.page.getByRole('button', { name: 'About', exact: true }).click();
    await console.page.getByRole('menuitemcheckbox', { name: 'Templates', exact: true }).click();
    await console.page.keyboard.press('Escape');
    await console.page.waitForURL(/group=template/);
    await console.page.getByRole('searchbox', { name: 'Search the audit log' }).fill('nothing-begins-like-this');
    await console.page.getByRole('heading', { name: 'No event fits these filters' }).waitFor();
    expect(await accessibilityFaults(console.page)).toEqual([]);
    await console.page.getByRole('searchbox', { name: 'Search the audit log' }).fill(template.name.toLowerCase());
    await console.page.getByText(template.name, { exact: true }).first().waitFor();
    const download = console.page.waitForEvent('download');
    await console.page.getByRole('link', { name: 'Export' }).click();
    expect((await download).suggestedFilename()).toMatch(/^audit-.*\.csv$/);
  });
});
