import { text } from 'node:stream/consumers';
import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { ConsolePage } from '../src/console-page.ts';
import { parseCsv } from '../src/csv.ts';
import { Integrator } from '../src/integrator.ts';
import { handOver, newPerson, type Person } from '../src/people.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';
import { UserStatusPage } from '../src/user-status-page.ts';

const { demo } = running();
const tabs = useTabs();
const integrator = new Integrator(demo);
const awkward = [
  { firstName: 'Ana "Nan"', lastName: 'Díaz, Jr.' },
  { firstName: '=1+1', lastName: 'O’Hara; PhD' },
  { firstName: '王', lastName: '小明' },
];

it('exports with "Exclude provisioned users" on exactly the rows of the screen, in its order, whatever the names hold', async () => {
  const template = await integrator.createTemplate();
  const people = [...awkward, ...Array.from({ length: 55 }, (_, at) => ({ firstName: `User${at}`, lastName: 'Many' }))];
  const handedOver: { person: Person; id: string }[] = [];
  while (people.length > 0) handedOver.push(...(await Promise.all(people.splice(0, 10).map(takeOver))));
  const provisioned = handedOver.slice(20, 23);
  await Promise.all(provisioned.map(({ id, person }) => integrator.onboard(id, person.email)));

  const console = new ConsolePage(await tabs.device(), demo);
  await console.signIn(`subscribers?templateId=${template.id}`);
  const users = new UserStatusPage(console.page);
  await users.excludeProvisioned();
  await console.page.getByLabel('Users per page').selectOption('25');
  await console.page.getByText('55 users', { exact: true }).waitFor();
  const onScreen = await users.allRows();

  const raw = parseCsv(await download(console.page, 'Exact values'), ',');
  const safe = parseCsv(await download(console.page, 'Safe for spreadsheets', 'Semicolon'), ';');

  expect(onScreen).toHaveLength(55);
  expect(raw.map((row) => [row['broadworksUserId'], `${row['firstName']} ${row['lastName']}`, row['email'] || 'none yet', row['package']])).toEqual(
    onScreen.map(([userId, name, email, chosen = '']) => [userId, name, email, chosen.toLowerCase()]),
  );
  expect(new Set(raw.map((row) => row['status']))).toEqual(new Set(['pending_email_input']));
  expect(safe.map((row) => row['broadworksUserId'])).toEqual(raw.map((row) => row['broadworksUserId']));
  expect(safe.filter((row) => row['firstName'] === "'=1+1")).toHaveLength(1);

  async function takeOver(names: { firstName: string; lastName: string }): Promise<{ person: Person; id: string }> {
    const person = await newPerson(demo, { ...names, groupId: template.id.slice(-12) });
    return { person, id: await handOver(template.adapter, person) };
  }
});

/** Chooses the format in the Export menu, downloads, and reads the file. */
async function download(page: Page, ...choices: string[]): Promise<string> {
  const open = () => page.getByRole('button', { name: 'Export', exact: true }).click();
  await open();
  for (const choice of choices) {
    await page.getByRole('menuitemradio', { name: choice }).click();
    if (!(await page.getByRole('menu').isVisible())) await open();
  }
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'Download CSV' }).click()]);
  expect(file.suggestedFilename()).toMatch(/\.csv$/);
  return text(await file.createReadStream());
}
