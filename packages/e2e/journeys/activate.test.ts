import { expect, it } from '@jest/globals';
import { accessibilityFaults } from '../src/accessibility.ts';
import { ConsolePage } from '../src/console-page.ts';
import { codeSentTo } from '../src/mailbox.ts';
import { accountsMade, handOver, newPerson, unique } from '../src/people.ts';
import { PortalPage } from '../src/portal-page.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';
import { UserStatusPage } from '../src/user-status-page.ts';

const { demo } = running();
const tabs = useTabs();

it('11 Happy path: takes a user from the hand-over to a ready account, and shows the admin each step of it', async () => {
  // The admin makes a template and hands its link out.
  const console = new ConsolePage(await tabs.device(), demo);
  await console.signIn();
  const name = `Nine steps ${unique()}`;
  const { adapter, shareLink } = await console.createTemplate(name);
  expect(shareLink.startsWith(demo.portalUrl)).toBe(true);
  expect(await accessibilityFaults(console.page)).toEqual([]);

  // BroadWorks hands a user over.
  const person = await newPerson(demo);
  await handOver(adapter, person, { package: 'premium' });
  await console.openTemplate(name);
  const verification = console.section('User verification');
  expect(await verification.getByLabel('Untrusted e-mails').isChecked()).toBe(true);
  expect(await verification.getByLabel('Share link', { exact: true }).inputValue()).toBe(shareLink);
  await verification.getByRole('link', { name: 'Show user status' }).click();
  const users = new UserStatusPage(console.page);
  await users.waitForStatus(person.userId, 'Pending · waiting for e-mail');

  // The user goes through the portal.
  const portal = new PortalPage(await tabs.device());
  await portal.askForCode(shareLink, person, person.email);
  await console.button('Refresh').click();
  await users.waitForStatus(person.userId, 'Pending · waiting for code');
  await portal.typeCode(await codeSentTo(demo, person.email));
  await portal.shows('done');
  expect(await portal.text(person.email).first().isVisible()).toBe(true);

  // The admin sees the account that was made, once.
  await console.button('Refresh').click();
  await users.waitForStatus(person.userId, 'Provisioned');
  expect(await users.allRows()).toContainEqual([person.userId, 'Ana Díaz', person.email, 'Premium', 'Provisioned', expect.any(String)]);
  expect(await accountsMade(demo, person.userId)).toBe(1);
});

