import { describe, expect, it } from '@jest/globals';
import { accessibilityFaults } from '../src/accessibility.ts';
import { Integrator } from '../src/integrator.ts';
import { codeSentTo, mailsTo } from '../src/mailbox.ts';
import { accountsMade, handOver, newPerson, type Person, unique } from '../src/people.ts';
import { PortalPage } from '../src/portal-page.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';

const { demo } = running();
const tabs = useTabs();
const integrator = new Integrator(demo);
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const onPhone = async () => new PortalPage(await tabs.device(phone));

const handedOver = async (chosen: Partial<Person> = {}) => {
  const person = await newPerson(demo, chosen);
  return { person, id: await handOver(demo.adapter, person) };
};
const atCode = async (chosen: Partial<Person> = {}) => {
  const known = await handedOver(chosen);
  const portal = await onPhone();
  await portal.askForCode(demo.shareLink, known.person, known.person.email);
  return { ...known, portal };
};

describe('signing in on a phone', () => {
  it('13 Lockout: says that the account is locked, and keeps what was typed as user ID', async () => {
    const { person, id } = await handedOver({ userId: `locked-${unique()}@northwind.example` });
    const portal = await onPhone();
    await portal.open(demo.shareLink);
    await portal.signIn(person);
    await portal.text(/^Your account is locked because the password was wrong too often\./).first().waitFor();
    expect(await portal.page.getByLabel('User ID', { exact: true }).inputValue()).toBe(person.userId);
    expect(await accessibilityFaults(portal.page)).toEqual([]);
    expect((await integrator.read(id)).status).toBe('pending_email_input');
  });

  it('14 Short user name: the number alone is enough', async () => {
    const number = `555${Date.now()}`;
    const page: { defaultDomain: string | null } = await (await fetch(demo.shareLink.replace(/^.*\/activate\//, `${demo.apiUrl}/v1/activation/`))).json();
    const { person } = await handedOver({ userId: `${number}@${page.defaultDomain}` });
    const portal = await onPhone();
    await portal.open(demo.shareLink);
    await portal.signIn({ userId: number, password: person.password });
    await portal.shows('email');
  });
});

describe('an address that somebody else has', () => {
  it('15 Address in another org: is told in plain words once the mailbox is proven, and another address goes on', async () => {
    const { person, id, portal } = await atCode({ email: `fail-200039-${unique()}@example.com` });
    await portal.typeCode(await codeSentTo(demo, person.email));
    await portal.shows('failedForUser');
    await portal.text(/already belongs to an account of another organisation/).first().waitFor();
    expect(await accessibilityFaults(portal.page)).toEqual([]);
    expect(await integrator.read(id)).toMatchObject({ status: 'error', reason: 'cloud.email_in_use_elsewhere' });
    expect(await accountsMade(demo, person.userId)).toBe(0);
    const other = `ana-${unique()}@example.com`;
    await portal.button('Use another address').click();
    await portal.giveEmail(other);
    await portal.typeCode(await codeSentTo(demo, other));
    await portal.shows('done');
  });

  it('16 Address of another subscriber: is told only after the code, and names nobody', async () => {
    const { person: owner, id: ownerId } = await handedOver();
    await integrator.onboard(ownerId, owner.email);
    const { id, portal } = await atCode({ email: owner.email });
    expect(await portal.page.getByText('Another user already has this address.').count()).toBe(0);
    // The first mail told the owner that the account is ready.
    await portal.typeCode(await codeSentTo(demo, owner.email, 2));
    await portal.text(/^Another user already has this address\./).first().waitFor();
    expect(await portal.page.getByText(owner.userId).count()).toBe(0);
    expect(await accessibilityFaults(portal.page)).toEqual([]);
    expect((await integrator.read(id)).status).toBe('pending_email_validation');
  });
});

describe('the code on a phone', () => {
  it('17 Resend and invalidate: the code of an earlier mail says that a newer one was sent', async () => {
    const { person, portal } = await atCode();
    const first = await codeSentTo(demo, person.email);
    for (const address of [`ana-${unique()}@example.com`, person.email]) {
      await portal.button('Use another address').click();
      await portal.giveEmail(address);
      await portal.shows('code');
    }
    const newest = await codeSentTo(demo, person.email, 2);
    await portal.typeCode(first === newest ? '000000' : first);
    await portal.text(/^This code is from an older mail\./).first().waitFor();
    await portal.typeCode(newest);
    await portal.shows('done');
  });

  it('may be typed in two tabs: one confirms it, the other goes along, and there is one account', async () => {
    const { person, portal } = await atCode();
    const second = new PortalPage(await portal.page.context().newPage());
    await second.open(demo.shareLink);
    await second.shows('code');
    const code = await codeSentTo(demo, person.email);
    await Promise.all([portal, second].map((tab) => tab.code().fill(code)));
    await Promise.all([portal, second].map((tab) => tab.button('Confirm').click().catch(() => undefined)));
    await Promise.all([portal, second].map((tab) => tab.shows('done')));
    expect(await accountsMade(demo, person.userId)).toBe(1);
  });

  it('asks to sign in again when the session has ended on the way, and then stands where it stood', async () => {
    const { person, portal } = await atCode();
    await portal.page.context().clearCookies();
    await portal.typeCode(await codeSentTo(demo, person.email));
    await portal.shows('signIn');
    expect(await accessibilityFaults(portal.page)).toEqual([]);
    await portal.signIn(person);
    await portal.shows('code');
    await portal.page.goBack().catch(() => null);
    await portal.open(demo.shareLink);
    await portal.shows('code');
    await portal.typeCode(await codeSentTo(demo, person.email));
    await portal.shows('done');
  });
});

it('20 Second visit, finished: shows the downloads at once on another device, and sends no mail', async () => {
  const { person, portal } = await atCode();
  await portal.typeCode(await codeSentTo(demo, person.email));
  await portal.shows('done');
  const elsewhere = await onPhone();
  await elsewhere.open(demo.shareLink);
  await elsewhere.signIn(person);
  await elsewhere.shows('done');
  expect(await elsewhere.email().count()).toBe(0);
  expect((await mailsTo(demo, person.email)).filter(({ text }) => /\b\d{6}\b/.test(text.replace(/https?:\S+/g, '')))).toHaveLength(1);
});
