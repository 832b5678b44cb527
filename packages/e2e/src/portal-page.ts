import type { Locator, Page } from 'playwright-core';
import { PortalTexts, type Values } from './portal-texts.ts';

/** The text at the top of each screen of the portal. */
export const screens = {
  signIn: 'sign_in.title',
  email: 'email.title',
  code: 'code.title',
  progress: 'progress.title',
  done: 'done.title',
  linkUnknown: 'dead_end.link_unknown.title',
  linkWithdrawn: 'dead_end.link_withdrawn.title',
  nothingWaiting: 'dead_end.nothing_waiting.title',
  unreachable: 'dead_end.unreachable.title',
  failedForAdmin: 'failed.title.admin',
  failedForNobody: 'failed.title.nobody',
  accountMovable: 'failed.title.cloud_account_movable',
  failedForUser: 'failed.title.user',
  waiting: 'waiting.title',
} as const;
export type Screen = keyof typeof screens;

/** The activation portal as the person before it uses it: by labels and buttons, in one of its languages. */
export class PortalPage {
  readonly page: Page;
  readonly language: string;
  readonly texts: PortalTexts;

  constructor(page: Page, language = 'en') {
    this.page = page;
    this.language = language;
    this.texts = new PortalTexts(language);
  }

  async open(shareLink: string): Promise<void> {
    await this.page.goto(shareLink);
  }

  /** Waits until this screen is shown. */
  async shows(screen: Screen, seconds = 20): Promise<void> {
    await this.page.getByRole('heading', { level: 1, name: this.texts.say(screens[screen]), exact: true }).waitFor({ timeout: seconds * 1000 });
  }

  async signIn({ userId, password }: { userId: string; password: string }): Promise<void> {
    await this.field('sign_in.user_id').fill(userId);
    await this.field('sign_in.password').fill(password);
    await this.press('sign_in.submit');
  }

  async giveEmail(email: string): Promise<void> {
    await this.email().fill(email);
    await this.press('email.submit');
  }

  async typeCode(code: string): Promise<void> {
    await this.code().fill(code);
    await this.press('code.submit');
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
    return this.field('email.label');
  }

  code(): Locator {
    return this.field('code.label');
  }

  /** A field by the key of its label. */
  field(label: string): Locator {
    return this.page.getByLabel(this.texts.say(label), { exact: true });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Presses the button or follows the link that says the text of this key. */
  async press(key: string): Promise<void> {
    await this.button(this.texts.say(key)).click();
  }

  /** Waits until the text of this key stands on the page, with these values. */
  async says(key: string, values?: Values): Promise<void> {
    await this.like(key, values).waitFor();
  }

  /** Where the text of this key stands; the first place that a person can see. */
  like(key: string, values?: Values): Locator {
    return this.page.locator('main').getByText(this.texts.like(key, values)).first();
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
