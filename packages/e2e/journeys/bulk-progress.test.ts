import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { accessibilityFaults } from '../src/accessibility.ts';
import { ConsolePage } from '../src/console-page.ts';
import { eventually } from '../src/eventually.ts';
import { type Crowd, Integrator } from '../src/integrator.ts';
import { clearCloudScript, scriptCloud } from '../src/people.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';

const { demo } = running();
const tabs = useTabs();
const integrator = new Integrator(demo);

async function signedIn(path: string): Promise<Page> {
  const console = new ConsolePage(await tabs.device(), demo);
  await console.signIn(path);
  return console.page;
}

const state = (page: Page, word: string) => page.getByRole('status').getByText(word, { exact: true }).waitFor({ timeout: 30_000 });
const progress = async (page: Page): Promise<{ done: number; total: number }> => {
  const words = await page.getByText(/^[\d,]+ of [\d,]+$/).first().innerText();
  const [done = 0, total = 0] = words.replaceAll(',', '').split(' of ').map(Number);
  return { done, total };
};

describe('an operation that takes a while', () => {
  // More than are begun before it is looked whether too many wait, and a whole round of those that are begun without looking.
  const many = 180;
  let crowd: Crowd;
  beforeAll(async () => {
    crowd = await integrator.crowd(many);
    // So many wait for the cloud then that the operation holds back.
    await scriptCloud(demo, { fault: 'delay', delayMs: 3_000 });
  }, 180_000);
  afterAll(async () => {
    await clearCloudScript(demo);
    const counts = () => integrator.get<{ byStatus: { provisioning: number } }>(`/v1/subscribers/counts?templateId=${crowd.id}`);
    await eventually('the work to be done, so that no other journey waits behind it', async () => (await counts()).byStatus.provisioning === 0, 120);
  }, 130_000);

  it('is started with its number typed, pauses, is the same after a reload, goes on, and is cancelled with what is done left done', async () => {
    const page = await signedIn('import');
    const rows = crowd.people.map(({ userId, email }) => `${userId},${email}`);
    await page.getByLabel('Or paste rows').fill(['userId,email', ...rows].join('\n'));
    await page.getByRole('button', { name: 'Check rows' }).click();
    await page.getByText('Onboard now, I vouch for these addresses').click();
    await page.getByRole('button', { name: `Retry ${many} users` }).click();
    await page.getByText(`Type ${many}, the number of users, to go on.`).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel(`Type ${many} to confirm`).fill(String(many));
    await page.keyboard.press('Enter');
    await state(page, 'Running');
    await eventually('somebody is done', async () => (await progress(page)).done > 0, 40);

    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await state(page, 'Paused');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.reload();
    await state(page, 'Paused');
    const paused = await progress(page);
    expect(paused.total).toBe(many);
    expect(paused.done).toBeLessThan(many);

    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await state(page, 'Running');
    await page.reload();
    await state(page, 'Running');
    expect((await progress(page)).done).toBeGreaterThanOrEqual(paused.done);
    await page.getByRole('button', { name: 'Cancel operation', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel this operation?' });
    await dialog.waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Cancel operation', exact: true }).click();
    await state(page, 'Cancelled');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^Waiting/ }).click();
    await page.getByText('Not done', { exact: true }).first().waitFor();
    await page.reload();
    await state(page, 'Cancelled');
    expect((await progress(page)).done).toBeLessThan(many);
    expect(await page.getByRole('button', { name: 'Resume', exact: true }).count()).toBe(0);
  }, 240_000);
});

it('goes on when the page that started it is closed, and shows its result on another device later', async () => {
  const { id } = await integrator.crowd(12);
  const page = await signedIn(`subscribers?templateId=${id}`);
  await page.getByRole('checkbox', { name: 'Choose everybody on this page' }).check();
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Change package', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Change package type' });
  await dialog.getByLabel('Package', { exact: true }).selectOption({ label: 'Premium' });
  await dialog.getByRole('button', { name: 'Change 12 users' }).click();
  await page.getByRole('button', { name: 'Watch progress' }).click();
  await page.waitForURL(/operations\/.+/);
  const { pathname } = new URL(page.url());
  await page.context().close();

  const later = await signedIn(pathname.slice(new URL(demo.consoleUrl).pathname.length));
  await state(later, 'Finished');
  expect(await progress(later)).toEqual({ done: 12, total: 12 });
  await later.getByText('Results kept until', { exact: true }).waitFor();
});
