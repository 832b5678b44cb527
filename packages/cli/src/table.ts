import { stripVTControlCharacters } from 'node:util';

export type Columns<Row> = readonly (readonly [title: string, cell: (row: Row) => string | number | boolean | null | undefined])[];

/** Control characters of what users typed must not steer the terminal. */
export const plain = (text: string): string => stripVTControlCharacters(text).replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');

const written = (value: ReturnType<Columns<unknown>[number][1]>): string => (value === null || value === undefined ? '–' : value === true ? 'yes' : value === false ? 'no' : plain(String(value)));

/** Rows under their titles, as wide as the widest; nothing is cut, so that it can be searched. */
export function table<Row>(rows: readonly Row[], columns: Columns<Row>, title: (text: string) => string = (text) => text): string {
  const cells = [columns.map(([name]) => name), ...rows.map((row) => columns.map(([, cell]) => written(cell(row))))];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => (line[index] ?? '').length)));
  const lines = cells.map((line) => line.map((cell, index) => (index === line.length - 1 ? cell : cell.padEnd(widths[index] ?? 0))).join('  '));
  return lines.map((line, index) => (index === 0 ? title(line) : line)).join('\n');
}

/** One thing: its facts below each other. */
export const facts = (pairs: readonly (readonly [string, Parameters<typeof written>[0]])[]): string => {
  const width = Math.max(...pairs.map(([name]) => name.length));
  return pairs.map(([name, value]) => `${name.padEnd(width)}  ${written(value)}`).join('\n');
};
