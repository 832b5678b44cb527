import { expect, it } from '@jest/globals';
import { codeSentTo, mailsTo } from '../src/mailbox.ts';
import { handOver, newPerson } from '../src/people.ts';
import { openState, portalStates } from '../src/portal-states.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';

const { demo } = running();
const tabs = useTabs();

it('writes the next mail in the language that is chosen on the way', async () => {
  const person = await newPerson(demo);
  await handOver(demo.adapter, person);
  const page = await tabs.device();
  await page.goto(demo.shareLink);
  await page.getByLabel('User ID', { exact: true }).fill(person.userId);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Which e-mail address is yours?' }).waitFor();

  const told = page.waitForResponse((response) => response.url().endsWith('/v1/activation/session/language') && response.ok());
  await page.getByLabel('Language').selectOption('de');
  await told;
  await page.getByRole('heading', { level: 1, name: 'Wie lautet Ihre E‑Mail-Adresse?' }).waitFor();
  await page.locator('#email').fill(person.email);
  await page.getByRole('button', { name: 'Code senden', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Geben Sie den Code ein' }).waitFor();

  await codeSentTo(demo, person.email);
  expect((await mailsTo(demo, person.email))[0]?.text).toContain('Ihr Code');
});

it('gives times as the browser’s own region writes them', async () => {
  const validity = async (locale: string): Promise<string> => {
    const page = await tabs.device({ locale, timezoneId: 'Europe/London' });
    const state = portalStates.find(({ name }) => name === 'code-wrong') ?? { name: '' };
    await openState(page, new URL(demo.portalUrl).origin, state, 'en');
    return page.locator('#code-help').innerText();
  };
  expect(await validity('en-US')).toMatch(/\s(AM|PM), valid until .*\s(AM|PM)\./);
  expect(await validity('en-GB')).toMatch(/^Mail of \d\d:\d\d, valid until \d\d:\d\d\.$/);
});
