import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { accessibilityFaults } from '../src/accessibility.ts';
import { eventually } from '../src/eventually.ts';
import { codeSentTo, mailsTo } from '../src/mailbox.ts';
import { handOver, newPerson, unique } from '../src/people.ts';
import { PortalPage } from '../src/portal-page.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';

const { demo } = running();
const tabs = useTabs();
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

async function someone() {
  const person = await newPerson(demo);
  await handOver(demo.adapter, person);
  return person;
}

/** Somebody gave this address, and its reader has the mail. */
async function mailed(): Promise<{ address: string; link: string }> {
  const address = `reader-${unique()}@example.com`;
  const portal = new PortalPage(await tabs.device(phone));
  await portal.askForCode(demo.shareLink, await someone(), address);
  await codeSentTo(demo, address);
  const [link = ''] = /https?:\/\/\S+\/stop-mails\S*/.exec((await mailsTo(demo, address))[0]?.text ?? '') ?? [];
  return { address, link };
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true });

describe('the link that stops mails', () => {
  it('lets nobody but the reader stop anything: a robot that opens it and presses every button changes nothing', async () => {
    const { address, link } = await mailed();
    const page = await tabs.device(phone);
    const sent: string[] = [];
    page.on('request', (request) => request.method() !== 'GET' && sent.push(request.url()));
    await page.goto(link);
    await heading(page, 'Stop these mails for a day').waitFor();
    for (const button of await page.getByRole('button').all()) await button.click();
    await page.keyboard.press('Enter');
    await page.getByText('Enter your e-mail address.').waitFor();
    expect(await page.getByText(address).count()).toBe(0);
    expect(sent).toEqual([]);

    const other = new PortalPage(await tabs.device(phone));
    await other.askForCode(demo.shareLink, await someone(), address);
    await codeSentTo(demo, address, 2);
  });

  it('stops codes for a day when the reader types the address, and the portal tells others what to do', async () => {
    const { address, link } = await mailed();
    const page = await tabs.device(phone);
    await page.goto(link);
    await heading(page, 'Stop these mails for a day').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel('Your e-mail address').fill(`not-${address}`);
    await page.getByRole('button', { name: 'Stop the mails' }).click();
    await page.getByText('This address and this link do not belong together').first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);

    await page.getByLabel('Your e-mail address').fill(address);
    await page.getByRole('button', { name: 'Stop the mails' }).click();
    await heading(page, 'The mails are stopped').waitFor();
    await page.getByText(`we send no code and no reminder to ${address}`).waitFor();
    await eventually('the focus is on the heading', async () => (await page.evaluate(() => document.activeElement?.tagName)) === 'H1');
    expect(await accessibilityFaults(page)).toEqual([]);

    const portal = new PortalPage(await tabs.device(phone));
    await portal.open(demo.shareLink);
    await portal.signIn(await someone());
    await portal.shows('email');
    await portal.giveEmail(address);
    await portal.text(/Whoever reads this mailbox asked us to send nothing to it for a day/).first().waitFor();
    expect(await mailsTo(demo, address)).toHaveLength(1);
    await portal.giveEmail(`instead-${unique()}@example.com`);
    await portal.shows('code');
  });

  it('speaks the language of the mail, also from right to left, and says when a part of the link is missing', async () => {
    const { link } = await mailed();
    const page = await tabs.device(phone);
    for (const [language, title] of [['fr', 'Arrêter ces messages pendant un jour'], ['ar', 'إيقاف هذه الرسائل لمدة يوم']] as const) {
      await page.goto(link.replace('lang=en', `lang=${language}`));
      await heading(page, title).waitFor();
      expect(await page.evaluate(() => document.documentElement.dir)).toBe(language === 'ar' ? 'rtl' : 'ltr');
      expect(await accessibilityFaults(page)).toEqual([]);
    }
    await page.goto(`${new URL(link).origin}/activate/stop-mails`);
    await page.getByText('Perhaps a part of it got lost.').waitFor();
    expect(await page.getByRole('textbox').count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});
