import { expect, it } from '@jest/globals';
import { accessibilityFaults } from '../src/accessibility.ts';
import { ConsolePage } from '../src/console-page.ts';
import { Integrator } from '../src/integrator.ts';
import { accountsMade, handOver, newPerson, scriptCloud } from '../src/people.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';
import { UserStatusPage } from '../src/user-status-page.ts';

const { demo } = running();
const tabs = useTabs();
const integrator = new Integrator(demo);

it('changes the package of a provisioned user, the row going through updating to provisioned by itself', async () => {
  const template = await integrator.createTemplate();
  const person = await newPerson(demo);
  const id = await handOver(template.adapter, person, { package: 'basic' });
  await integrator.onboard(id, person.email);
  await scriptCloud(demo, { fault: 'slow_provisioning', delayMs: 8000, userId: person.userId });
  const console = new ConsolePage(await tabs.device(), demo);
  await console.signIn(`subscribers?templateId=${template.id}`);
  const users = new UserStatusPage(console.page);
  await users.waitForStatus(person.userId, 'Provisioned');
  expect(await (await users.cell(person.userId, 'Package')).innerText()).toBe('Basic');

  await users.choose(person.userId, 'Change package type');
  const change = users.dialog().getByRole('button', { name: 'Change package', exact: true });
  expect(await change.isDisabled()).toBe(true);
  expect(await accessibilityFaults(console.page)).toEqual([]);
  await users.dialog().getByLabel('Premium').check();
  await change.click();

  await users.waitForStatus(person.userId, 'Updating · changing package');
  await users.waitForStatus(person.userId, 'Provisioned', 30);
  expect(await (await users.cell(person.userId, 'Package')).innerText()).toBe('Premium');
  expect(await accountsMade(demo, person.userId)).toBe(1);
});
