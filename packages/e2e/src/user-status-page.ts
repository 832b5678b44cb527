import type { Locator, Page } from 'playwright-core';
import { eventually } from './eventually.ts';

/** The console's list of users: rows, their menus, the dialogs they open. */
export class UserStatusPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  row(userId: string): Locator {
    return this.page.getByRole('row').filter({ has: this.page.getByRole('button', { name: `Show details of ${userId}`, exact: true }) });
  }

  /** The cell of a row under the header of this name, wherever that column stands now. */
  async cell(userId: string, column: string): Promise<Locator> {
    await this.row(userId).waitFor();
    const at = (await this.#headers()).indexOf(column);
    if (at === -1) throw new Error(`the list shows no column ${column}`);
    return this.row(userId).getByRole('cell').nth(at);
  }

  /** Status and reason as one reads them in a row, such as "Pending · waiting for e-mail". */
  async statusOf(userId: string): Promise<string> {
    const words = await (await this.cell(userId, 'Status')).innerText();
    return words.replace(/\s+/g, ' ').trim();
  }

  /** Waits until the row says so by itself. */
  async waitForStatus(userId: string, status: string, seconds = 20): Promise<void> {
    let seen = '';
    await eventually(`${userId} reads "${status}"`, async () => (seen = await this.statusOf(userId)) === status, seconds).catch((error: Error) => {
      throw new Error(`${error.message}; it reads "${seen}"`);
    });
  }

  /** Opens the three-dots menu of a row. A menu that is just closing takes the first press for itself. */
  async openMenu(userId: string): Promise<Locator> {
    const menu = this.page.getByRole('menu');
    await eventually(`the menu of ${userId} opens`, async () => {
      await this.row(userId).getByRole('button', { name: `Actions for ${userId}` }).click();
      return menu.waitFor({ timeout: 3_000 }).then(() => true, () => false);
    });
    return menu;
  }

  async choose(userId: string, action: string): Promise<void> {
    await (await this.openMenu(userId)).getByRole('menuitem', { name: action, exact: true }).click();
  }

  dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  async search(text: string): Promise<void> {
    await this.page.getByRole('searchbox', { name: 'Search users' }).fill(text);
  }

  /** Sets "Exclude provisioned users"; the switch itself is drawn, so its words are pressed. */
  async excludeProvisioned(): Promise<void> {
    await this.page.getByText('Exclude provisioned users', { exact: true }).click();
  }

  /** BroadWorks id, name, address, package, status and time of the users on all pages, in their order. */
  async allRows(): Promise<string[][]> {
    const rows: string[][] = [];
    for (;;) {
      await this.page.locator('table:not([aria-busy])').waitFor();
      rows.push(...(await this.#shownRows()));
      const next = this.page.getByRole('button', { name: 'Next page' });
      if (await next.isDisabled()) return rows;
      const first = rows.at(-1)?.[0];
      await next.click();
      await eventually('the next page', async () => (await this.#shownRows()).every(([userId]) => userId !== first));
    }
  }

  async #shownRows(): Promise<string[][]> {
    const headers = await this.#headers();
    const wanted = ['BroadWorks id', 'Name', 'E-mail', 'Package', 'Status', 'Since'].map((column) => headers.indexOf(column));
    const rows = await this.page.getByRole('row').filter({ has: this.page.getByRole('button', { name: /^Show details of / }) }).all();
    const cells = await Promise.all(rows.map((row) => row.getByRole('cell').allInnerTexts()));
    return cells.map((texts) => wanted.map((at) => texts[at] ?? ''));
  }

  async #headers(): Promise<string[]> {
    return (await this.page.getByRole('columnheader').allInnerTexts()).map((text) => text.trim());
  }
}
