import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { accessibilityFaults } from '../src/accessibility.ts';
import { eventually } from '../src/eventually.ts';
import { card, dialog, openIntegrations } from '../src/integrations-page.ts';
import { Integrator } from '../src/integrator.ts';
import { focusReaches, pressUntil } from '../src/keyboard.ts';
import { handOver, newPerson, unique } from '../src/people.ts';
import { running } from '../src/running.ts';
import { scimSimulator } from '../src/scim-simulator.ts';
import { useTabs } from '../src/tabs.ts';

const { demo } = running();
const tabs = useTabs();
const platform = scimSimulator(demo);

/** The sample user in the box, as it would be sent. */
const shown = async (page: Page): Promise<Record<string, unknown>> => JSON.parse((await page.getByLabel('A sample user as it is sent').textContent()) ?? 'null');

describe('a SCIM connector', () => {
  it('is made with a mapping of its own, tried, put on a template and worked through; held back when its token is refused, and mended', async () => {
    const console = await openIntegrations(tabs, 'integrations/connectors');
    const { page } = console;
    const box = dialog(console);
    // Behind the demo’s own in the alphabet: the first is what a new template is given, in the journeys beside this one too.
    const name = `Yellow directory ${unique()}`;
    const token = await platform.grantToken();

    // What is missing is said and reached; an attribute more is filled in, and the preview follows.
    await console.button('New connector').click();
    await box.getByLabel('Platform', { exact: true }).selectOption('scim');
    await box.getByLabel('Name', { exact: true }).fill(name);
    await box.getByLabel('API address').fill(demo.simulators.scimUrl);
    await console.button('Create connector').click();
    await box.getByText('Enter the access token.').waitFor();
    await focusReaches(page, /^Access token/);
    await box.getByLabel('Access token', { exact: true }).fill(token);
    await console.button('Preview').click();
    await box.getByLabel('A sample user as it is sent').waitFor();
    await box.getByLabel('Another attribute').selectOption('nickName');
    await box.getByRole('button', { name: 'Add', exact: true }).click();
    await focusReaches(page, /^nickName/);
    await page.keyboard.type('{firstName} of {spEnterpriseId}');
    await box.getByRole('button', { name: 'Do not send displayName' }).click();
    await eventually('the preview follows the mapping', async () => {
      const user = await shown(page);
      return user['nickName'] === 'Ann of SP1+acme' && !('displayName' in user);
    });
    expect(await accessibilityFaults(page)).toEqual([]);
    await console.button('Create connector').click();
    await card(console, name).getByText('The cloud platform accepts the credentials.').waitFor();

    await console.button(`Dry run of ${name}`).click();
    await box.getByRole('button', { name: 'Run', exact: true }).click();
    await box.getByText('Everything is in order.').waitFor();
    await box.getByText('There is none yet.').waitFor();
    await box.getByText('Accounts are changed with PATCH', { exact: false }).waitFor();
    expect(await shown(page)).toMatchObject({ nickName: 'Ann of SP1+acme' });
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await focusReaches(page, new RegExp(`^Dry run of ${name}`));

    // On a template, a user gets one account with these attributes.
    const integrator = new Integrator(demo);
    const template = await integrator.createTemplate();
    await console.open(`templates/${template.id}`);
    await page.getByLabel('Cloud connector').selectOption({ label: name });
    await console.button('Save changes').click();
    await console.toast('Changes saved.').waitFor();
    const [first, second] = await Promise.all([newPerson(demo, { firstName: 'Ana' }), newPerson(demo, { firstName: 'Bea' })]);
    const [firstId, secondId] = await Promise.all([handOver(template.adapter, first), handOver(template.adapter, second)]);
    await integrator.onboard(firstId, first.email);
    expect(await platform.usersOf(first.userId)).toEqual([expect.objectContaining({ userName: first.email, nickName: `Ana of Northwind+${first.groupId}`, emails: [expect.objectContaining({ value: first.email })] })]);
    expect(await platform.usersOf(first.userId)).not.toEqual([expect.objectContaining({ displayName: expect.anything() })]);

    // The platform refuses the token: work waits, and the console says why and what to do, there and at home.
    await platform.endTokens();
    await integrator.startOnboarding(secondId, second.email);
    await eventually('work is held back', async () => (await integrator.get<{ items: { name: string; hold: object | null }[] }>('/v1/connectors')).items.some((one) => one.name === name && one.hold !== null));
    await console.open();
    await page.getByText(`${name} holds work back: credentials refused`).waitFor();
    await page.getByText('Renew the credentials of the connector; work that waits then goes on by itself.', { exact: false }).first().waitFor();
    await console.open('integrations/connectors');
    const held = card(console, name);
    await held.getByText('Work is held back: credentials refused').waitFor();
    await held.getByText('Enter new credentials; work then goes on by itself.', { exact: false }).waitFor();
    await held.getByText('On hold', { exact: true }).waitFor();
    await console.button(`Dry run of ${name}`).click();
    await box.getByRole('button', { name: 'Run', exact: true }).click();
    await box.getByText('No account can be made like this.').waitFor();
    await box.getByText('Renew the credentials of the connector; work that waits then goes on by itself.', { exact: false }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await box.waitFor({ state: 'detached' });
    expect(await accessibilityFaults(page)).toEqual([]);

    // A new token, by the keyboard alone; the platform is slow, so that the hold is still there to be lifted.
    await platform.script({ fault: 'delay', delayMs: 2_000 });
    await pressUntil(page, 'Tab', `Edit ${name}`);
    await page.keyboard.press('Enter');
    await box.waitFor();
    await pressUntil(page, 'Tab', 'Access token');
    await page.keyboard.type(demo.simulators.scimToken);
    await page.keyboard.press('Enter');
    await console.toast(`“${name}” is saved.`).waitFor();
    await focusReaches(page, new RegExp(`^Edit ${name}$`));
    await pressUntil(page, 'Tab', 'Let all work through');
    await page.keyboard.press('Enter');
    await console.toast('Work goes on.').waitFor();
    await platform.clearScript();
    await focusReaches(page, new RegExp(`^${name}$`));
    await integrator.waitFor(secondId, 'provisioned');
    expect(await platform.usersOf(second.userId)).toHaveLength(1);
    await eventually('the connector works again', async () => (await held.getByText('On hold', { exact: true }).count()) === 0);
  });
});
