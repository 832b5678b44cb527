import { expect, it } from '@jest/globals';
import { Colleagues } from '../src/colleagues.ts';
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

/** All that is kept about a person and that a mail of theirs could touch; who looks changes none of it. */
const stateOf = async (id: string, { userId, email }: Person) => ({
  row: await integrator.read(id),
  timeline: await integrator.get(`/v1/subscribers/${id}/timeline`),
  mails: (await mailsTo(demo, email)).length,
  accounts: await accountsMade(demo, userId),
});

/** The same once every mail that has arrived is noted as such. */
const settledStateOf = (id: string, person: Person) =>
  eventually('mails are noted as sent', async () => {
    const state = await stateOf(id, person);
    return !JSON.stringify(state).includes('"state":"queued"') && state;
  });

it('19 Scanner prefetch: every mail on the way may be opened, run and pressed by robots; nothing changes, and the user\'s own code works once', async () => {
  const person = await newPerson(demo, { email: `movable-${unique()}@example.com` });
  const id = await handOver(demo.adapter, person);
  const portal = new PortalPage(await tabs.device(phone));
  await portal.askForCode(demo.shareLink, person, person.email);
  const code = await codeSentTo(demo, person.email);

  const atCode = await settledStateOf(id, person);
  const first = await letLoose(await mailTo(person.email, 1));
  expect(first.links).toEqual([expect.stringContaining(`#code=${code}`), expect.stringContaining('/activate/stop-mails')]);
  expect(first.pressed).toEqual(expect.arrayContaining(['Sign in']));
  expect(await stateOf(id, person)).toEqual(atCode);
  await portal.typeCode(code);
  await portal.shows('accountMovable');

  await mailTo(person.email, 2);
  await integrator.waitFor(id, 'pending_user_migration');
  const atConsent = await settledStateOf(id, person);
  const second = await letLoose(await mailTo(person.email, 2));
  expect(second.links.length).toBeGreaterThan(0);
  expect(await stateOf(id, person)).toEqual(atConsent);
  await portal.button('Agree and move it').waitFor();
}, 180_000);

it('the mail that the account is ready leads to a page where robots find nothing to change', async () => {
  const person = await newPerson(demo);
  const id = await handOver(demo.adapter, person);
  await integrator.onboard(id, person.email);
  const mail = await mailTo(person.email, 1);
  const ready = await settledStateOf(id, person);
  expect((await letLoose(mail)).links.length).toBeGreaterThan(0);
  expect(await stateOf(id, person)).toEqual(ready);
}, 120_000);

it('the reminder to the first administrator may be opened by robots', async () => {
  const template = await integrator.createTemplate({ provisionAdminFirst: true });
  const first = await newPerson(demo);
  const second = await newPerson(demo, { groupId: first.groupId });
  const firstId = await handOver(template.adapter, first);
  await handOver(template.adapter, second);
  const portal = new PortalPage(await tabs.device(phone));
  await portal.askForCode(template.shareLink, second, second.email);
  await portal.typeCode(await codeSentTo(demo, second.email));
  await portal.shows('waiting');
  const mailsBefore = (await mailsTo(demo, demo.admin.email)).length;
  await portal.button('Send a reminder').click();
  // The first one has no proven address yet, so the provider's admins are told.
  const mail = await mailTo(demo.admin.email, mailsBefore + 1);
  const before = await settledStateOf(firstId, first);
  expect((await letLoose(mail)).links.length).toBeGreaterThan(0);
  expect(await stateOf(firstId, first)).toEqual(before);
}, 120_000);

it('an invitation and a link for a new password stay unused, whatever robots press, and then work', async () => {
  const email = `robot-${unique()}@northwind.example`;
  const id = await colleagues.invite(email);
  const invited = await colleagues.read(id);
  const invitation = await mailTo(email, 1);
  const [link = ''] = (await letLoose(invitation)).links;
  expect(await colleagues.read(id)).toEqual(invited);
  const page = await tabs.device(phone);
  await page.goto(link);
  await page.getByLabel('New password').fill('three calm green boats');
  await page.getByRole('button', { name: 'Accept and sign in' }).click();
  await eventually('the invitation is accepted', async () => JSON.stringify(await colleagues.read(id)) !== JSON.stringify(invited));

  await answered(fetch(`${demo.apiUrl}/v1/password-reset`, { ...json('POST', { email }), headers: { 'content-type': 'application/json', origin } }));
  const reset = await mailTo(email, 2);
  const [resetLink = ''] = (await letLoose(reset)).links;
  const again = await tabs.device();
  await again.goto(resetLink);
  await again.getByLabel('New password').fill('another five quiet trains');
  await again.getByRole('button', { name: 'Change password and sign in' }).click();
  await again.getByRole('navigation', { name: 'Main' }).waitFor();
}, 180_000);
