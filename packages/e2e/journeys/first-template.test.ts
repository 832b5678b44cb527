import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { accessibilityFaults } from '../src/accessibility.ts';
import { type BareProduct, startBareProduct } from '../src/bare-product.ts';
import { eventually } from '../src/eventually.ts';
import { answered, handOver, json, newPerson } from '../src/people.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';

const { demo } = running();
const owner = { name: 'Olga Owner', email: 'olga@example.com', password: 'nine unrelated words' };

/** A provider with nothing, and its owner's way to the first template; every test goes on where the one before has ended. */
describe('the first template of a new provider', () => {
  let product: BareProduct;
  const tabs = useTabs();
  beforeAll(async () => {
    product = await startBareProduct();
  }, 120_000);
  afterAll(() => product?.stop());

  const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true });
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const setup = (page: Page) => page.getByRole('region', { name: 'Get started' });
  const steps = async (page: Page): Promise<boolean[]> => {
    await setup(page).waitFor();
    return (await setup(page).getByRole('listitem').allInnerTexts()).map((text) => text.includes('(done)'));
  };

  async function signedIn(path = ''): Promise<Page> {
    const page = await tabs.device({}, [product.url]);
    await page.goto(new URL('sign-in', product.consoleUrl).href);
    await page.getByLabel('E-mail', { exact: true }).fill(owner.email);
    await page.getByLabel('Password', { exact: true }).fill(owner.password);
    await button(page, 'Sign in').click();
    await heading(page, 'Home').waitFor();
    if (path) await page.goto(new URL(path, product.consoleUrl).href);
    return page;
  }

  async function addCluster(page: Page, name: string): Promise<void> {
    await button(page, 'New cluster').click();
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill(name);
    await page.getByRole('dialog').getByLabel('XSI-Actions address').fill(demo.simulators.broadworksUrl);
    await button(page, 'Create cluster').click();
    await page.getByRole('article', { name, exact: true }).getByText('BroadWorks answers.').waitFor();
  }

  it('begins with nothing: five steps, none done, and the first one offered', async () => {
    const token = new URL(await product.setupLink()).hash.slice(1);
    await answered(fetch(`${product.url}/v1/setup`, json('POST', { token, providerName: 'Telecom Example', ...owner })));
    const page = await signedIn();
    expect(await steps(page)).toEqual([false, false, false, false, false]);
    // Nothing is wrong yet, and there is nothing to draw.
    expect(await page.getByRole('region', { name: 'What needs you' }).count()).toBe(0);
    expect(await page.getByRole('region', { name: 'Activity' }).count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    await setup(page).getByRole('link', { name: 'Add a cluster' }).click();
    await page.getByRole('heading', { name: 'No cluster yet' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await addCluster(page, 'Europe 1');
    await page.getByRole('link', { name: 'Home', exact: true }).first().click();
    await eventually('the first step is ticked', async () => (await steps(page)).join() === 'true,false,false,false,false');
  });

  it('leads from a template that lacks a connector to making one and back', async () => {
    const page = await signedIn('templates/new');
    await page.getByRole('heading', { name: 'A template needs a cluster and a connector' }).waitFor();
    expect(await page.getByRole('link', { name: 'Add a cluster' }).count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('link', { name: 'Add a connector' }).click();
    await button(page, 'New connector').click();
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Cloud');
    await page.getByRole('dialog').getByLabel('API address').fill(`${demo.simulators.webexUrl}/v1`);
    await page.getByRole('dialog').getByLabel('Access token').fill('not the right one');
    await button(page, 'Create connector').click();
    await page.getByRole('article', { name: 'Cloud', exact: true }).getByText('The cloud platform refuses the credentials.').waitFor();
    await page.getByRole('link', { name: 'Go on with the template' }).click();
    await heading(page, 'New template').waitFor();
    await page.getByLabel('Name', { exact: true }).waitFor();
  });

  it('is made, handed a user, and ticks the steps as they really happen; what is wrong is told beside them', async () => {
    const page = await signedIn('templates/new');
    await page.getByLabel('Name', { exact: true }).fill('Business');
    await page.getByLabel('Adapter account').fill('bw-first');
    for (const step of ['Look and language', 'Review']) {
      await button(page, 'Continue').click();
      await page.getByRole('heading', { level: 2, name: step }).waitFor();
    }
    await button(page, 'Create template').click();
    await heading(page, '“Business” is ready').waitFor();
    const value = (label: string) => page.getByLabel(label, { exact: true }).inputValue();
    const adapter = { url: await value('Provisioning URL'), account: await value('Provisioning account'), password: await value('Adapter password') };
    const shareKey = (await value('Share link')).split('/').at(-1);
    await button(page, 'Check configuration').click();
    await page.getByText('The cloud platform refuses the credentials.').waitFor();
    await page.getByText('Whoever runs this service can mend this. Set with PUBLIC_URL.').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel('I have saved the password').check();

    await page.getByRole('link', { name: 'Home', exact: true }).first().click();
    await eventually('three steps are ticked', async () => (await steps(page)).join() === 'true,true,true,false,false');
    const needs = page.getByRole('region', { name: 'What needs you' });
    await needs.getByText(/^Cloud is in trouble/).waitFor();
    await needs.getByText(/Business/).first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);

    const person = await newPerson(demo);
    await handOver(adapter, person);
    await answered(fetch(`${product.url}/v1/activation/${shareKey}/session`, json('POST', { userId: person.userId, password: person.password })));
    await page.reload();
    await eventually('the share link is in use', async () => (await steps(page)).join() === 'true,true,true,true,false');
    await setup(page).getByRole('link', { name: 'Open user status' }).click();
    await heading(page, 'User status').waitFor();
  });

  it('tells of BroadWorks being refused until it comes in again', async () => {
    const page = await signedIn('templates');
    await page.getByRole('link', { name: 'Business', exact: true }).click();
    await heading(page, 'Business').waitFor();
    const url = await page.getByLabel('Provisioning URL', { exact: true }).inputValue();
    const person = await newPerson(demo);
    await expect(handOver({ url, account: 'bw-first', password: 'from another template' }, person)).rejects.toThrow('401');
    await page.getByRole('link', { name: 'Home', exact: true }).first().click();
    const told = page.getByText('BroadWorks was refused by “Business”', { exact: false });
    await told.waitFor();
    await page.getByRole('link', { name: 'Open Business' }).last().click();
    await page.getByLabel('Change the password').fill('from BroadWorks');
    await button(page, 'Save changes').click();
    await page.getByText('Changes saved.').first().waitFor();
    await handOver({ url, account: 'bw-first', password: 'from BroadWorks' }, person);
    await page.getByRole('link', { name: 'Home', exact: true }).first().click();
    await setup(page).waitFor();
    await eventually('nothing is told of it any more', async () => (await told.count()) === 0);
    await page.getByRole('link', { name: 'Templates', exact: true }).first().click();
    await page.getByRole('link', { name: 'Business', exact: true }).click();
    await heading(page, 'Business').waitFor();
    await page.reload();
    await page.getByText(/It has come in with the right account since/).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});
