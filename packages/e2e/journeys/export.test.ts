import { expect, it } from '@jest/globals';
import { accessibilityFaults } from '../src/accessibility.ts';
import { ConsolePage } from '../src/console-page.ts';
import { parseCsv } from '../src/csv.ts';
import { eventually } from '../src/eventually.ts';
import { ExportDialog, readDownload } from '../src/export-dialog.ts';
import { Integrator } from '../src/integrator.ts';
import { handOver, newPerson, type Person } from '../src/people.ts';
import { EXPORT_ROWS_AT_ONCE } from '../src/product.ts';
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

  const dialog = new ExportDialog(console.page);
  const raw = parseCsv(await dialog.download({ columns: 'All columns', values: 'Exact values', unicode: false }), ',');
  const safe = parseCsv(await dialog.download({ columns: 'Choose columns', values: 'Safe for spreadsheets', separator: 'Semicolon' }), ';');

  expect(onScreen).toHaveLength(55);
  expect(raw.map((row) => [row['broadworksUserId'], `${row['firstName']} ${row['lastName']}`, row['email'] || 'none yet', row['package']])).toEqual(
    onScreen.map(([userId, name, email, chosen = '']) => [userId, name, email, chosen.toLowerCase()]),
  );
  expect(new Set(raw.map((row) => row['status']))).toEqual(new Set(['pending_email_input']));
  expect(safe.map((row) => row['broadworksUserId'])).toEqual(raw.map((row) => row['broadworksUserId']));
  expect(Object.keys(safe[0] ?? {})).toEqual(['broadworksUserId', 'email', 'status']);
  const shown = parseCsv(await dialog.download({ columns: 'The columns shown' }), ';');
  expect(shown.filter((row) => row['firstName'] === "'=1+1")).toHaveLength(1);
  expect(Object.keys(shown[0] ?? {})).not.toContain('subscriberId');

  async function takeOver(names: { firstName: string; lastName: string }): Promise<{ person: Person; id: string }> {
    const person = await newPerson(demo, { ...names, groupId: template.id.slice(-12) });
    return { person, id: await handOver(template.adapter, person) };
  }
});

it('makes a list too long to wait for in the background, keeps it under Operations, and drops it when told', async () => {
  const console = new ConsolePage(await tabs.device(), demo);
  await console.signIn('subscribers');
  const { page } = console;
  const dialog = new ExportDialog(page);
  await dialog.open();
  await dialog.dialog().getByText(`More than ${EXPORT_ROWS_AT_ONCE} users`).waitFor();
  await dialog.choose({ columns: 'Choose columns', values: 'Exact values', separator: 'Comma' });
  expect(await accessibilityFaults(page)).toEqual([]);
  for (const label of ['BroadWorks id', 'E-mail', 'Status']) await dialog.dialog().getByRole('checkbox', { name: label, exact: true }).setChecked(false);
  await dialog.dialog().getByRole('button', { name: 'Make the file' }).click();
  await dialog.dialog().getByRole('alert').filter({ hasText: 'Choose at least one column.' }).waitFor();
  for (const label of ['BroadWorks id', 'Template']) await dialog.dialog().getByRole('checkbox', { name: label, exact: true }).check();
  await dialog.dialog().getByRole('button', { name: 'Make the file' }).click();
  await console.toast('The file is being made.').waitFor();
  await dialog.dialog().waitFor({ state: 'hidden' });
  await eventually('the focus is back on Export', async () => page.getByRole('button', { name: 'Export', exact: true }).evaluate((button) => button === document.activeElement));

  await page.getByRole('button', { name: 'Show exports' }).click();
  await page.getByRole('heading', { level: 1, name: 'Operations' }).waitFor();
  const row = page.getByRole('table', { name: 'Exported files' }).getByRole('row').nth(1);
  await row.getByText('Ready', { exact: true }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  const rows = parseCsv(await readDownload(page, row.getByRole('link', { name: /^Download users-/ })), ',');
  expect(rows.length).toBeGreaterThan(EXPORT_ROWS_AT_ONCE);
  expect(Object.keys(rows[0] ?? {})).toEqual(['broadworksUserId', 'templateName']);

  await page.reload();
  await row.getByText('Ready', { exact: true }).waitFor();
  await row.getByRole('button', { name: /^Delete users-/ }).click();
  const question = page.getByRole('dialog', { name: 'Delete this file?' });
  expect(await accessibilityFaults(page)).toEqual([]);
  await question.getByRole('button', { name: 'Delete file' }).click();
  await console.toast('The file was deleted.').waitFor();
  await page.getByRole('heading', { name: 'No exported files' }).or(page.getByRole('table', { name: 'Exported files' })).waitFor();
  await eventually('the focus stands where the file was', async () => page.getByRole('heading', { name: 'Exports', exact: true }).evaluate((heading) => heading === document.activeElement));
});
