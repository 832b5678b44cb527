import { beforeEach, expect, it } from '@jest/globals';
import { useDatabase } from '../src/database.ts';
import { codeSentTo } from '../src/mailbox.ts';
import { accountsMade, handOver, newPerson } from '../src/people.ts';
import { inEachLanguage, onPhone, type Walk } from '../src/phones.ts';
import { PortalPage } from '../src/portal-page.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';

const { demo } = running();
const tabs = useTabs();
const database = useDatabase();
const walk = (way: Walk) => () => inEachLanguage(tabs, way);
const WEEK = 7 * 24 * 60;
const SESSION = 31;

beforeEach(() => database.forgetSignIns());

const handedOver = async () => {
  const person = await newPerson(demo);
  return { person, id: await handOver(demo.adapter, person) };
};
const secondTab = async ({ page, language }: PortalPage) => new PortalPage(await page.context().newPage(), language);

it('lands on the same step after a reload, in a second tab and on a second device; two tabs never fight, and all see the end', walk(async (portal, language) => {
  const { person } = await handedOver();
  await portal.open(demo.shareLink);
  await portal.signIn(person);
  await portal.shows('email');
  await portal.page.reload();
  await portal.shows('email');
  await portal.giveEmail(person.email);
  await portal.shows('code');
  await portal.page.reload();
  await portal.shows('code');
  const second = await secondTab(portal);
  await second.open(demo.shareLink);
  await second.shows('code');
  const elsewhere = await onPhone(tabs, language);
  await elsewhere.open(demo.shareLink);
  await elsewhere.signIn(person);
  await elsewhere.shows('code');
  const code = await codeSentTo(demo, person.email);
  await Promise.all([portal, second].map((tab) => tab.code().fill(code)));
  // One of both is faster, and may take the button from under the other.
  await Promise.all([portal, second].map((tab) => tab.press('code.submit').catch(() => undefined)));
  await Promise.all([portal, second, elsewhere].map((page) => page.shows('done')));
  await portal.page.reload();
  await portal.shows('done');
  expect(await accountsMade(demo, person.userId)).toBe(1);
}));

it('a week later, on the same device and on another, asks for the sign-in alone and goes on where it stopped', walk(async (portal, language) => {
  const { person, id } = await handedOver();
  await portal.open(demo.shareLink);
  await portal.signIn(person);
  await portal.shows('email');
  await database.letPass(id, WEEK);
  await portal.page.reload();
  await portal.shows('signIn');
  await portal.signIn(person);
  await portal.shows('email');
  await portal.giveEmail(person.email);
  await portal.shows('code');
  await codeSentTo(demo, person.email);

  await database.letPass(id, WEEK);
  await portal.open(demo.shareLink);
  await portal.shows('signIn');
  const elsewhere = await onPhone(tabs, language);
  await elsewhere.open(demo.shareLink);
  for (const device of [portal, elsewhere]) {
    await device.signIn(person);
    // The address is known; only its code has grown old, which is said before anybody types it.
    await device.says('code.expired');
  }
  await elsewhere.press('code.resend');
  await elsewhere.says('code.resent');
  await elsewhere.typeCode(await codeSentTo(demo, person.email, 2));
  await Promise.all([portal, elsewhere].map((device) => device.shows('done')));

  await database.letPass(id, WEEK);
  await portal.open(demo.shareLink);
  await portal.signIn(person);
  await portal.shows('done');
}));

it('a session that ended leads to the sign-in and then to where one was, with what was typed', walk(async (portal) => {
  const { person, id } = await handedOver();
  await portal.open(demo.shareLink);
  await portal.signIn(person);
  await portal.shows('email');
  await database.letPass(id, SESSION);
  await portal.giveEmail(person.email);
  await portal.shows('signIn');
  await portal.says('sign_in.expired');
  expect(await portal.field('sign_in.user_id').inputValue()).toBe(person.userId);
  await portal.signIn(person);
  await portal.shows('email');
  expect(await portal.email().inputValue()).toBe(person.email);
  await portal.press('email.submit');
  await portal.shows('code');

  await portal.page.context().clearCookies();
  await portal.typeCode(await codeSentTo(demo, person.email));
  await portal.shows('signIn');
  await portal.says('sign_in.expired');
  await portal.signIn(person);
  await portal.shows('code');
  await portal.page.goBack().catch(() => null);
  await portal.open(demo.shareLink);
  await portal.shows('code');
  await portal.typeCode(await codeSentTo(demo, person.email));
  await portal.shows('done');
}));
