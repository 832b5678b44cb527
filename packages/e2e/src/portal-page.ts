import type { Locator, Page } from 'playwright-core';

/** What a person reads at the top of each screen of the portal. */
export const screens = {
  signIn: 'Activate your account',
  email: 'Which e-mail address is yours?',
  code: 'Enter the code',
  progress: 'We are setting up your account',
  done: 'Your account is ready',
  linkUnknown: 'This link does not work',
  linkWithdrawn: 'This link is no longer in use',
  nothingWaiting: 'Nothing is waiting for you yet',
  failedForAdmin: 'Your provider has to help here',
  accountMovable: 'There is already an account with this address',
  failedForUser: 'Please use another address',
  waiting: 'Waiting for your administrator',
} as const;
export type Screen = keyof typeof screens;

/** The activation portal as the person before it uses it: by labels and buttons. */
export class PortalPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(shareLink: string): Promise<void> {
    await this.page.goto(shareLink);
  }

  /** Waits until this screen is shown. */
  async shows(screen: Screen, seconds = 20): Promise<void> {
    await this.page.getByRole('heading', { level: 1, name: screens[screen], exact: true }).waitFor({ timeout: seconds * 1000 });
  }

  async signIn({ userId, password }: { userId: string; password: string }): Promise<void> {
    await this.page.getByLabel('User ID', { exact: true }).fill(userId);
    await this.page.getByLabel('Password', { exact: true }).fill(password);
    await this.button('Sign in').click();
  }

  async giveEmail(email: string): Promise<void> {
    await this.email().fill(email);
    await this.button('Send the code').click();
  }

  async typeCode(code: string): Promise<void> {
    await this.code().fill(code);
    await this.button('Confirm').click();
  }

  /** From the share link to the screen that asks for the code. */
  async askForCode(shareLink: string, person: { userId: string; password: string }, email: string): Promise<void> {
    await this.open(shareLink);
    await this.signIn(person);
    await this.shows('email');
    await this.giveEmail(email);
    await this.shows('code');
  }

  email(): Locator {
    return this.page.getByLabel('E-mail address', { exact: true });
  }

  code(): Locator {
    return this.page.getByLabel('6-digit code', { exact: true });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** An element that says exactly this, or what the expression fits. */
  text(text: string | RegExp): Locator {
    return this.page.getByText(text, { exact: true });
  }

  /** The reference a person gives to their provider; waits for it. */
  async reference(): Promise<string> {
    return (await this.page.locator('code').first().innerText()).trim();
  }
}
