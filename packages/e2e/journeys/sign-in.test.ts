import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type IdentityProvider, startIdentityProvider } from '@vestibule/simulators/identity-provider';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { accessibilityFaults } from '../src/accessibility.ts';
import { type BareProduct, startBareProduct } from '../src/bare-product.ts';
import { useTabs } from '../src/tabs.ts';

const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const owner = { name: 'Olga Owner', email: 'olga@example.com', password: 'nine unrelated words' };

/** One deployment from its first minute on; every test goes on where the one before has ended. */
describe('the first day of a deployment', () => {
  let product: BareProduct;
  let idp: IdentityProvider;
  let used = '';
  const tabs = useTabs();
  beforeAll(async () => {
    product = await startBareProduct();
    idp = await startIdentityProvider({ redirectUris: [`${product.url}/v1/session/oidc/callback`] });
    idp.know({ subject: 'ida', email: 'ida@example.com', emailVerified: true, name: 'Ida Boss', groups: ['bosses'] });
    idp.know({ subject: 'stan', email: 'stan@example.com', emailVerified: true, name: 'Stan Stranger', groups: ['others'] });
  }, 120_000);
  afterAll(async () => {
    await idp?.close();
    await product?.stop();
  });

  const open = async (path: string, options: BrowserContextOptions = {}): Promise<Page> => {
    const page = await tabs.device(options, [product.url, idp.issuer]);
    await page.goto(new URL(path, product.consoleUrl).href);
    return page;
  };
  const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const signInLocally = async (page: Page) => {
    await page.getByLabel('E-mail', { exact: true }).fill(owner.email);
    await page.getByLabel('Password', { exact: true }).fill(owner.password);
    await button(page, 'Sign in').click();
  };
  const signInAtHouse = async (page: Page, account: string) => {
    await page.getByRole('link', { name: 'Continue with House' }).click();
    await page.getByLabel('Account').fill(account);
    await page.getByRole('button', { name: 'Go on' }).click();
  };

  it('says on the sign-in page that the set-up is still to come', async () => {
    const page = await open('sign-in');
    await page.getByText('This server is not set up yet.').waitFor();
    expect(await page.getByLabel('Password', { exact: true }).count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('tells what is wrong with a link that is cut off or unknown', async () => {
    const cut = await open('setup');
    await cut.getByText('This link is not complete.').waitFor();
    const unknown = await open('setup#nobodyKnowsThisOne');
    await unknown.getByText('This link is not known or older than 24 hours.').waitFor();
    expect(await accessibilityFaults(unknown)).toEqual([]);
  });

  it('creates provider and owner on a phone, in French, and leads to the first steps', async () => {
    used = await product.setupLink();
    const page = await open(used, { ...phone, locale: 'fr-FR' });
    await heading(page, 'Configurer Vestibule').waitFor();
    await button(page, 'Créer le fournisseur et le propriétaire').click();
    await page.getByText('Saisissez le nom de votre entreprise.').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel('Nom du fournisseur').fill('Telecom Exemple');
    await page.getByLabel('Votre nom').fill(owner.name);
    await page.getByLabel('E-mail', { exact: true }).fill(owner.email);
    await page.getByLabel('Mot de passe', { exact: true }).fill(owner.password);
    await button(page, 'Créer le fournisseur et le propriétaire').click();
    await heading(page, 'Premiers pas').waitFor();
    await page.getByRole('heading', { level: 2, name: /Raccorder votre cluster BroadWorks/ }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('offers the link to nobody a second time', async () => {
    const page = await open(used);
    await page.getByText('This server is set up already.').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('link', { name: 'Go to sign-in' }).click();
    await page.getByLabel('Password', { exact: true }).waitFor();
  });

  it('lets the owner connect an identity provider, test it, and not lock everybody out', async () => {
    const page = await open('sign-in-settings');
    await signInLocally(page);
    await heading(page, 'Sign-in').waitFor();
    await page.getByRole('heading', { name: 'Let your admins sign in with the account they have' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await button(page, 'Add identity provider').click();
    await button(page, 'Add identity provider').click();
    await page.getByText('Give the identity provider a name.').waitFor();
    expect(await page.getByLabel('Redirect URI').inputValue()).toBe(`${product.url}/v1/session/oidc/callback`);
    await page.getByLabel('Name', { exact: true }).fill('House');
    await page.getByLabel('Issuer', { exact: true }).fill(idp.issuer);
    await page.getByLabel('Client ID', { exact: true }).fill(idp.clientId);
    await page.getByLabel('Client secret', { exact: true }).fill(idp.clientSecret);
    await page.getByLabel('Groups claim', { exact: true }).fill('groups');
    await button(page, 'Add group').click();
    await page.getByLabel('Group 1', { exact: true }).fill('bosses');
    await page.getByLabel('Role 1', { exact: true }).selectOption('owner');
    await button(page, 'More settings').click();
    await page.getByLabel('Scopes', { exact: true }).fill('email profile groups');
    expect(await accessibilityFaults(page)).toEqual([]);
    await button(page, 'Add identity provider').click();
    await page.getByText('House was saved').waitFor();
    await button(page, 'Test connection').click();
    await page.getByText('Everything that can be tested without a person is in order.').waitFor();
    expect(await button(page, 'Switch off').isDisabled()).toBe(true);
    await page.getByText('an owner must first sign in through an identity provider').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('signs somebody in through the identity provider, to the page that was wanted, without a token in the browser', async () => {
    const page = await open('sign-in-settings');
    await heading(page, 'Sign in').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await signInAtHouse(page, 'ida');
    await page.waitForURL(`${product.consoleUrl}sign-in-settings`);
    await heading(page, 'Sign-in').waitFor();
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
    expect(kept).not.toMatch(/eyJ|vss_|access_token|id_token/);
    expect((await page.context().cookies()).filter(({ domain, name }) => domain === '127.0.0.1' && name.startsWith('vestibule')).map(({ name, httpOnly }) => [name, httpOnly])).toEqual([['vestibule_session', true]]);
  });

  it('refuses somebody nobody has invited in plain words, also in French, and somebody who turns back', async () => {
    const page = await open('sign-in');
    await signInAtHouse(page, 'stan');
    await page.getByText('nobody has given you access here yet').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel('Language', { exact: true }).selectOption('Français');
    await page.getByText('personne ne vous a encore donné accès ici').waitFor();
    const other = await open('sign-in', phone);
    await other.getByRole('link', { name: 'Continue with House' }).click();
    await other.getByRole('button', { name: 'Cancel' }).click();
    await other.getByText('You did not finish signing in at your organization.').waitFor();
    expect(await accessibilityFaults(other)).toEqual([]);
  });

  it('switches local accounts off once an owner has come that way; the form is gone and passwords are refused', async () => {
    const page = await open('sign-in-settings');
    await signInAtHouse(page, 'ida');
    await button(page, 'Switch off').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Switch local accounts off?').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Switch off' }).click();
    await page.getByText('Local accounts are off').first().waitFor();

    const late = await open('sign-in');
    await late.getByRole('link', { name: 'Continue with House' }).waitFor();
    expect(await late.getByLabel('Password', { exact: true }).count()).toBe(0);
    expect(await accessibilityFaults(late)).toEqual([]);
    const answer = await late.evaluate(async ({ email, password }) => {
      const response = await fetch('/v1/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email, password }) });
      return ((await response.json()) as { code: string }).code;
    }, owner);
    expect(answer).toBe('access.local_accounts_off');
  });

  it('lets an invited admin join with the company account while passwords are off, and offers no way to change or replace one', async () => {
    const page = await open('sign-in');
    await signInAtHouse(page, 'ida');
    await heading(page, 'First steps').or(heading(page, 'Home')).waitFor();
    await page.goto(new URL('admins', product.consoleUrl).href);
    await button(page, 'Invite admin').click();
    const dialog = page.getByRole('dialog', { name: 'Invite an admin' });
    await dialog.getByLabel('E-mail', { exact: true }).fill('newton@example.com');
    await dialog.getByLabel('Name', { exact: true }).fill('Newton New');
    await dialog.getByRole('button', { name: 'Send invitation' }).click();
    await dialog.waitFor({ state: 'detached' });

    const invited = await open(await product.mailedLink('newton@example.com', 'invitation'), phone);
    await heading(invited, 'Accept your invitation').waitFor();
    await invited.getByText('Use the company account that has the address newton@example.com.').waitFor();
    expect(await invited.getByLabel('New password').count()).toBe(0);
    expect(await accessibilityFaults(invited)).toEqual([]);
    idp.know({ subject: 'newton', email: 'newton@example.com', emailVerified: true, name: 'Newton New', groups: [] });
    await signInAtHouse(invited, 'newton');
    await button(invited, 'Open the menu').waitFor();
    await invited.goto(new URL('profile', product.consoleUrl).href);
    await heading(invited, 'Profile').waitFor();
    await invited.getByText('This session', { exact: true }).waitFor();
    expect(await invited.getByLabel('Present password').count()).toBe(0);

    const forgotten = await open('forgotten-password');
    await forgotten.getByText('Passwords are switched off here. Sign in through your organization.').waitFor();
    expect(await button(forgotten, 'Send link').count()).toBe(0);
    expect(await accessibilityFaults(forgotten)).toEqual([]);
  });

  it('offers an invited admin the company account beside a password of their own once passwords are on again', async () => {
    const page = await open('sign-in-settings');
    await signInAtHouse(page, 'ida');
    await button(page, 'Switch on').click();
    await page.getByText('Local accounts are on').first().waitFor();
    await page.goto(new URL('admins', product.consoleUrl).href);
    await button(page, 'Invite admin').click();
    const dialog = page.getByRole('dialog', { name: 'Invite an admin' });
    await dialog.getByLabel('E-mail', { exact: true }).fill('zoe@example.com');
    await dialog.getByLabel('Name', { exact: true }).fill('Zoé Deux');
    await dialog.getByRole('button', { name: 'Send invitation' }).click();
    await dialog.waitFor({ state: 'detached' });
    const invited = await open(await product.mailedLink('zoe@example.com', 'invitation'), { locale: 'fr-FR' });
    await invited.getByRole('link', { name: 'Continuer avec House' }).waitFor();
    await invited.getByLabel('Nouveau mot de passe').waitFor();
    expect(await accessibilityFaults(invited)).toEqual([]);
  });
});
