import type { ExportColumn } from '../api.ts';
import { delimiterIn } from '../csv-delimiter.ts';
import type { Column } from './columns.ts';

/** Everything a file can hold, in the order it stands. */
export const exportColumns: readonly ExportColumn[] = [
  'broadworksUserId', 'spEnterpriseId', 'firstName', 'lastName', 'email', 'primaryPhoneNumber', 'extension', 'package', 'status', 'errorCode', 'errorDescription',
  'created', 'lastStatusChange', 'selfActivated', 'templateName', 'provisioningId', 'subscriberId',
];

export type ExportFormat = {
  which: 'shown' | 'all' | 'pick';
  /** counts with `pick` only */
  picked: ExportColumn[];
  delimiter: ',' | ';';
  encoding: 'spreadsheet' | 'raw';
  bom: boolean;
};

/** What a column of the list is in a file: a name is two, a status brings its error along. */
const exportedAs: Record<Column, readonly ExportColumn[]> = {
  userId: ['broadworksUserId'],
  name: ['firstName', 'lastName'],
  customer: ['spEnterpriseId'],
  email: ['email'],
  package: ['package'],
  status: ['status', 'errorCode', 'errorDescription'],
  since: ['lastStatusChange'],
  template: ['templateName'],
  phone: ['primaryPhoneNumber'],
  extension: ['extension'],
  created: ['created'],
  reference: ['subscriberId'],
};

/** The columns of the file; null is all of them. */
export function columnsOf(format: ExportFormat, shown: readonly Column[]): readonly ExportColumn[] | null {
  if (format.which === 'all') return null;
  return format.which === 'shown' ? shown.flatMap((column) => exportedAs[column]) : exportColumns.filter((column) => format.picked.includes(column));
}

const key = 'export-format';

/** The choice of last time; at first what spreadsheets in this language expect. */
export function keptFormat(language: string): ExportFormat {
  const usual: ExportFormat = { which: 'shown', picked: ['broadworksUserId', 'email', 'status'], delimiter: delimiterIn(language), encoding: 'spreadsheet', bom: true };
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Record<keyof ExportFormat, unknown>>;
    return {
      which: kept.which === 'all' || kept.which === 'pick' ? kept.which : usual.which,
      picked: Array.isArray(kept.picked) ? exportColumns.filter((column) => (kept.picked as unknown[]).includes(column)) : usual.picked,
      delimiter: kept.delimiter === ',' || kept.delimiter === ';' ? kept.delimiter : usual.delimiter,
      encoding: kept.encoding === 'raw' ? 'raw' : usual.encoding,
      bom: typeof kept.bom === 'boolean' ? kept.bom : usual.bom,
    };
  } catch {
    return usual;
  }
}

export const keepFormat = (format: ExportFormat): void => localStorage.setItem(key, JSON.stringify(format));
