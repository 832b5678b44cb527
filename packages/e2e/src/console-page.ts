import type { Locator, Page } from 'playwright-core';
import type { Adapter } from './people.ts';
import type { Demo } from './product.ts';
import { sessionCookieOf } from './session-cookie.ts';

/** The console as an admin uses it: sign-in, templates and their pages. */
export class ConsolePage {
  readonly page: Page;
  readonly #demo: Demo;

  constructor(page: Page, demo: Demo) {
    this.page = page;
    this.#demo = demo;
  }

  async open(path = ''): Promise<void> {
    await this.page.goto(new URL(path, this.#demo.consoleUrl).href);
  }

  /** Opens a page as the admin, in the session all journeys of a file share. One that came to an end meanwhile is begun anew by the form. */
  async signIn(path = ''): Promise<void> {
    const session = await sessionCookieOf(this.#demo);
    if (session) await this.page.context().addCookies([session]);
    await this.signInHere(path);
  }

  /** The same in a session of this browser's own, by the form. */
  async signInHere(path = ''): Promise<void> {
    await this.open(path);
    const inside = this.page.getByRole('navigation', { name: 'Main' }).or(this.button('Open the menu')).first();
    const email = this.page.getByLabel('E-mail', { exact: true });
    await inside.or(email).first().waitFor();
    if (!(await inside.isVisible())) await this.#fillSignIn();
    await inside.waitFor();
  }

  async #fillSignIn(): Promise<void> {
    await this.page.getByLabel('E-mail', { exact: true }).fill(this.#demo.admin.email);
    await this.page.getByLabel('Password', { exact: true }).fill(this.#demo.admin.password);
    await this.button('Sign in').click();
  }

  /** Goes through the steps to a new template and reads what the page then tells once. */
  async createTemplate(name: string): Promise<{ shareLink: string; adapter: Adapter }> {
    await this.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Templates', exact: true }).click();
    await this.page.getByRole('link', { name: 'New template' }).click();
    await this.page.getByLabel('Name', { exact: true }).fill(name);
    await this.page.getByLabel('Adapter account', { exact: true }).fill('bw-journey');
    await this.page.getByRole('radio', { name: /untrusted e-mails/ }).check();
    await this.button('Continue').click();
    await this.page.getByRole('heading', { level: 2, name: 'Look and language' }).waitFor();
    await this.button('Continue').click();
    await this.page.getByRole('heading', { level: 2, name: 'Review' }).waitFor();
    await this.button('Create template').click();
    await this.heading(`“${name}” is ready`).waitFor();
    const value = (label: string) => this.page.getByLabel(label, { exact: true }).inputValue();
    const adapter = { url: await value('Provisioning URL'), account: await value('Provisioning account'), password: await value('Adapter password') };
    await this.page.getByLabel('I have saved the password').check();
    return { adapter, shareLink: await value('Share link') };
  }

  async openTemplate(name: string): Promise<void> {
    await this.page.getByRole('link', { name: 'Templates', exact: true }).first().click();
    await this.page.getByRole('link', { name, exact: true }).click();
    await this.heading(name).waitFor();
  }

  /** One titled part of a template's page. */
  section(name: string): Locator {
    return this.page.getByRole('region', { name, exact: true });
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { level: 1, name, exact: true });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** The short message at the lower edge. */
  toast(text: string): Locator {
    return this.page.getByRole('region', { name: 'Notifications' }).getByText(text, { exact: true });
  }
}
