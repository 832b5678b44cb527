import { describe, expect, it } from '@jest/globals';
import { accessibilityFaults } from '../src/accessibility.ts';
import { ConsolePage } from '../src/console-page.ts';
import { Integrator, type Row } from '../src/integrator.ts';
import { codeSentTo } from '../src/mailbox.ts';
import { accountsMade, handOver, newPerson, type Person, unique } from '../src/people.ts';
import { PortalPage } from '../src/portal-page.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';
import { UserStatusPage } from '../src/user-status-page.ts';

const { demo } = running();
const tabs = useTabs();
const integrator = new Integrator(demo);
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const onPhone = async () => new PortalPage(await tabs.device(phone));

async function prove(portal: PortalPage, shareLink: string, person: Person): Promise<void> {
  await portal.askForCode(shareLink, person, person.email);
  await portal.typeCode(await codeSentTo(demo, person.email));
}

describe('Provision Admin First', () => {
  const twoColleagues = async () => {
    const template = await integrator.createTemplate({ provisionAdminFirst: true });
    const first = await newPerson(demo, { firstName: 'Ben', lastName: 'Okafor' });
    const second = await newPerson(demo, { groupId: first.groupId });
    await handOver(template.adapter, first);
    return { template, first, second, secondId: await handOver(template.adapter, second) };
  };

  it('21 whoever is not first waits, reminds, and goes on by itself when the first is done', async () => {
    const { template, first, second, secondId } = await twoColleagues();
    const portal = await onPhone();
    await prove(portal, template.shareLink, second);
    await portal.shows('waiting');
    await portal.text(/Ben O\. is the first of your company/).waitFor();
    expect(await portal.page.getByText('Okafor').count()).toBe(0);
    expect(await accessibilityFaults(portal.page)).toEqual([]);
    await portal.button('Send a reminder').click();
    await portal.text(/^A reminder was sent\./).first().waitFor();
    await portal.page.reload();
    await portal.shows('waiting');

    const other = await onPhone();
    await prove(other, template.shareLink, first);
    await other.shows('done');
    await portal.shows('done', 40);
    expect(await accountsMade(demo, second.userId)).toBe(1);
    expect(await integrator.read(secondId)).toMatchObject({ status: 'provisioned' });
  });

  it('is seen in the console, where an admin lets somebody else go first', async () => {
    const { template, second } = await twoColleagues();
    const portal = await onPhone();
    await prove(portal, template.shareLink, second);
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

describe('an account that exists already', () => {
  const upToTheQuestion = async () => {
    const person = await newPerson(demo, { email: `movable-${unique()}@example.com` });
    const id = await handOver(demo.adapter, person);
    const portal = await onPhone();
    await prove(portal, demo.shareLink, person);
    await portal.shows('accountMovable');
    return { person, id, portal };
  };

  it('25 moves with the person\'s consent, and the page goes on by itself', async () => {
    const { person, portal } = await upToTheQuestion();
    expect(await accessibilityFaults(portal.page)).toEqual([]);
    await portal.button('Agree and move it').click();
    await portal.text('Thank you. Your consent is recorded.').first().waitFor();
    expect(await accessibilityFaults(portal.page)).toEqual([]);
    // The simulated owner agrees in the platform's own mail a few seconds after being asked.
    await portal.shows('done', 60);
    expect(await accountsMade(demo, person.userId)).toBe(1);
  });

  it('stays where it is when the person does not want that, who takes another address', async () => {
    const { portal, id } = await upToTheQuestion();
    await portal.button('Do not move it').click();
    await portal.shows('failedForUser');
    await portal.text(/Your existing account was not moved/).first().waitFor();
    expect(await accessibilityFaults(portal.page)).toEqual([]);
    expect(await integrator.read(id)).toMatchObject({ status: 'error', reason: 'cloud.consent_refused' });
    const other = `ana-${unique()}@example.com`;
    await portal.button('Use another address').click();
    await portal.giveEmail(other);
    await portal.typeCode(await codeSentTo(demo, other));
    await portal.shows('done');
  });
});

describe('self-activation', () => {
  it('23 somebody nobody handed over signs in and completes', async () => {
    const template = await integrator.createTemplate({ selfActivation: true, defaultPackage: 'basic' });
    const person = await newPerson(demo);
    const portal = await onPhone();
    await prove(portal, template.shareLink, person);
    await portal.shows('done');
    const { items } = await integrator.get<{ items: (Row & { selfActivated: boolean; spEnterpriseId: string })[] }>(`/v1/subscribers?q=${encodeURIComponent(person.userId)}`);
    expect(items).toMatchObject([{ selfActivated: true, package: 'basic', status: 'provisioned', spEnterpriseId: `Northwind+${person.groupId}` }]);
  });

  it('24 at another template\'s link says who can help, with a reference, and creates nobody', async () => {
    const [one, other] = [await integrator.createTemplate({ selfActivation: true }), await integrator.createTemplate({ selfActivation: true })];
    const first = await newPerson(demo);
    const colleague = await newPerson(demo, { groupId: first.groupId });
    const portal = await onPhone();
    await portal.open(one.shareLink);
    await portal.signIn(first);
    await portal.shows('email');
    const lost = await onPhone();
    await lost.open(other.shareLink);
    await lost.signIn(colleague);
    await lost.text(/set up differently from this activation link/).first().waitFor();
    expect(await lost.reference()).not.toBe('');
    expect(await accessibilityFaults(lost.page)).toEqual([]);
    const { items } = await integrator.get<{ items: Row[] }>(`/v1/subscribers?q=${encodeURIComponent(colleague.userId)}`);
    expect(items).toEqual([]);
  });
});

describe('a personal link', () => {
  it('asks for the password only, survives a reload, works once, and then says so', async () => {
    const person = await newPerson(demo);
    const link = await integrator.invite(await handOver(demo.adapter, person));
    const portal = await onPhone();
    await portal.open(link);
    await portal.text(/This link is for Ana D\./).waitFor();
    expect(await portal.page.getByLabel('User ID', { exact: true }).count()).toBe(0);
    expect(await accessibilityFaults(portal.page)).toEqual([]);
    await portal.page.reload();
    await portal.page.getByLabel('Password', { exact: true }).fill(person.password);
    await portal.button('Sign in').click();
    await portal.shows('email');
    expect(portal.page.url()).not.toContain('#');

    const again = await onPhone();
    await again.open(link);
    await again.text(/was used already, or it is too old/).first().waitFor();
    expect(await accessibilityFaults(again.page)).toEqual([]);
    await again.signIn(person);
    await again.shows('email');
  });

  it('is enough by itself where the template says so', async () => {
    const template = await integrator.createTemplate({ invitationProof: 'link' });
    const person = await newPerson(demo);
    const link = await integrator.invite(await handOver(template.adapter, person));
    const portal = await onPhone();
    await portal.open(link);
    await portal.text(/works once/).waitFor();
    expect(await accessibilityFaults(portal.page)).toEqual([]);
    await portal.button('Go on').click();
    await portal.shows('email');
  });

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
    const portal = await onPhone();
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
