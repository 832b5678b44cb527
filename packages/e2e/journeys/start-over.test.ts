import { expect, it } from '@jest/globals';
import { accessibilityFaults } from '../src/accessibility.ts';
import { ConsolePage } from '../src/console-page.ts';
import { Integrator } from '../src/integrator.ts';
import { codeSentTo } from '../src/mailbox.ts';
import { handOver, newPerson, unique } from '../src/people.ts';
import { PortalPage } from '../src/portal-page.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';
import { UserStatusPage } from '../src/user-status-page.ts';

const { demo } = running();
const tabs = useTabs();
const integrator = new Integrator(demo);

it('lets a deleted user start over under the changed template once BroadWorks hands them over anew', async () => {
  const template = await integrator.createTemplate();
  const person = await newPerson(demo);
  await handOver(template.adapter, person);
  const portal = new PortalPage(await tabs.device());
  await portal.askForCode(template.shareLink, person, person.email);
  const oldCode = await codeSentTo(demo, person.email);

  // The admin deletes the user, whose open page then cannot go on, and changes the template.
  const console = new ConsolePage(await tabs.device(), demo);
  await console.signIn(`subscribers?templateId=${template.id}`);
  const users = new UserStatusPage(console.page);
  await users.waitForStatus(person.userId, 'Pending · waiting for code');
  await users.choose(person.userId, 'Delete user');
  expect(await accessibilityFaults(console.page)).toEqual([]);
  await users.dialog().getByRole('button', { name: 'Delete user', exact: true }).click();
  await console.toast(`${person.userId} was deleted.`).waitFor();
  await users.row(person.userId).waitFor({ state: 'detached' });
  await portal.shows('signIn');
  await changeTemplate(console, template.name);

  // BroadWorks hands over again, and the user begins at the address.
  await handOver(template.adapter, person);
  await portal.signIn(person);
  await portal.shows('email');
  await portal.giveEmail(person.email);
  const code = await codeSentTo(demo, person.email, 2);
  if (oldCode !== code) {
    await portal.typeCode(oldCode);
    await portal.text(/^This code is not right\./).waitFor();
  }
  await portal.typeCode(code);
  await portal.shows('done');

  await console.section('User verification').getByRole('link', { name: 'Show user status' }).click();
  await users.waitForStatus(person.userId, 'Provisioned');
  expect(await (await users.cell(person.userId, 'Package')).innerText()).toBe('Premium');
});

/** Gives the template another name and another package for whom BroadWorks hands over without one. */
async function changeTemplate(console: ConsolePage, name: string): Promise<void> {
  const newName = `Changed ${unique()}`;
  await console.openTemplate(name);
  await console.section('General').getByLabel('Name', { exact: true }).fill(newName);
  await console.section('Provisioning').getByLabel('Default package').selectOption('premium');
  await console.button('Save changes').click();
  await console.toast('Changes saved.').waitFor();
  await console.heading(newName).waitFor();
}
