import { expect, it } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { accessibilityFaults } from '../src/accessibility.ts';
import { ConsolePage } from '../src/console-page.ts';
import { eventually } from '../src/eventually.ts';
import { Integrator } from '../src/integrator.ts';
import { pressUntil } from '../src/keyboard.ts';
import { unique } from '../src/people.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';

const { demo } = running();
const tabs = useTabs();
const integrator = new Integrator(demo);

async function signedIn(path: string, options?: BrowserContextOptions): Promise<Page> {
  const console = new ConsolePage(await tabs.device(options), demo);
  await console.signIn(path);
  return console.page;
}

it('deletes more than a hundred users by keyboard alone, with their number typed, and shows what came of each', async () => {
  const { id } = await integrator.crowd(101);
  const page = await signedIn(`subscribers?templateId=${id}&limit=25`);
  const bar = page.getByRole('region', { name: 'Selection' });
  await page.getByText('101 users', { exact: true }).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await bar.getByText('1 user selected').waitFor();
  await pressUntil(page, 'Shift+Tab', /^Choose everybody on this page$/);
  await page.keyboard.press('Space');
  await bar.getByText('25 users selected').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await pressUntil(page, 'Shift+Tab', /^Select all 101 that match$/);
  await page.keyboard.press('Enter');
  await bar.getByText('All 101 that match are selected').waitFor();
  await pressUntil(page, 'Tab', /^Delete$/);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Delete users' });
  await dialog.getByText('101 users will be deleted').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await pressUntil(page, 'Tab', /^Type 101 to confirm/);
  await page.keyboard.type('100');
  await page.keyboard.press('Enter');
  await dialog.getByText('Type 101, the number of users, to go on.').waitFor();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('101');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Watch progress' }).click();
  await page.getByText('101 of 101').waitFor({ timeout: 60_000 });
  await page.getByText('Finished', { exact: true }).waitFor();
  await page.reload();
  await page.getByText('101 of 101').waitFor();
  await page.getByRole('heading', { level: 1, name: 'Delete users' }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('link', { name: 'All operations' }).click();
  await page.getByRole('table', { name: /Bulk operations/ }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
});

it('chooses the page on a phone by the tick above the cards, which Tab meets once, and acts on everybody there', async () => {
  const { id } = await integrator.crowd(3);
  const page = await signedIn(`subscribers?templateId=${id}`, { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  const tick = page.getByRole('checkbox', { name: 'Choose everybody on this page' });
  await page.getByText('3 on this page', { exact: true }).waitFor();
  expect(await tick.count()).toBe(1);
  const box = await tick.boundingBox();
  expect(box && box.width >= 16 && box.y > 0 && box.y < 844).toBe(true);
  expect(await page.locator('thead').locator('button, input').count()).toBe(0);
  expect(await accessibilityFaults(page)).toEqual([]);
  await tick.check();
  await page.getByRole('region', { name: 'Selection' }).getByText('3 users selected').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('combobox', { name: 'Sort by' }).selectOption({ label: 'BroadWorks id, A to Z' });
  await eventually('the order in the address', async () => new URL(page.url()).searchParams.get('sort') === 'userId');
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Delete', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete users' });
  await dialog.getByText('3 users will be deleted').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Delete 3 users' }).click();
  await dialog.waitFor({ state: 'detached' });
});

it('says before a retry who has no address, and retries the others', async () => {
  const { id, people, ids } = await integrator.crowd(3);
  for (const subscriber of ids.slice(0, 2)) await integrator.mailCode(subscriber, `ana-${unique()}@example.com`);
  const page = await signedIn(`subscribers?templateId=${id}`);
  await page.getByRole('checkbox', { name: 'Choose everybody on this page' }).check();
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Retry', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Retry activation' });
  await dialog.getByText('2 users will be retried').waitFor();
  await dialog.getByText('no e-mail address').waitFor();
  await dialog.getByText('Onboard now, I vouch for this address').click();
  await dialog.getByRole('button', { name: 'Retry 2 users' }).click();
  await dialog.waitFor({ state: 'detached' });
  for (const subscriber of ids.slice(0, 2)) await integrator.waitFor(subscriber, 'provisioned');
  await page.getByRole('link', { name: 'Operations', exact: true }).click();
  await page.getByRole('link', { name: 'Retry activation' }).first().click();
  await page.getByRole('heading', { level: 1, name: 'Retry activation' }).waitFor();
  await page.getByText('3 of 3').waitFor();
  await page.getByRole('button', { name: /^Passed over/ }).click();
  await eventually('only the one without an address', async () => (await page.getByRole('cell', { name: people[2]?.userId ?? '', exact: true }).count()) === 1 && (await page.getByRole('row').count()) === 2);
});

it('imports corrected addresses, with the rows that must be mended named by line', async () => {
  const { people, ids } = await integrator.crowd(2);
  const [first, second] = people;
  const address = `ana-${unique()}@example.com`;
  const page = await signedIn('import');
  await page.getByLabel('Or paste rows').fill(`userId;email\n${first?.userId};${address}\n${second?.userId};not an address\nnobody@northwind.example;x@example.com`);
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Check rows' }).click();
  await page.getByRole('cell', { name: 'Not a usable e-mail address. Correct it.' }).waitFor();
  await page.getByText('1 row is ready').waitFor();
  await page.getByText('2 rows need mending').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByText('Onboard now, I vouch for these addresses').click();
  await page.getByRole('button', { name: 'Retry 1 user' }).click();
  await page.getByText('3 of 3').waitFor();
  await integrator.waitFor(ids[0] ?? '', 'provisioned');
  await page.getByText('Finished, with failures').waitFor();
});
