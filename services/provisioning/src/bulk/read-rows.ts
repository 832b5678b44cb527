import { CsvError, parse } from 'csv-parse/sync';
import { problem } from '../problems.ts';

export type FileRow = { line: number; userId: string; email: string };

export const MAX_ROWS = 50_000;
// The first names are those of the template to download; the second what our own export calls the same.
const names = { userId: ['userid', 'broadworksuserid'], email: ['email'] } as const;

/**
 * Reads a file of users and addresses: comma or semicolon, with or without byte order mark and quotes, columns in any order,
 * others ignored. Lines are counted as an editor counts them.
 * @throws import.unreadable, import.columns_missing, import.no_rows, import.too_many_rows
 */
export function readRows(text: string): FileRow[] {
  const records = recordsOf(text);
  const [header, ...rows] = records;
  if (!header) throw problem('import.no_rows');
  const columns = header.cells.map((name) => name.trim().toLowerCase());
  const at = (known: readonly string[]) => columns.findIndex((name) => known.includes(name));
  const [userId, email] = [at(names.userId), at(names.email)];
  if (userId < 0 || email < 0) throw problem('import.columns_missing');
  if (rows.length === 0) throw problem('import.no_rows');
  if (rows.length > MAX_ROWS) throw problem('import.too_many_rows');
  return rows.map(({ line, cells }) => ({ line, userId: plain(cells[userId]), email: plain(cells[email]) }));
}

type CsvRecord = { line: number; cells: string[] };

function recordsOf(text: string): CsvRecord[] {
  // PostgreSQL keeps no NUL in a text, and no file of addresses has one.
  if (text.includes('\0')) throw problem('import.unreadable', { detail: 'The file holds a character that no text has. Save it as CSV in UTF-8.' });
  try {
    const parsed: unknown = parse(text, { bom: true, delimiter: delimiterOf(text), relax_column_count: true, skip_empty_lines: true, skip_records_with_empty_values: true, info: true });
    return (parsed as { info: { lines: number }; record: string[] }[]).map(({ info, record }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    if (error instanceof CsvError) throw problem('import.unreadable', { detail: `Line ${String(error['lines'] ?? '?')}: a quote is opened and not closed, or stands inside a cell.` });
    throw error;
  }
}

/** The one the header uses more often; a comma when it uses neither. */
function delimiterOf(text: string): ',' | ';' {
  const [header = ''] = text.split(/\r?\n/, 1);
  const count = (mark: string) => header.split(mark).length;
  return count(';') > count(',') ? ';' : ',';
}

/** The cell without what spreadsheets and our own export put around it: blanks, and an apostrophe that keeps a formula from running. */
const plain = (cell: string | undefined): string => (cell ?? '').trim().replace(/^'(?=[=+@-])/, '');
