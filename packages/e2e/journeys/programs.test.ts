import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions } from 'playwright-core';
import { accessibilityFaults } from '../src/accessibility.ts';
import { card, dialog, openIntegrations, phone } from '../src/integrations-page.ts';
import { focusReaches } from '../src/keyboard.ts';
import { unique } from '../src/people.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';

const { demo } = running();
const tabs = useTabs();

const at = (path: string, options?: BrowserContextOptions) => openIntegrations(tabs, path, options);
const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('programs', () => {
  it('have a reference that asks nobody else: an operation opens with its scope and an example', async () => {
    const page = await tabs.device();
    await page.goto(`${demo.docsUrl}#/Templates/checkTemplate`);
    await page.getByText('Scope:', { exact: false }).first().waitFor({ timeout: 60_000 });
    await page.getByText('templates:read', { exact: true }).first().waitFor();
    await page.getByText('Example Value').first().waitFor();
  });

  it('get an API key that is shown once, opens what it says and ends when it is revoked', async () => {
    const console = await at('integrations/api-keys', phone);
    const name = `Nightly report ${unique()}`;
    await console.button('New API key').click();
    await console.button('Create API key').click();
    await dialog(console).getByText('Choose at least one.').waitFor();
    expect(await accessibilityFaults(console.page)).toEqual([]);
    await dialog(console).getByLabel('Name', { exact: true }).fill(name);
    await dialog(console).getByLabel('subscribers:read', { exact: true }).check();
    await console.button('Create API key').click();
    await dialog(console).getByText('The key is shown only now.', { exact: false }).waitFor();
    expect(await accessibilityFaults(console.page)).toEqual([]);
    const key = await dialog(console).getByLabel('API key', { exact: true }).inputValue();
    expect(await dialog(console).getByLabel('Try it', { exact: true }).inputValue()).toContain(`/v1/subscribers?limit=1`);
    const call = (path: string) => fetch(`${demo.apiUrl}${path}`, { headers: { authorization: `Bearer ${key}` } }).then(({ status }) => status);
    expect([await call('/v1/subscribers?limit=1'), await call('/v1/templates')]).toEqual([200, 403]);
    // A slip beside the dialog does not lose the key.
    await console.page.mouse.click(195, 20);
    await dialog(console).getByText('The key is shown only now.', { exact: false }).waitFor();
    await console.button('I have copied it').click();
    await focusReaches(console.page, /^(New API key|Integrations)$/);
    await card(console, name).getByText('subscribers:read').waitFor();
    expect(await console.page.content()).not.toContain(key);
    expect(await accessibilityFaults(console.page)).toEqual([]);

    await card(console, name).getByRole('button', { name: `Edit ${name}` }).click();
    expect(await dialog(console).getByLabel('Valid for', { exact: false }).inputValue()).toBe('kept');
    await dialog(console).getByLabel('subscribers:read', { exact: true }).uncheck();
    await dialog(console).getByLabel('templates:read', { exact: true }).check();
    await dialog(console).getByText('It loses rights at once', { exact: false }).waitFor();
    expect(await accessibilityFaults(console.page)).toEqual([]);
    await console.button('Save changes').click();
    await console.toast(`“${name}” is saved.`).waitFor();
    await card(console, name).getByText('templates:read').waitFor();
    expect([await call('/v1/subscribers?limit=1'), await call('/v1/templates')]).toEqual([403, 200]);

    await card(console, name).getByRole('button', { name: 'Revoke' }).click();
    await dialog(console).getByText('The key stops working at once', { exact: false }).waitFor();
    await console.button('Revoke API key').click();
    await console.toast(`“${name}” was revoked.`).waitFor();
    await card(console, name).waitFor({ state: 'detached' });
    await focusReaches(console.page, /^Integrations$/);
    expect(await call('/v1/subscribers?limit=1')).toBe(401);
  });

  it('prove themselves with a key whose public half was pasted here, until it is removed', async () => {
    const console = await at('integrations/api-clients');
    const name = `Signing system ${unique()}`;
    await console.button('New API client').click();
    await dialog(console).getByLabel('Name', { exact: true }).fill(name);
    await dialog(console).getByLabel('templates:read', { exact: true }).check();
    await console.button('Create API client').click();
    const id = await dialog(console).getByLabel('Client id', { exact: true }).inputValue();
    await console.button('I have copied it').click();

    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await card(console, name).getByRole('button', { name: 'Public keys (0)' }).click();
    const field = dialog(console).getByLabel('New public key');
    await field.fill(String(privateKey.export({ type: 'pkcs8', format: 'pem' })));
    await console.button('Add key').click();
    await dialog(console).getByText('This is no public key that can be used.', { exact: false }).waitFor();
    expect(await accessibilityFaults(console.page)).toEqual([]);
    await field.fill(String(publicKey.export({ type: 'spki', format: 'pem' })));
    await console.button('Add key').click();
    await dialog(console).getByText('P-256', { exact: false }).first().waitFor();
    const remove = dialog(console).getByRole('button', { name: /^Remove key / });
    await remove.waitFor();
    expect(await accessibilityFaults(console.page)).toEqual([]);

    const issuer = ((await (await fetch(`${demo.apiUrl}/.well-known/oauth-authorization-server`)).json()) as { issuer: string }).issuer;
    const getToken = async (): Promise<number> => {
      const now = Math.floor(Date.now() / 1000);
      const signed = `${encoded({ alg: 'ES256' })}.${encoded({ iss: id, sub: id, aud: issuer, jti: crypto.randomUUID(), iat: now, exp: now + 60 })}`;
      const assertion = `${signed}.${sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
      const fields = { grant_type: 'client_credentials', client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: assertion };
      return (await fetch(`${demo.apiUrl}/oauth/token`, { method: 'POST', body: new URLSearchParams(fields) })).status;
    };
    expect(await getToken()).toBe(200);
    await dialog(console).getByRole('button', { name: 'Close' }).last().click();
    await card(console, name).getByRole('button', { name: 'New secret' }).click();
    await dialog(console).getByLabel('Not any more, and there is no new one', { exact: false }).check();
    expect(await accessibilityFaults(console.page)).toEqual([]);
    await console.button('Remove secret').click();
    await card(console, name).getByText('Signs, no secret').waitFor();
    expect(await getToken()).toBe(200);

    await card(console, name).getByRole('button', { name: 'Public keys (1)' }).click();
    await remove.click();
    await dialog(console).getByText('A program that signs with it is refused at once.').waitFor();
    expect(await accessibilityFaults(console.page)).toEqual([]);
    await console.button('Remove key').click();
    await dialog(console).getByText('no way left to prove itself', { exact: false }).waitFor();
    expect(await getToken()).toBe(200);
    await dialog(console).getByRole('button', { name: 'Close' }).last().click();
    await card(console, name).getByRole('button', { name: 'Add a secret' }).click();
    await dialog(console).getByRole('button', { name: 'New secret' }).click();
    await dialog(console).getByText('The secret is shown only now.', { exact: false }).waitFor();
    await console.button('I have copied it').click();
    await card(console, name).getByRole('button', { name: 'Public keys (1)' }).click();
    await remove.click();
    await console.button('Remove key').click();
    await dialog(console).getByText('No public key is registered.', { exact: false }).waitFor();
    expect(await getToken()).toBe(401);
  });

  it('are made without a secret when their public key is pasted at once', async () => {
    const console = await at('integrations/api-clients', phone);
    const name = `Signer ${unique()}`;
    await console.button('New API client').click();
    await dialog(console).getByLabel('Name', { exact: true }).fill(name);
    await dialog(console).getByLabel('templates:read', { exact: true }).check();
    await dialog(console).getByLabel('With a key of its own', { exact: false }).check();
    await console.button('Create API client').click();
    await dialog(console).getByText('Paste the public key.').waitFor();
    expect(await accessibilityFaults(console.page)).toEqual([]);
    const { publicKey } = generateKeyPairSync('ed25519');
    await dialog(console).getByLabel('New public key').fill(String(publicKey.export({ type: 'spki', format: 'pem' })));
    await console.button('Create API client').click();
    await dialog(console).getByText('There is no secret to copy.', { exact: false }).waitFor();
    expect(await dialog(console).getByLabel('Client secret', { exact: true }).count()).toBe(0);
    expect(await accessibilityFaults(console.page)).toEqual([]);
  });
});
