import { describe, expect, it } from '@jest/globals';
import { accessibilityFaults } from '../src/accessibility.ts';
import { ConsolePage } from '../src/console-page.ts';
import { Integrator, type Row } from '../src/integrator.ts';
import { codeSentTo } from '../src/mailbox.ts';
import { handOver, newPerson } from '../src/people.ts';
import { onPhone } from '../src/phones.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';
import { UserStatusPage } from '../src/user-status-page.ts';

const { demo } = running();
const tabs = useTabs();
const integrator = new Integrator(demo);

describe('Provision Admin First', () => {
  it('is seen in the console, where an admin lets somebody else go first', async () => {
    const template = await integrator.createTemplate({ provisionAdminFirst: true });
    const first = await newPerson(demo);
    const second = await newPerson(demo, { groupId: first.groupId });
    await handOver(template.adapter, first);
    await handOver(template.adapter, second);
    const portal = await onPhone(tabs);
    await portal.askForCode(template.shareLink, second, second.email);
    await portal.typeCode(await codeSentTo(demo, second.email));
    await portal.shows('waiting');

    const console = new ConsolePage(await tabs.device(), demo);
    await console.signIn('subscribers');
    const users = new UserStatusPage(console.page);
    await users.search(second.userId);
    await users.waitForStatus(second.userId, 'Provisioning · waiting for the first administrator');
    await users.choose(second.userId, 'Let this user go first');
    await users.dialog().getByText(/becomes the administrator of/).waitFor();
    expect(await accessibilityFaults(console.page)).toEqual([]);
    await users.dialog().getByRole('button', { name: 'Let go first', exact: true }).click();
    await console.toast(`${second.userId} goes on.`).waitFor();
    await portal.shows('done', 40);
  });
});

describe('a personal link', () => {
  it('is made by an admin for one user, and as a sheet of cards for a customer', async () => {
    const person = await newPerson(demo);
    await handOver(demo.adapter, person, { language: 'fr' });
    const console = new ConsolePage(await tabs.device(), demo);
    await console.signIn('subscribers');
    const users = new UserStatusPage(console.page);
    await users.search(person.userId);
    await users.choose(person.userId, 'Personal invitation');
    await users.dialog().getByRole('button', { name: 'Make a link', exact: true }).click();
    const link = await users.dialog().getByLabel('Personal link', { exact: true }).inputValue();
    expect(await accessibilityFaults(console.page)).toEqual([]);
    const portal = await onPhone(tabs);
    await portal.open(link);
    await portal.page.getByText(/Ana D\./).waitFor();

    const { items: [row] } = await integrator.get<{ items: (Row & { customerId: string })[] }>(`/v1/subscribers?q=${encodeURIComponent(person.userId)}`);
    await console.page.goto(new URL(`customers/${row?.customerId}/invitations`, demo.consoleUrl).href);
    await console.button('Make 1 card').click();
    const card = console.page.getByRole('listitem').filter({ hasText: person.userId });
    await card.getByText(/Visez le code/).waitFor();
    expect(await accessibilityFaults(console.page)).toEqual([]);
    await console.page.emulateMedia({ media: 'print' });
    expect(await console.page.getByRole('navigation', { name: 'Main' }).isVisible()).toBe(false);
    expect(await card.isVisible()).toBe(true);
    // The sheet's link took the place of the one before.
    await portal.page.reload();
    await portal.page.getByText(/déjà servi|was used already/).first().waitFor();
  });
});
