import { text } from 'node:stream/consumers';
import type { Locator, Page } from 'playwright-core';

type Choice = { columns?: 'The columns shown' | 'All columns' | 'Choose columns'; separator?: 'Comma' | 'Semicolon'; values?: 'Safe for spreadsheets' | 'Exact values'; unicode?: boolean };

/** The dialog behind Export on the list of users. */
export class ExportDialog {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  dialog(): Locator {
    return this.page.getByRole('dialog', { name: 'Export users' });
  }

  async open(): Promise<void> {
    await this.page.getByRole('button', { name: 'Export', exact: true }).click();
    await this.dialog().waitFor();
  }

  async choose({ columns, separator, values, unicode }: Choice): Promise<void> {
    const dialog = this.dialog();
    if (columns) await dialog.getByRole('radio', { name: columns }).check();
    if (separator) await dialog.getByLabel('Separator').selectOption({ label: separator });
    if (values) await dialog.getByRole('radio', { name: values }).check();
    if (unicode !== undefined) await dialog.getByRole('checkbox', { name: 'Mark the file as Unicode' }).setChecked(unicode);
  }

  /** Downloads at once, and reads the file. */
  async download(choice: Choice): Promise<string> {
    await this.open();
    await this.choose(choice);
    return readDownload(this.page, this.dialog().getByRole('button', { name: 'Download CSV' }));
  }
}

/** What a press on `control` downloads. */
export async function readDownload(page: Page, control: Locator): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), control.click()]);
  return text(await file.createReadStream());
}
