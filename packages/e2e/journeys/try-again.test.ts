import { expect, it } from '@jest/globals';
import { ConsolePage } from '../src/console-page.ts';
import { eventually } from '../src/eventually.ts';
import { Integrator } from '../src/integrator.ts';
import { codeSentTo } from '../src/mailbox.ts';
import { accountsMade, handOver, newPerson, unique } from '../src/people.ts';
import { PortalPage } from '../src/portal-page.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';
import { UserStatusPage } from '../src/user-status-page.ts';

const { demo } = running();
const tabs = useTabs();
const integrator = new Integrator(demo);

async function tryAgainInVain(portal: PortalPage, subscriberId: string, which: string): Promise<void> {
  const { lastStatusChange: before } = await integrator.read(subscriberId);
  await portal.button('Try again').click();
  await eventually(`the ${which} repetition fails`, async () => {
    const { status, lastStatusChange } = await integrator.read(subscriberId);
    return status === 'error' && lastStatusChange !== before;
  });
  await portal.shows('failedForAdmin');
}

it('gives a reference when it fails again and again; the admin finds the row by it, onboards by hand, and the open page turns to done', async () => {
  const person = await newPerson(demo, { email: `fail-200026-${unique()}@example.com` });
  const id = await handOver(demo.adapter, person);
  const portal = new PortalPage(await tabs.device());
  await portal.askForCode(demo.shareLink, person, person.email);
  await portal.typeCode(await codeSentTo(demo, person.email));
  await portal.shows('failedForAdmin');
  for (const again of ['first', 'second', 'third']) await tryAgainInVain(portal, id, again);
  await portal.button('Try again').waitFor({ state: 'detached' });
  const reference = await portal.reference();

  const console = new ConsolePage(await tabs.device({ permissions: ['clipboard-read', 'clipboard-write'] }), demo);
  await console.signIn('subscribers');
  const users = new UserStatusPage(console.page);
  await users.search(reference);
  await console.page.getByText('1 user', { exact: true }).waitFor();
  await users.waitForStatus(person.userId, 'Error · pre-check failed');
  await users.choose(person.userId, 'Copy error text');
  await console.toast('Error text copied.').waitFor();
  const copied = await console.page.evaluate(() => navigator.clipboard.readText());
  for (const part of ['200026', person.userId, reference]) expect(copied).toContain(part);

  const other = `ana-${unique()}@example.com`;
  await users.choose(person.userId, 'Retry activation');
  await users.dialog().getByLabel('E-mail', { exact: true }).fill(other);
  await users.dialog().getByLabel('Onboard now, I vouch for this address').check();
  await users.dialog().getByRole('button', { name: 'Onboard', exact: true }).click();
  await console.toast(`${person.userId} is being onboarded.`).waitFor();

  await portal.shows('done');
  expect(await portal.text(other).first().isVisible()).toBe(true);
  await users.waitForStatus(person.userId, 'Provisioned');
  expect(await accountsMade(demo, person.userId)).toBe(1);
});

