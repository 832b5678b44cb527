import type { Locator, Page } from 'playwright-core';

/** The page of one template as an admin uses it. */
export class TemplatePage {
  readonly page: Page;
  readonly saveBar: Locator;

  constructor(page: Page) {
    this.page = page;
    this.saveBar = page.getByText('Changes not saved');
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** The short message at the lower edge. */
  toast(text: string): Locator {
    return this.page.getByRole('region', { name: 'Notifications' }).getByText(text, { exact: true });
  }
}
