import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { accessibilityFaults } from '../src/accessibility.ts';
import { Integrator } from '../src/integrator.ts';
import { codeSentTo, linkSentTo, mailsTo } from '../src/mailbox.ts';
import { handOver, newPerson, type Person, unique } from '../src/people.ts';
import { PortalPage } from '../src/portal-page.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';

const { demo } = running();
const tabs = useTabs();
const integrator = new Integrator(demo);

/** Somebody who was handed over, and their browser at the screen that asks for the code. */
async function atCode(): Promise<{ person: Person; id: string; portal: PortalPage }> {
  const person = await newPerson(demo);
  const id = await handOver(demo.adapter, person);
  const portal = new PortalPage(await tabs.device());
  await portal.askForCode(demo.shareLink, person, person.email);
  return { person, id, portal };
}

describe('sign-in', () => {
  it('12 Bad password: says that user ID and password do not match, keeps the ID and puts the cursor into the password', async () => {
    const person = await newPerson(demo);
    await handOver(demo.adapter, person);
    const portal = new PortalPage(await tabs.device());
    await portal.open(demo.shareLink);
    expect(await accessibilityFaults(portal.page)).toEqual([]);

    await portal.signIn({ ...person, password: 'wrong' });

    await portal.text('User ID and password do not match. Check both and try again.').waitFor();
    const password = portal.page.getByLabel('Password', { exact: true });
    await password.and(portal.page.locator(':focus')).waitFor();
    expect(await portal.page.getByLabel('User ID', { exact: true }).inputValue()).toBe(person.userId);
    expect(await accessibilityFaults(portal.page)).toEqual([]);
    await portal.signIn(person);
    await portal.shows('email');
  });

  it('says that nothing is waiting to somebody whom BroadWorks knows but did not hand over', async () => {
    const person = await newPerson(demo);
    const portal = new PortalPage(await tabs.device());
    await portal.open(demo.shareLink);

    await portal.signIn(person);

    await portal.shows('nothingWaiting');
    expect(await accessibilityFaults(portal.page)).toEqual([]);
  });
});

describe('the link', () => {
  it('of nobody says that it does not work', async () => {
    const portal = new PortalPage(await tabs.device());

    await portal.open(`${demo.portalUrl}${unique()}`);

    await portal.shows('linkUnknown');
    expect(await accessibilityFaults(portal.page)).toEqual([]);
  });

  it('that was replaced says so', async () => {
    const template = await integrator.createTemplate();
    await integrator.rotateShareLink(template.id);
    const portal = new PortalPage(await tabs.device());

    await portal.open(template.shareLink);

    await portal.shows('linkWithdrawn');
    expect(await accessibilityFaults(portal.page)).toEqual([]);
  });
});

describe('the code', () => {
  it('that is wrong costs one of five tries, each told, and the right one still works', async () => {
    const { person, portal } = await atCode();
    expect(await accessibilityFaults(portal.page)).toEqual([]);
    const code = await codeSentTo(demo, person.email);
    const wrong = code === '000000' ? '111111' : '000000';

    for (const left of ['You have 4 tries left.', 'You have 3 tries left.']) {
      await portal.typeCode(wrong);
      await portal.text(`This code is not right. ${left}`).waitFor();
    }

    expect(await accessibilityFaults(portal.page)).toEqual([]);
    await portal.typeCode(code);
    await portal.shows('done');
  });

  it('can be asked for anew only after a count-down, and pressing the button before sends nothing', async () => {
    const { person, portal } = await atCode();
    await codeSentTo(demo, person.email);
    const waiting = portal.text(/You can ask for a new code in \d+ seconds?\./);
    const secondsLeft = async () => Number(/\d+/.exec(await waiting.first().innerText())?.[0]);
    const before = await secondsLeft();

    // Playwright waits for enabled buttons; this one explains itself instead.
    await portal.button('Send a new code').click({ force: true });
    await sleep(2200);

    const after = await secondsLeft();
    expect(before).toBeLessThanOrEqual(60);
    expect(before - after).toBeGreaterThanOrEqual(1);
    expect(before - after).toBeLessThanOrEqual(10);
    expect(await mailsTo(demo, person.email)).toHaveLength(1);
  });

  it('is filled in by the link of the mail, which never confirms by itself', async () => {
    const { person, id, portal } = await atCode();
    const code = await codeSentTo(demo, person.email);

    await portal.open(await linkSentTo(demo, person.email));
    await portal.text('We filled in the code from your mail. Press Confirm to go on.').waitFor();
    await sleep(1500);

    expect(await portal.code().inputValue()).toBe(code);
    expect((await integrator.read(id)).status).toBe('pending_email_validation');
    expect(portal.page.url()).not.toContain(code);
    await portal.button('Confirm').click();
    await portal.shows('done');
  });

  it('is filled in after the sign-in when the link is opened on another device', async () => {
    const { person } = await atCode();
    const code = await codeSentTo(demo, person.email);
    const elsewhere = new PortalPage(await tabs.device());

    await elsewhere.open(await linkSentTo(demo, person.email));
    await elsewhere.text('Sign in first. Then we fill in the code from your mail for you.').waitFor();
    await elsewhere.signIn(person);

    await elsewhere.shows('code');
    expect(await elsewhere.code().inputValue()).toBe(code);
  });
});

describe('a mail that comes back', () => {
  it('is told on the page and in the list within seconds, and another address brings the user on', async () => {
    const person = await newPerson(demo);
    const id = await handOver(demo.adapter, person);
    const portal = new PortalPage(await tabs.device());
    const email = `bounced-${unique()}@example.com`;
    await portal.askForCode(demo.shareLink, person, email);

    await portal.text(`We could not deliver the mail to ${email}. Check whether the address is right, or use another one.`).first().waitFor();
    expect(await accessibilityFaults(portal.page)).toEqual([]);
    expect(await portal.button('Send a new code').count()).toBe(0);
    expect(await integrator.read(id)).toMatchObject({ status: 'pending_email_validation', reason: 'mail_refused' });

    await portal.button('Use another address').click();
    await portal.giveEmail(email);
    await portal.text('The last mail to this address came back. Check whether it is right, or use another one.').first().waitFor();
    await portal.giveEmail(person.email);
    await portal.shows('code');
    await portal.typeCode(await codeSentTo(demo, person.email));
    await portal.shows('done');
  });
});
