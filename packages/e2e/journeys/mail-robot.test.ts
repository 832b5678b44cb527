import { expect, it } from '@jest/globals';
import { Colleagues } from '../src/colleagues.ts';
import { useDatabase } from '../src/database.ts';
import { eventually } from '../src/eventually.ts';
import { Integrator } from '../src/integrator.ts';
import { fetchOften, linksIn, pressEverything } from '../src/mail-robot.ts';
import { codeSentTo, type Mail, mailsTo } from '../src/mailbox.ts';
import { accountsMade, answered, handOver, json, newPerson, type Person, unique } from '../src/people.ts';
import { PortalPage } from '../src/portal-page.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';

const { demo } = running();
const tabs = useTabs();
const database = useDatabase();
const integrator = new Integrator(demo);
const colleagues = new Colleagues(demo);
const origin = new URL(demo.apiUrl).origin;
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

const mailTo = (address: string, nth: number): Promise<Mail> => eventually(`mail ${nth} to ${address}`, async () => (await mailsTo(demo, address))[nth - 1], 60);

/** Opens, runs and presses everything the mail leads to. @returns the links and the buttons that were found */
async function letLoose(mail: Mail): Promise<{ links: string[]; pressed: string[] }> {
  const links = linksIn(mail, origin);
  const pressed: string[] = [];
  for (const link of links) {
    expect(await fetchOften(link)).toEqual(Array(6).fill(200));
    const page = await tabs.device(phone);
    pressed.push(...(await pressEverything(page, link)));
    await page.context().close();
  }
  return { links, pressed };
}

/** All rows about these people once every mail that has arrived is noted as such, and what came of them outside. */
const settledRows = (ids: readonly string[], { email, userId }: Pick<Person, 'email' | 'userId'>) =>
  eventually('mails are noted as sent', async () => {
    const rows = await Promise.all(ids.map((id) => database.rowsOf(id)));
    return !/"state":"(queued|deferred)"/.test(JSON.stringify(rows)) && { rows, mails: (await mailsTo(demo, email)).length, accounts: await accountsMade(demo, userId) };
  });

/** Lets robots loose on a mail, and finds every row about these people as it was. */
async function expectUntouched(ids: readonly string[], person: Pick<Person, 'email' | 'userId'>, mail: Mail): Promise<{ links: string[]; pressed: string[] }> {
  const before = await settledRows(ids, person);
  expect(before.rows.flatMap((tables) => Object.values(tables).flat()).length).toBeGreaterThan(0);
  const found = await letLoose(mail);
  expect(found.links.length).toBeGreaterThan(0);
  expect(await settledRows(ids, person)).toEqual(before);
  return found;
}

it('19 Scanner prefetch: every mail on the way may be opened, run and pressed by robots; nothing changes, and the user\'s own code works once', async () => {
  const person = await newPerson(demo, { email: `movable-${unique()}@example.com` });
  const id = await handOver(demo.adapter, person);
  const portal = new PortalPage(await tabs.device(phone));
  await portal.askForCode(demo.shareLink, person, person.email);
  const code = await codeSentTo(demo, person.email);

  const first = await expectUntouched([id], person, await mailTo(person.email, 1));
  expect(first.links).toEqual([expect.stringContaining(`#code=${code}`), expect.stringContaining('/activate/stop-mails')]);
  expect(first.pressed).toEqual(expect.arrayContaining(['Sign in']));
  await portal.typeCode(code);
  await portal.shows('accountMovable');

  await mailTo(person.email, 2);
  await integrator.waitFor(id, 'pending_user_migration');
  await expectUntouched([id], person, await mailTo(person.email, 2));
  await portal.button('Agree and move it').waitFor();
}, 180_000);

it('the mail that the account is ready leads to a page where robots find nothing to change', async () => {
  const person = await newPerson(demo);
  const id = await handOver(demo.adapter, person);
  await integrator.onboard(id, person.email);
  await expectUntouched([id], person, await mailTo(person.email, 1));
}, 120_000);

it('the reminders to the first administrator, and to the provider where no address of theirs is proven, change nothing', async () => {
  const template = await integrator.createTemplate({ provisionAdminFirst: true });
  const company = async (first: Person) => {
    const second = await newPerson(demo, { groupId: first.groupId });
    const ids = [await handOver(template.adapter, first), await handOver(template.adapter, second)] as const;
    return { first, second, ids };
  };
  const waits = async ({ second }: { second: Person }) => {
    const portal = new PortalPage(await tabs.device(phone));
    await portal.askForCode(template.shareLink, second, second.email);
    await portal.typeCode(await codeSentTo(demo, second.email));
    await portal.shows('waiting');
    await portal.button('Send a reminder').click();
    await portal.text(/^A reminder was sent\./).first().waitFor();
  };
  const unproven = await company(await newPerson(demo));
  const mailsBefore = (await mailsTo(demo, demo.admin.email)).length;
  await waits(unproven);
  await expectUntouched(unproven.ids, unproven.first, await mailTo(demo.admin.email, mailsBefore + 1));

  // Proven, but stuck at what only an admin can mend.
  const proven = await company(await newPerson(demo, { email: `fail-200043-${unique()}@example.com` }));
  await integrator.startOnboarding(proven.ids[0], proven.first.email);
  await integrator.waitFor(proven.ids[0], 'error');
  await waits(proven);
  await expectUntouched(proven.ids, proven.first, await mailTo(proven.first.email, 1));
}, 180_000);

it('an invitation and a link for a new password stay unused, whatever robots press, and then work', async () => {
  const email = `robot-${unique()}@northwind.example`;
  const person = { email, userId: email };
  const id = await colleagues.invite(email);
  const { links: [link = ''] } = await expectUntouched([id], person, await mailTo(email, 1));
  const page = await tabs.device(phone);
  await page.goto(link);
  await page.getByLabel('New password').fill('three calm green boats');
  await page.getByRole('button', { name: 'Accept and sign in' }).click();
  await eventually('the invitation is accepted', async () => (await database.query('select 1 from admin_sessions where admin_id = $1', [id])).length > 0);
  await page.close();

  await answered(fetch(`${demo.apiUrl}/v1/password-reset`, { ...json('POST', { email }), headers: { 'content-type': 'application/json', origin } }));
  const { links: [resetLink = ''] } = await expectUntouched([id], person, await mailTo(email, 2));
  const again = await tabs.device();
  await again.goto(resetLink);
  await again.getByLabel('New password').fill('another five quiet trains');
  await again.getByRole('button', { name: 'Change password and sign in' }).click();
  await again.getByRole('navigation', { name: 'Main' }).waitFor();
}, 180_000);
