import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { accessibilityFaults } from '../src/accessibility.ts';
import { ConsolePage } from '../src/console-page.ts';
import { eventually } from '../src/eventually.ts';
import { unique } from '../src/people.ts';
import { isSignedWith, type Receiver, startReceiver } from '../src/receiver.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';

const { demo } = running();
const tabs = useTabs();
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

describe('webhooks', () => {
  let receiver: Receiver;
  let console: ConsolePage;
  beforeAll(async () => {
    receiver = await startReceiver();
  });
  afterAll(() => receiver.close());

  const dialog = (): Locator => console.page.getByRole('dialog');
  const inDialog = (name: string): Locator => dialog().getByRole('button', { name, exact: true });
  const faults = () => accessibilityFaults(console.page);
  const menu = async (item: string) => {
    await console.button('More actions').click();
    await console.page.getByRole('menuitem', { name: item, exact: true }).click();
    await dialog().waitFor();
  };

  it('are set up for a real receiver, tested, mended after a failure, given a new secret, disabled by a 410, told of on Home, enabled and deleted', async () => {
    console = new ConsolePage(await tabs.device(), demo);
    receiver.received.length = 0;
    const name = `Order system ${unique()}`;
    await console.signIn('integrations/webhooks');
    await console.button('New webhook').first().click();
    await dialog().getByLabel('Address', { exact: true }).fill('http://169.254.169.254/hook');
    await dialog().getByLabel(/^What it is for/).fill(name);
    await dialog().getByRole('radio', { name: /^Chosen events/ }).check();
    await inDialog('Create webhook').click();
    await dialog().getByText('Choose at least one.').waitFor();
    await dialog().getByRole('button', { name: /^Single events/ }).first().click();
    expect(await faults()).toEqual([]);
    await dialog().getByRole('checkbox', { name: 'Users', exact: true }).check();
    await inDialog('Create webhook').click();
    await dialog().getByText(/^This address cannot be used/).waitFor();
    await dialog().getByLabel('Address', { exact: true }).fill(receiver.url);
    await inDialog('Create webhook').click();
    await dialog().getByText(/^The secret is shown only now/).waitFor();
    expect(await faults()).toEqual([]);
    const secret = await dialog().getByLabel('Secret', { exact: true }).inputValue();
    await inDialog('I have copied it').click();
    await console.heading(name).waitFor();
    expect(await console.page.content()).not.toContain(secret);
    await console.page.getByText('Nothing sent yet').first().waitFor();
    expect(await faults()).toEqual([]);

    // What comes of a test is seen as it comes, and the receiver can prove who sent it.
    receiver.answer(503, 'Down for repairs');
    await console.button('Send test event').click();
    await console.heading('Test event').waitFor();
    await console.page.getByText('Attempt 1: refused').waitFor();
    await console.page.getByText('Down for repairs').waitFor();
    expect(await faults()).toEqual([]);
    receiver.answer(204);
    await console.button('Send again').click();
    await console.page.getByText('Attempt 2: accepted').waitFor();
    expect(receiver.received.map((each) => [isSignedWith(secret, each), JSON.parse(each.body).type])).toEqual([[true, 'io.vestibule.webhook.test.v1'], [true, 'io.vestibule.webhook.test.v1']]);
    expect(receiver.received[0]?.headers['webhook-id']).toBe(receiver.received[1]?.headers['webhook-id']);
    await console.page.getByRole('link', { name: 'Deliveries' }).click();
    await console.page.getByRole('row').filter({ hasText: 'Test event' }).getByText('Delivered').waitFor();
    expect(await faults()).toEqual([]);

    await menu('New secret or key');
    expect(await faults()).toEqual([]);
    await inDialog('Make a new secret').click();
    await dialog().getByText(/old and the new secret until/).waitFor();
    const next = await dialog().getByLabel('Secret', { exact: true }).inputValue();
    await inDialog('I have copied it').click();
    await menu('Send events again');
    await dialog().getByRole('radio', { name: /^In another time/ }).check();
    expect(await faults()).toEqual([]);
    await inDialog('Cancel').click();

    // The receiver says that it is gone; that ends the webhook, and Home tells.
    receiver.answer(410, 'Moved away');
    await console.button('Send test event').click();
    await console.page.getByText('Attempt 1: gone').waitFor();
    const last = receiver.received.at(-1);
    expect(last && [isSignedWith(secret, last), isSignedWith(next, last)]).toEqual([true, true]);
    await console.open();
    await console.page.getByRole('listitem').filter({ hasText: `Webhook “${name}” was disabled` }).getByRole('link').click();
    await console.heading(name).waitFor();
    await console.page.getByText(/^Disabled: the receiver answered that it is gone/).waitFor();
    expect(await faults()).toEqual([]);
    receiver.answer(204);
    await console.button('Enable').click();
    await dialog().waitFor();
    expect(await faults()).toEqual([]);
    await inDialog('Enable').click();
    await console.button('Send test event').waitFor();

    await console.page.setViewportSize(phone.viewport);
    await console.open('integrations/webhooks');
    await console.page.getByRole('article', { name, exact: true }).getByRole('link').waitFor();
    expect(await console.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    expect(await faults()).toEqual([]);
    await console.page.getByRole('article', { name, exact: true }).getByRole('link').click();
    await console.page.getByRole('row').filter({ hasText: 'Test event' }).first().waitFor();
    expect(await console.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    expect(await faults()).toEqual([]);
    await menu('Delete webhook');
    await inDialog('Delete webhook').click();
    await console.toast(`“${name}” was deleted.`).waitFor();
    await eventually('the card goes', async () => (await console.page.getByRole('article', { name, exact: true }).count()) === 0);
  }, 120_000);
});
