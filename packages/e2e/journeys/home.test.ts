import { describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { accessibilityFaults } from '../src/accessibility.ts';
import { ConsolePage } from '../src/console-page.ts';
import { eventually } from '../src/eventually.ts';
import { Integrator } from '../src/integrator.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';

const { demo } = running();
const tabs = useTabs();
const integrator = new Integrator(demo);
const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

async function home(options?: BrowserContextOptions, answer?: (page: Page) => Promise<unknown>): Promise<ConsolePage> {
  const console = new ConsolePage(await tabs.device(options), demo);
  await answer?.(console.page);
  await console.signIn();
  await console.page.getByRole('heading', { level: 1 }).waitFor();
  return console;
}
const needs = (page: Page): Locator => page.getByRole('region', { name: 'What needs you' }).getByRole('listitem');

describe('home', () => {
  it('is where sign-in leads, tells failures by cause, and Show leads to exactly these users', async () => {
    const console = await home();
    await console.heading('Home').waitFor();
    const failure = needs(console.page).filter({ hasText: 'users failed: conflicting service' });
    await failure.waitFor();
    const told = Number(/^(\d+) users failed/.exec((await failure.innerText()).trim())?.[1]);
    const { items } = await integrator.get<{ items: { reason: string }[] }>('/v1/subscribers?reason=cloud.conflicting_service&limit=500');
    expect(told).toBe(items.length);
    await console.page.getByRole('region', { name: 'Activity' }).getByRole('group', { name: 'Day by day' }).waitFor();
    expect(await accessibilityFaults(console.page)).toEqual([]);

    await failure.getByRole('link', { name: /^Show users/ }).click();

    await console.heading('User status').waitFor();
    await console.page.getByText('conflicting service').first().waitFor();
    expect(new URL(console.page.url()).searchParams.get('reason')).toBe('cloud.conflicting_service');
    await eventually('as many rows as were told', async () => (await console.page.getByRole('button', { name: /^Show details of / }).count()) === Math.min(told, 50));
  });

  it('has a table behind each chart, and days one can walk through by keyboard', async () => {
    const console = await home();
    const trend = console.page.getByRole('region', { name: 'Day by day' });
    const day = trend.getByRole('img').last();
    await day.focus();
    await trend.getByText(/handed over, \d+ provisioned, \d+ failed$/).waitFor();
    await console.page.keyboard.press('ArrowLeft');
    await trend.getByRole('img').nth(-2).and(console.page.locator(':focus')).waitFor();

    await trend.getByRole('button', { name: 'Show as table' }).click();
    await trend.getByRole('table').waitFor();
    expect(await trend.getByRole('columnheader').allInnerTexts()).toEqual(['Day', 'Handed over', 'Provisioned', 'Failed']);
    const funnel = console.page.getByRole('region', { name: 'From hand-over to account' });
    await funnel.getByRole('button', { name: 'Show as table' }).click();
    const rows = await funnel.getByRole('row').allInnerTexts();
    expect(rows.map((row) => row.split('\t')[0])).toEqual(['Step', 'Handed over', 'Signed in', 'Address given', 'Mailbox proven', 'Provisioned']);
    const { funnel: counted } = await integrator.get<{ funnel: { count: number }[] }>('/v1/home/activity?days=30');
    expect(rows.slice(1).map((row) => Number(row.split('\t')[1]?.replaceAll(',', '')))).toEqual(counted.map(({ count }) => count));
    expect(await accessibilityFaults(console.page)).toEqual([]);
  });

  it('gives a new provider five steps, ticks what is done and offers the next one', async () => {
    const steps = ['cluster', 'connector', 'template', 'share_link', 'first_user'].map((step) => ({ step, done: step === 'cluster' }));
    const empty = { failures: [], waiting: [], adapterRefusals: [], scimRefusals: [], connectors: [], failedChecks: [], webhooks: [], setup: steps };
    const console = await home(undefined, (page) => page.route('**/v1/home', (route) => route.fulfill({ json: empty })));
    const setup = console.page.getByRole('region', { name: 'Get started' });
    await setup.waitFor();
    expect((await setup.getByRole('listitem').allInnerTexts()).map((text) => /\((done|still to do)\)/.exec(text)?.[1])).toEqual(['done', 'still to do', 'still to do', 'still to do', 'still to do']);
    expect(await accessibilityFaults(console.page)).toEqual([]);
    await setup.getByRole('link').click();
    await console.heading('Integrations').waitFor();
    expect(console.page.url()).toMatch(/integrations\/connectors$/);
  });

  it('says so kindly when nothing needs anybody', async () => {
    const setup = ['cluster', 'connector', 'template', 'share_link', 'first_user'].map((step) => ({ step, done: true }));
    const clear = { failures: [], waiting: [], adapterRefusals: [], scimRefusals: [], connectors: [], failedChecks: [], webhooks: [], setup };
    const console = await home(undefined, (page) => page.route('**/v1/home', (route) => route.fulfill({ json: clear })));
    await console.page.getByText('All clear').waitFor();
    expect(await accessibilityFaults(console.page)).toEqual([]);
  });

  it.each([
    ['in French', 'fr', undefined],
    ['on a phone', 'en', phone],
  ])('fits and has no accessibility fault %s', async (_how, language, options) => {
    const console = await home(options);
    await console.page.evaluate((chosen) => localStorage.setItem('language', chosen), language);
    await console.open();
    await console.heading(language === 'fr' ? 'Accueil' : 'Home').waitFor();
    await console.page.getByRole('img').first().waitFor();
    expect(await console.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    expect(await accessibilityFaults(console.page)).toEqual([]);
  });
});
