import { expect, it } from '@jest/globals';
import { accessibilityFaults } from '../src/accessibility.ts';
import { codeSentTo } from '../src/mailbox.ts';
import { handOver, newPerson } from '../src/people.ts';
import { PortalPage } from '../src/portal-page.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';

const { demo } = running();
const tabs = useTabs();

it('lands on the same step after a reload, in a second tab and on a second device, and all of them see the end', async () => {
  const person = await newPerson(demo);
  await handOver(demo.adapter, person);
  const first = new PortalPage(await tabs.device());
  await first.open(demo.shareLink);
  await first.signIn(person);
  await first.shows('email');
  await first.page.reload();
  await first.shows('email');
  expect(await accessibilityFaults(first.page)).toEqual([]);
  await first.giveEmail(person.email);
  await first.shows('code');

  await first.page.reload();
  await first.shows('code');
  const secondTab = new PortalPage(await first.page.context().newPage());
  await secondTab.open(demo.shareLink);
  await secondTab.shows('code');
  const phone = new PortalPage(await tabs.device({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }));
  await phone.open(demo.shareLink);
  await phone.signIn(person);
  await phone.shows('code');
  expect(await accessibilityFaults(phone.page)).toEqual([]);

  await phone.typeCode(await codeSentTo(demo, person.email));

  await Promise.all([first, secondTab, phone].map((page) => page.shows('done')));
  await first.page.reload();
  await first.shows('done');
});

it('signs out at once, so that the next person at this computer begins with a sign-in', async () => {
  const person = await newPerson(demo);
  await handOver(demo.adapter, person);
  const portal = new PortalPage(await tabs.device());
  await portal.open(demo.shareLink);
  await portal.signIn(person);
  await portal.shows('email');

  await portal.button('Not you? Sign out').click();

  await portal.shows('signIn');
  await portal.page.reload();
  await portal.shows('signIn');
});
