import { expect, it } from '@jest/globals';
import { accessibilityFaults } from '../src/accessibility.ts';
import { ConsolePage } from '../src/console-page.ts';
import { Integrator } from '../src/integrator.ts';
import { handOver, newPerson } from '../src/people.ts';
import { PortalPage } from '../src/portal-page.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';

const { demo } = running();
const tabs = useTabs();
const integrator = new Integrator(demo);

it('gives the portal a host name of its own, under which a person activates and nothing else is found', async () => {
  const { port } = new URL(demo.shareLink);
  const own = `http://activate-northwind.localhost:${port}`;
  const made = await integrator.createTemplate();
  const console = new ConsolePage(await tabs.device(), demo);
  await console.signIn('admins');
  const { page } = console;
  await page.getByRole('link', { name: 'Portal address' }).click();
  await console.heading('Portal address').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByLabel('Your own address').fill('https://activate.example.com/path');
  await console.button('Save address').click();
  await page.getByText('Enter https:// and a host name of your own').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByLabel('Your own address').fill(own);
  await console.button('Save address').click();
  await console.toast('Share links and mails use this address from now on.').waitFor();

  const { shareLink } = await integrator.get<{ shareLink: string }>(`/v1/templates/${made.id}`);
  expect(shareLink).toMatch(new RegExp(`^${own}/activate/`));

  const portal = new PortalPage(await tabs.device({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }, [own]));
  await portal.open(shareLink);
  await portal.shows('signIn');
  const person = await newPerson(demo);
  await handOver(made.adapter, person);
  await portal.signIn(person);
  await portal.shows('email');
  await portal.page.reload();
  await portal.shows('email');
  expect((await portal.page.context().cookies()).map(({ domain }) => domain)).toEqual([new URL(own).hostname]);
  for (const path of ['/admin/', '/v1/templates', '/']) expect((await portal.page.request.get(`http://127.0.0.1:${port}${path}`, { headers: { host: new URL(own).host } })).status()).toBe(404);

  await page.goto(`${demo.consoleUrl}portal-address`);
  await console.button('Remove address').click();
  const dialog = page.getByRole('dialog', { name: 'Remove your own address?' });
  await dialog.waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Remove address' }).click();
  await console.toast('Share links and mails use the shared address again.').waitFor();
});
