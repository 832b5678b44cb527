import { beforeEach, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { columns } from './columns.ts';
import { columnsOf, type ExportFormat, exportColumns, keepFormat, keptFormat } from './export-format.ts';

describe('the format of an export', () => {
  beforeEach(() => localStorage.clear());

  it('knows every column the server offers', () => {
    const contract = readFileSync(new URL('../../../openapi.yaml', import.meta.url), 'utf8');
    for (const column of exportColumns) expect(contract).toContain(`- ${column}`);
    expect(exportColumns).toHaveLength(17);
  });

  it('begins with what spreadsheets of the language expect, then with the choice of last time', () => {
    expect(keptFormat('en')).toMatchObject({ which: 'shown', delimiter: ',', encoding: 'spreadsheet', bom: true });
    expect(keptFormat('fr').delimiter).toBe(';');
    const chosen: ExportFormat = { which: 'pick', picked: ['email', 'status'], delimiter: ',', encoding: 'raw', bom: false };
    keepFormat(chosen);
    expect(keptFormat('fr')).toEqual(chosen);
  });

  it.each(['{', 'null', '{"which":"none","picked":["password"],"delimiter":"|","bom":"yes"}'])('takes no harm from %j in the browser\'s store', (text) => {
    localStorage.setItem('export-format', text);
    expect(keptFormat('en')).toMatchObject({ which: 'shown', delimiter: ',', bom: true });
  });

  it('gives the columns shown their names in a file, and all of them none', () => {
    const format = keptFormat('en');
    expect(columnsOf(format, ['userId', 'name', 'status'])).toEqual(['broadworksUserId', 'firstName', 'lastName', 'status', 'errorCode', 'errorDescription']);
    expect(columnsOf(format, columns)?.every((column) => exportColumns.includes(column))).toBe(true);
    expect(columnsOf({ ...format, which: 'all' }, ['userId'])).toBeNull();
    expect(columnsOf({ ...format, which: 'pick', picked: ['status', 'email'] }, ['userId'])).toEqual(['email', 'status']);
  });
});
