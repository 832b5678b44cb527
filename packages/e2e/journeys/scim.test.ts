import { describe, expect, it } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { accessibilityFaults } from '../src/accessibility.ts';
import { ConsolePage } from '../src/console-page.ts';
import { eventually } from '../src/eventually.ts';
import { focusReaches } from '../src/keyboard.ts';
import { unique } from '../src/people.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';

const { demo } = running();
const tabs = useTabs();
const WITHIN = '[aria-labelledby=scim-title]';

/** An identity system that holds a token. */
const asSystem = (token: string) => async (method: string, path: string, body?: object) => {
  const answer = await fetch(`${new URL(demo.apiUrl).origin}/scim/v2${path}`, { method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' }, ...(body && { body: JSON.stringify(body) }) });
  return { status: answer.status, body: (await answer.json()) as { active?: boolean; id?: string } };
};

describe('identity systems', () => {
  it('are let in by a token shown once, seen to call and to be refused, changed over to a new token, and switched off', async () => {
    const console = new ConsolePage(await tabs.device(), demo);
    await console.signIn('templates');
    const name = `Identity ${unique()}`;
    await console.createTemplate(name);
    await console.page.getByRole('link', { name: 'Open template' }).click();
    await console.heading(name).waitFor();
    const part = console.page.getByRole('region', { name: 'Identity systems (SCIM)' });
    const dialog: Locator = console.page.getByRole('dialog');
    await part.getByText('No identity system may hand users over yet.').waitFor();
    expect(await accessibilityFaults(console.page, ['dark', 'light'], WITHIN)).toEqual([]);

    await part.getByRole('button', { name: 'Make a token' }).click();
    await dialog.getByText('Whoever holds the token can create, change and remove users', { exact: false }).waitFor();
    expect(await accessibilityFaults(console.page, ['dark'], '[role=dialog]')).toEqual([]);
    await dialog.getByRole('button', { name: 'Make a token' }).click();
    await dialog.getByText('The token is shown only now.', { exact: false }).waitFor();
    expect(await accessibilityFaults(console.page, ['dark'], '[role=dialog]')).toEqual([]);
    const token = await dialog.getByLabel('Bearer token', { exact: true }).inputValue();
    expect(await dialog.getByLabel('SCIM base URL', { exact: true }).inputValue()).toBe(`${new URL(demo.apiUrl).origin}/scim/v2`);
    await dialog.getByRole('button', { name: 'I have copied it' }).click();
    // What opened a dialog is gone when it did its work; the focus is on what one can do next.
    await focusReaches(console.page, /^Replace token$/);
    await part.getByText(`vscim_…${token.slice(-4)}`).waitFor();
    await part.getByText('No identity system has called yet.').waitFor();
    expect(await console.page.content()).not.toContain(token);

    const call = asSystem(token);
    const userName = `${unique()}@northwind.example`;
    expect((await call('POST', '/Users', { userName })).status).toBe(400);
    await console.page.reload();
    await part.getByText('POST /Users was refused').waitFor();
    await part.getByText('The user came without a customer', { exact: false }).waitFor();
    await part.getByText('urn:ietf:params:scim:schemas:extension:vestibule:2.0:User:spEnterpriseId', { exact: true }).waitFor();
    await part.getByText('Last call:', { exact: false }).waitFor();

    await part.getByLabel('Customer of users who come without one').fill(`SCIM ${unique()}`);
    await part.getByRole('button', { name: 'Save customer' }).click();
    await console.toast('Customer saved.').waitFor();
    const made = await call('POST', '/Users', { userName, name: { givenName: 'Ina', familyName: 'Dent' } });
    expect({ status: made.status, active: made.body.active }).toEqual({ status: 201, active: true });
    await console.page.reload();
    await part.getByText('It has worked again since:', { exact: false }).waitFor();

    for (const system of ['Microsoft Entra', 'Okta']) await part.getByRole('button', { name: `What to enter in ${system}` }).click();
    await part.getByLabel('Tenant URL', { exact: true }).waitFor();
    await part.getByLabel('SCIM connector base URL', { exact: true }).waitFor();
    expect(await accessibilityFaults(console.page, ['dark', 'light'], WITHIN)).toEqual([]);

    await part.getByRole('button', { name: 'Replace token' }).click();
    await dialog.getByRole('radio', { name: 'One week' }).check();
    expect(await accessibilityFaults(console.page, ['dark'], '[role=dialog]')).toEqual([]);
    await dialog.getByRole('button', { name: 'Replace token' }).click();
    const second = await dialog.getByLabel('Bearer token', { exact: true }).inputValue();
    await dialog.getByRole('button', { name: 'I have copied it' }).click();
    expect([(await call('GET', '/Users')).status, (await asSystem(second)('GET', '/Users')).status]).toEqual([200, 200]);
    await part.getByRole('button', { name: 'End it now' }).click();
    await console.toast('The old token has ended.').waitFor();
    await focusReaches(console.page, /^Replace token$/);
    expect([(await call('GET', '/Users')).status, (await asSystem(second)('GET', '/Users')).status]).toEqual([401, 200]);

    await part.getByRole('button', { name: 'Switch off' }).click();
    await dialog.getByText('Every token of this template stops working at once.', { exact: false }).waitFor();
    expect(await accessibilityFaults(console.page, ['dark'], '[role=dialog]')).toEqual([]);
    await dialog.getByRole('button', { name: 'Switch off' }).click();
    await part.getByRole('button', { name: 'Make a token' }).waitFor();
    await focusReaches(console.page, /^Make a token$/);
    expect((await asSystem(second)('GET', '/Users')).status).toBe(401);
    await console.open(`subscribers?q=${encodeURIComponent(userName)}`);
    await console.page.getByText(userName).first().waitFor();
    await eventually('the user who was handed over is listed', async () => (await console.page.getByText('Ina Dent').count()) > 0);
  });
});
