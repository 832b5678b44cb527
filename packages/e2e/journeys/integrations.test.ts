import { describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions } from 'playwright-core';
import { accessibilityFaults } from '../src/accessibility.ts';
import { ConsolePage } from '../src/console-page.ts';
import { eventually } from '../src/eventually.ts';
import { card, dialog, openIntegrations, phone } from '../src/integrations-page.ts';
import { unique } from '../src/people.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';

const { demo } = running();
const tabs = useTabs();

const at = (path: string, options?: BrowserContextOptions) => openIntegrations(tabs, path, options);

const getToken = (clientId: string, clientSecret: string): Promise<Response> =>
  fetch(`${demo.apiUrl}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });

describe('integrations', () => {
  it('creates a cluster whose address answers, refuses one that does not, tests it in words and deletes it', async () => {
    const console = await at('integrations/clusters');
    const name = `Cluster ${unique()}`;
    await console.button('New cluster').click();
    await console.button('Create cluster').click();
    await dialog(console).getByText('Give it a name.').waitFor();
    expect(await accessibilityFaults(console.page)).toEqual([]);
    await dialog(console).getByLabel('Name', { exact: true }).fill(name);
    await dialog(console).getByLabel('XSI-Actions address').fill('http://169.254.169.254');
    await console.button('Create cluster').click();
    await dialog(console).getByText(/does not call addresses in this network/).waitFor();
    await dialog(console).getByLabel('XSI-Actions address').fill('http://127.0.0.1:9');
    await console.button('Create cluster').click();
    await dialog(console).getByText(/XSI-Actions does not answer/).waitFor();
    await dialog(console).getByLabel('XSI-Actions address').fill(demo.simulators.broadworksUrl);
    await console.button('Create cluster').click();

    await card(console, name).getByText('BroadWorks answers.').waitFor();
    await card(console, name).getByText('There is no default domain: users must type their whole user id.').waitFor();
    await card(console, name).getByText(/answered in \d+ ms/).waitFor();
    expect(await accessibilityFaults(console.page)).toEqual([]);

    await card(console, name).getByRole('button', { name: `Delete ${name}` }).click();
    expect(await accessibilityFaults(console.page)).toEqual([]);
    await console.button('Delete cluster').click();
    await console.toast(`“${name}” was deleted.`).waitFor();
    await eventually('the card goes', async () => (await card(console, name).count()) === 0);
  });

  it('says which templates keep a cluster from being deleted, and leads there', async () => {
    const console = await at('integrations/clusters');
    await console.button('Delete Northwind BroadWorks').click();
    await dialog(console).getByText(/These templates use the cluster/).waitFor();
    expect(await console.button('Delete cluster').count()).toBe(0);
    await dialog(console).getByRole('link', { name: 'Business customers', exact: true }).click();
    await console.heading('Business customers').waitFor();
  });

  it('tests a connector whose token is refused, says who can mend it, and never shows a token', async () => {
    const console = await at('integrations/connectors');
    const name = `Cloud ${unique()}`;
    await console.button('New connector').click();
    await dialog(console).getByLabel('Name', { exact: true }).fill(name);
    await dialog(console).getByLabel('API address').fill(`${demo.simulators.webexUrl}/v1`);
    await console.button('Create connector').click();
    await dialog(console).getByText('Enter the access token.').waitFor();
    await dialog(console).getByLabel('Access token').fill('wrong-token-1234');
    await console.button('Create connector').click();

    await card(console, name).getByText('The cloud platform refuses the credentials.').waitFor();
    await card(console, name).getByText('You can mend this here.').waitFor();
    expect(await accessibilityFaults(console.page)).toEqual([]);
    expect(await console.page.content()).not.toContain('wrong-token-1234');
    await card(console, name).getByRole('button', { name: `Edit ${name}` }).click();
    expect(await dialog(console).getByLabel('Access token').inputValue()).toBe('');
    await console.button('Cancel').click();

    await console.open();
    await console.page.getByText(`${name} is in trouble`, { exact: false }).waitFor();
    await console.open('integrations/connectors');
    await card(console, name).getByRole('button', { name: `Delete ${name}` }).click();
    await console.button('Delete connector').click();
    await console.toast(`“${name}” was deleted.`).waitFor();
  });

  it('creates an API client, whose secret works for a real call, is rotated with a grace period and ends with the client', async () => {
    const console = await at('integrations/api-clients');
    const name = `Order system ${unique()}`;
    await console.button('New API client').click();
    await dialog(console).getByLabel('Name', { exact: true }).fill(name);
    await console.button('Create API client').click();
    await dialog(console).getByText('Choose at least one.').waitFor();
    expect(await accessibilityFaults(console.page)).toEqual([]);
    await dialog(console).getByLabel('subscribers:read', { exact: true }).check();
    await console.button('Create API client').click();
    await dialog(console).getByText('The secret is shown only now.', { exact: false }).waitFor();
    expect(await accessibilityFaults(console.page)).toEqual([]);
    const value = (label: string) => dialog(console).getByLabel(label, { exact: true }).inputValue();
    const [id, first, line] = [await value('Client id'), await value('Client secret'), await value('Try it')];
    expect(line).toContain(`${id}:${first}`);
    const { access_token: token } = (await (await getToken(id, first)).json()) as { access_token: string };
    const call = () => fetch(`${demo.apiUrl}/v1/subscribers?limit=1`, { headers: { authorization: `Bearer ${token}` } });
    expect((await call()).status).toBe(200);
    await console.button('I have copied it').click();
    await card(console, name).getByText('subscribers:read').waitFor();
    expect(await console.page.content()).not.toContain(first);

    await card(console, name).getByRole('button', { name: 'New secret' }).click();
    expect(await accessibilityFaults(console.page)).toEqual([]);
    await dialog(console).getByRole('button', { name: 'New secret' }).click();
    await dialog(console).getByText('The secret is shown only now.', { exact: false }).waitFor();
    const second = await value('Client secret');
    expect([(await getToken(id, first)).status, (await getToken(id, second)).status]).toEqual([200, 200]);
    await console.button('I have copied it').click();
    await card(console, name).getByText('Two secrets work').waitFor();

    await card(console, name).getByRole('button', { name: `Delete ${name}` }).click();
    await console.button('Delete API client').click();
    await console.toast(`“${name}” was deleted.`).waitFor();
    expect([(await getToken(id, second)).status, (await call()).status]).toEqual([401, 401]);
  });

  it.each(['clusters', 'connectors', 'api-clients'])('%s fit on a phone without an accessibility fault', async (page) => {
    const console = await at(`integrations/${page}`, phone);
    await console.page.getByRole('article').first().waitFor();
    expect(await console.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    expect(await accessibilityFaults(console.page)).toEqual([]);
  });
});

describe('customers', () => {
  it('are found by the start of their name, renamed, and lead to their users', async () => {
    const console = new ConsolePage(await tabs.device(), demo);
    await console.signIn('customers');
    await console.page.getByRole('searchbox', { name: 'Search customers' }).fill('Northwind+acm');
    const rows = console.page.getByRole('row').filter({ has: console.page.getByRole('cell') });
    await eventually('one customer is left', async () => (await rows.count()) === 1);
    expect(await accessibilityFaults(console.page)).toEqual([]);
    await console.page.getByRole('link', { name: /^Acme (Tools|Ltd)$/ }).click();
    await console.button('Rename').waitFor();
    expect(await accessibilityFaults(console.page)).toEqual([]);
    await console.button('Rename').click();
    await dialog(console).getByLabel('Name', { exact: true }).fill('Acme Ltd');
    expect(await accessibilityFaults(console.page)).toEqual([]);
    await dialog(console).getByRole('button', { name: 'Rename' }).click();
    await console.heading('Acme Ltd').waitFor();
    await console.page.getByRole('link', { name: 'Show users' }).click();
    await console.heading('User status').waitFor();
    expect(new URL(console.page.url()).searchParams.get('customerId')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('fit on a phone without an accessibility fault', async () => {
    const console = new ConsolePage(await tabs.device(phone), demo);
    await console.signIn('customers');
    await console.page.getByRole('row').nth(1).waitFor();
    expect(await console.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    expect(await accessibilityFaults(console.page)).toEqual([]);
  });
});
